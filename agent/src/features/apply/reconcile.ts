import { compilePlan, type TenantTag } from '@synergycall/domain';
import { astdbKeys } from '../user/index.ts';
import { collectKnown } from './generations.ts';
import type { LiveState } from './live.ts';
import { restoreRows, type RowsDeps, type RowsFound } from './missing-rows.ts';
import type { AsteriskSide } from './ports.ts';
import { lastLiveTenant, readBox } from './snapshot.store.ts';

export interface ReconcileDeps extends RowsDeps {
  readonly asterisk: AsteriskSide;
  readonly live: LiveState;
}

export interface Reconciled {
  readonly tenants: number;
  /** Tenants whose pointer or generation had to be put right. */
  readonly repaired: readonly TenantTag[];
  /** What became of phones' rows in the realtime database. */
  readonly rows: RowsFound;
  /** false: something could not be reached; call again. */
  readonly complete: boolean;
}

/**
 * Makes Asterisk agree with PostgreSQL after a start of either: pointer and keys of each tenant's live generation (an
 * AstDB that lost its last second, or all), rows that vanished, and live state. Call with the box's lock and without an open journal.
 */
export async function reconcile(deps: ReconcileDeps): Promise<Reconciled> {
  const { database, boxId, scope } = deps;
  const tenants = await database.read(scope, ({ db }) =>
    db.selectFrom('tenants').select(['id', 'tag']).where('box_id', '=', boxId).orderBy('tag').execute(),
  );
  const repaired: TenantTag[] = [];
  const rows = { restored: [] as string[], left: [] as string[], differ: [] as string[] };
  let complete = true;
  for (const tenant of tenants) {
    const generation = await reconcileGeneration(deps, tenant);
    if (generation === 'repaired') repaired.push(tenant.tag);
    // A phone that registers should find its plan there.
    const found = generation === 'unreachable' ? generation : await restoreRows(deps, tenant);
    if (found !== 'unreachable') {
      rows.restored.push(...found.restored);
      rows.left.push(...found.left);
      rows.differ.push(...found.differ);
    }
    const collected = generation === 'unreachable' || (await collectKnown(deps, tenant)).ok;
    const settled = await deps.live.settle(tenant.tag);
    if (found === 'unreachable' || !collected || settled === 'queued') complete = false;
  }
  return { tenants: tenants.length, repaired, rows, complete };
}

async function reconcileGeneration(
  { database, asterisk, boxId, scope }: ReconcileDeps,
  tenant: { id: Parameters<typeof lastLiveTenant>[1]; tag: TenantTag },
): Promise<'right' | 'repaired' | 'unreachable'> {
  const { last, box } = await database.read(scope, async (tx) => ({
    last: await lastLiveTenant(tx, tenant.id),
    box: await readBox(tx, boxId),
  }));
  const pointer = await asterisk.readPointer(tenant.tag);
  if (!pointer.ok) return 'unreachable';
  if (!last) {
    if (pointer.value === null) return 'right';
    return (await asterisk.setPointer(tenant.tag, null)).ok ? 'repaired' : 'unreachable';
  }
  const there = await asterisk.readGeneration(tenant.tag, last.generation);
  if (!there.ok) return 'unreachable';
  // A plan that compiled when it was applied compiles again; emergency numbers may have changed since, which is no matter of keys.
  const plan = compilePlan(last.model, { ...box, box: { ...box.box, emergencyNumbers: [] } });
  if (!plan.ok) return 'right';
  const found = new Map(there.value.map((entry) => [entry.key, entry.value]));
  const keys = astdbKeys(plan.value, last.generation, last.jobId);
  const whole = keys.every((entry) => found.get(entry.key) === entry.value);
  if (whole && pointer.value === last.generation) return 'right';
  if (!whole && !(await asterisk.putKeys(keys)).ok) return 'unreachable';
  return (await asterisk.setPointer(tenant.tag, last.generation)).ok ? 'repaired' : 'unreachable';
}
