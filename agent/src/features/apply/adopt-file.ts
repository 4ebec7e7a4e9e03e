import { fail, ok, type Result, type TenantId } from '@synergycall/domain';
import type { PlatformScope } from '../../platform/database/index.ts';
import { renderCore } from '../callflow/index.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { fitnessOf, readAdopted } from './adopted.ts';
import { sha256, type DriftTenant, type Found } from './drift.ts';
import type { LookDeps } from './drift-look.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { lastLiveBox } from './snapshot.store.ts';
import { tenantContexts } from './tenant-contexts.ts';

type Deps = Pick<LookDeps, 'boxId' | 'database' | 'files' | 'scope'>;

/** SynergyCall's own texts of what is live, by path. */
export async function ownTexts(deps: Deps, tenant: DriftTenant | null): Promise<ReadonlyMap<string, string>> {
  if (tenant) return new Map([[tenantContexts(tenant.tag).file, renderTenantFile({ tag: tenant.tag }).text]]);
  const last = await deps.database.read(deps.scope, (tx) => lastLiveBox(tx, deps.boxId));
  return new Map((last ? renderCore(last.model) : []).map(({ path, text }) => [`${DIALPLAN_FOLDER}/${path}`, text]));
}

/**
 * Keeps files as they were edited: from now on applies write that text, as long as SynergyCall's own stays what it is
 * now. SECURITY: dialplan by hand runs with Asterisk's rights; only a platform admin's scope gets here.
 */
export async function adoptFiles(
  deps: Deps,
  platform: PlatformScope,
  { tenant, named }: { readonly tenant: DriftTenant | null; readonly named: readonly Found[] },
): Promise<Result<number>> {
  const { boxId, database, files } = deps;
  if (named.length === 0) return ok(0);
  const own = await ownTexts(deps, tenant);
  // Between "taken" and "written" of an apply the list of what we wrote must not change.
  const lock = await database.boxLock.tryLock(boxId, { name: 'adopting a file', jobId: null, tenantId: null });
  if (!lock) return fail({ code: 'apply.busy', since: new Date().toISOString(), by: 'another apply' });
  try {
    for (const { item } of named) {
      const now = await files.read(item.name);
      const base = own.get(item.name);
      if (!now.ok || now.value === undefined || base === undefined || sha256(now.value) !== item.seen)
        return fail({ code: 'drift.stale', names: [item.name] });
      const text = now.value;
      if (!fitnessOf({ own: base, edited: text }).ok) return fail({ code: 'drift.not-adoptable', names: [item.name] });
      await database.inPlatform(platform, async (tx) => {
        const row = { box_id: boxId, path: item.name, base_hash: sha256(base), text, actor_name: platform.actor.name };
        const { path, base_hash, actor_name } = row;
        // SynergyCall's own text again: nothing is left to be kept.
        if (text === base)
          await tx.db.deleteFrom('adopted_files').where('box_id', '=', boxId).where('path', '=', path).execute();
        else
          await tx.db
            .insertInto('adopted_files')
            .values(row)
            .onConflict((conflict) =>
              conflict.columns(['box_id', 'path']).doUpdateSet({ base_hash, text, actor_name, adopted_at: new Date() }),
            )
            .execute();
        await tx.audit({
          action: 'drift.resolve-box',
          entity: { kind: 'file', id: null, name: path },
          after: { did: 'adopt', sha256: sha256(text), own: base_hash },
          tenantId: tenant?.id ?? null,
        });
      });
      const remembered = await files.remember([{ path: item.name, hash: sha256(text) }]);
      if (!remembered.ok) return fail({ code: 'drift.not-adoptable', names: [item.name] });
    }
    return ok(named.length);
  } finally {
    await lock.release();
  }
}

/** Of these files the paths whose adopted edit was made on another text than SynergyCall's own one now. */
export async function isOutdated(
  deps: Deps,
  tenant: DriftTenant | null,
  named: readonly Found[],
): Promise<readonly string[]> {
  const paths = new Set(named.flatMap(({ item }) => (item.store === 'file' ? [item.name] : [])));
  if (paths.size === 0) return [];
  const adopted = await deps.database.read(deps.scope, (tx) => readAdopted(tx, deps.boxId));
  const own = await ownTexts(deps, tenant);
  return adopted.flatMap(({ path, baseHash }) =>
    paths.has(path) && baseHash !== sha256(own.get(path) ?? '') ? [path] : [],
  );
}

/** SynergyCall's own text is written again by the next apply. */
export async function dropAdopted(
  { boxId, database }: Deps,
  platform: PlatformScope,
  { paths, tenantId }: { readonly paths: readonly string[]; readonly tenantId: TenantId | null },
): Promise<void> {
  if (paths.length === 0) return;
  await database.inPlatform(platform, async (tx) => {
    await tx.db.deleteFrom('adopted_files').where('box_id', '=', boxId).where('path', 'in', paths).execute();
    for (const path of paths)
      await tx.audit({
        action: 'drift.resolve-box',
        entity: { kind: 'file', id: null, name: path },
        after: { did: 'drop the adopted edit' },
        tenantId,
      });
  });
}
