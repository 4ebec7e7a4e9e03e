import { diffBoxSnapshots, ok, type ObjectChange, type Result } from '@synergycall/domain';
import { readAdopted } from './adopted.ts';
import { renderTenantFile } from '../tenant/index.ts';
import type { Freeze } from './freeze-window.ts';
import { frozenTenants } from './freeze.store.ts';
import { DIALPLAN_FOLDER, render } from './render.ts';
import { lastLiveBox, readBox, readBoxModel, readLiveTags } from './snapshot.store.ts';
import type { TurnDeps } from './turn.ts';

type BoxDeps = Pick<TurnDeps, 'boxId' | 'database' | 'system' | 'files'>;

export interface BoxPending {
  readonly changes: readonly ObjectChange[];
  readonly lastAppliedAt: Date | null;
  readonly generation: number | null;
}

/** What differs between the box's own part as it is meant and as it is live. */
export const readBoxPending = ({ boxId, database, system }: BoxDeps): Promise<BoxPending> =>
  database.snapshot(system, async (tx) => {
    const last = await lastLiveBox(tx, boxId);
    return {
      changes: diffBoxSnapshots(last?.model ?? null, await readBoxModel(tx, boxId)),
      lastAppliedAt: last?.since ?? null,
      generation: last?.generation ?? null,
    };
  });

export interface ChangedCore {
  /** Paths of the files (the core's, and the live tenants') that an apply of the box would write otherwise than they are. */
  readonly changed: readonly string[];
  /** Those of them that were edited by hand since they were written: they refuse the apply. */
  readonly edited: readonly string[];
}

export async function changedCore(deps: BoxDeps): Promise<Result<ChangedCore | 'unknown'>> {
  const { boxId, database, system } = deps;
  const { box, liveTags, adopted } = await database.read(system, async (tx) => ({
    // Trunks wait for an admin's apply: they are no part of what the agent writes by itself.
    box: await readBox(tx, boxId),
    liveTags: await readLiveTags(tx, boxId),
    adopted: await readAdopted(tx, boxId),
  }));
  const core = render({
    box,
    tenant: null,
    lastTenant: null,
    lastBox: null,
    lastGeneration: null,
    digests: () => '',
    liveTags,
    adopted,
  });
  if (!core.ok) return core;
  const changed = await deps.files.changed(core.value.files);
  if (!changed.ok) return ok('unknown');
  const edited: string[] = [];
  for (const file of changed.value) {
    const drift = await deps.files.refuseDrift([file]);
    if (!drift.ok && drift.error.code === 'files.drift') edited.push(file.path);
  }
  return ok({ changed: changed.value.map(({ path }) => path), edited });
}

/**
 * The freeze that forbids writing the box's own part. It belongs to no tenant, so a tenant's freeze stands in its way
 * only if that tenant's file would change with it (as after an update of the agent).
 */
export async function freezeOfBox(deps: BoxDeps, at: number): Promise<Freeze | null> {
  const { boxId, database, system } = deps;
  const { frozen, tenants } = await database.read(system, async (tx) => {
    const held = await frozenTenants(tx, boxId, at);
    const rows = held.size === 0 ? [] : await tx.db.selectFrom('tenants').select(['id', 'tag', 'name']).execute();
    return { frozen: held, tenants: rows };
  });
  if (frozen.size === 0) return null;
  const changed = await changedCore(deps);
  // What can't be told is refused by the apply itself (a hand edit, an unreadable folder), naming the file.
  if (!changed.ok || changed.value === 'unknown') return null;
  const paths = new Set(changed.value.changed);
  const touched = tenants.flatMap(({ id, tag, name }) => {
    const freeze = frozen.get(id);
    return freeze && paths.has(`${DIALPLAN_FOLDER}/${renderTenantFile({ tag }).path}`) ? [{ ...freeze, name }] : [];
  });
  const longest = touched.toSorted((a, b) => b.until - a.until)[0];
  return longest ? { until: longest.until, reason: `${longest.name}: ${longest.reason}` } : null;
}
