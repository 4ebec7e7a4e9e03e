import { compilePlan, type TenantId, type TenantTag } from '@synergycall/domain';
import { astdbKeys } from '../user/index.ts';
import { digitsIn, settleHints } from './did-hints.ts';
import { collectKnown } from './generations.ts';
import type { LiveState } from './live.ts';
import { restoreRows, type RowsDeps, type RowsFound } from './missing-rows.ts';
import type { AsteriskSide } from './ports.ts';
import type { SoundSide } from './sounds.ts';
import { livePrompts } from './sounds.store.ts';
import { lastLiveTenant, readBox } from './snapshot.store.ts';

export interface ReconcileDeps extends RowsDeps {
  readonly asterisk: AsteriskSide;
  readonly live: LiveState;
  readonly sounds?: SoundSide;
}

export interface Reconciled {
  /** How many were looked at; a round may end early. */
  readonly tenants: number;
  /** Tenants whose pointer or generation had to be put right. */
  readonly repaired: readonly TenantTag[];
  /** What became of phones' rows in the realtime database. */
  readonly rows: RowsFound;
  /** false: something could not be reached, or an apply wanted its turn; call again. */
  readonly complete: boolean;
}

export interface TenantOfBox {
  readonly id: TenantId;
  readonly tag: TenantTag;
}

export interface OneReconciled {
  readonly repaired: boolean;
  readonly rows: RowsFound;
  /** false: call again. */
  readonly reached: boolean;
}

const NO_ROWS: RowsFound = { restored: [], left: [], differ: [] };

/**
 * Makes Asterisk agree with PostgreSQL after a start of either, for one tenant: pointer and keys of its live generation
 * (an AstDB that lost its last second, or all), rows that vanished, generations nobody holds, and live state. Call with
 * the box's lock and without an open journal.
 */
export async function reconcileTenant(deps: ReconcileDeps, tenant: TenantOfBox): Promise<OneReconciled> {
  const generation = await reconcileGeneration(deps, tenant);
  const repaired = generation === 'repaired';
  // A phone that registers should find its plan there.
  if (generation === 'unreachable') {
    await deps.live.settle(tenant.tag);
    return { repaired, rows: NO_ROWS, reached: false };
  }
  const found = await restoreRows(deps, tenant);
  const collected = await collectKnown(deps, tenant);
  const sounds = await reconcileSounds(deps, tenant);
  const settled = await deps.live.settle(tenant.tag);
  const reached = found !== 'unreachable' && collected.ok && sounds && settled === 'live';
  return { repaired, rows: found === 'unreachable' ? NO_ROWS : found, reached };
}

/** Announcements of the live model that vanished come back; those of nobody go. false: call again. */
async function reconcileSounds({ database, scope, sounds }: ReconcileDeps, tenant: TenantOfBox): Promise<boolean> {
  if (!sounds) return true;
  const put = await sounds.put(tenant, await database.read(scope, (tx) => livePrompts(tx, tenant.id)));
  const collected = await sounds.collect(tenant.tag);
  // What the disk refuses is refused at the next round too; the caller hears a general announcement meanwhile.
  return put.ok ? collected.ok || collected.error.kind === 'refused' : put.error.kind === 'refused';
}

export const tenantsOfBox = ({
  database,
  boxId,
  scope,
}: Pick<ReconcileDeps, 'database' | 'boxId' | 'scope'>): Promise<readonly TenantOfBox[]> =>
  database.read(scope, ({ db }) =>
    db.selectFrom('tenants').select(['id', 'tag']).where('box_id', '=', boxId).orderBy('tag').execute(),
  );

/**
 * Pointer and keys of the newest live generation, and the hints of its numbers. Call with the box's lock and without an
 * open journal.
 */
export async function reconcileGeneration(
  deps: Pick<ReconcileDeps, 'database' | 'asterisk' | 'boxId' | 'scope'>,
  tenant: TenantOfBox,
): Promise<'right' | 'repaired' | 'unreachable'> {
  const keys = await reconcileKeys(deps, tenant);
  if (keys.found === 'unreachable') return keys.found;
  const hinted = await deps.asterisk.hintedNumbers(tenant.tag);
  if (!hinted.ok) return 'unreachable';
  const digits = [...new Set([...keys.digits, ...hinted.value])];
  const settled = await settleHints(deps.asterisk, { tag: tenant.tag, generation: keys.generation, digits });
  if (!settled.ok) return 'unreachable';
  return settled.value > 0 ? 'repaired' : keys.found;
}

interface KeysReconciled {
  readonly found: 'right' | 'repaired' | 'unreachable';
  readonly generation: number | null;
  readonly digits: readonly string[];
}

async function reconcileKeys(
  { database, asterisk, boxId, scope }: Pick<ReconcileDeps, 'database' | 'asterisk' | 'boxId' | 'scope'>,
  tenant: TenantOfBox,
): Promise<KeysReconciled> {
  const { last, box } = await database.read(scope, async (tx) => ({
    last: await lastLiveTenant(tx, tenant.id),
    box: await readBox(tx, boxId),
  }));
  const pointer = await asterisk.readPointer(tenant.tag);
  const generation = last?.generation ?? null;
  const as = (found: KeysReconciled['found'], digits: readonly string[] = []): KeysReconciled => ({
    found,
    generation,
    digits,
  });
  if (!pointer.ok) return as('unreachable');
  if (!last) {
    if (pointer.value === null) return as('right');
    return as((await asterisk.setPointer(tenant.tag, null)).ok ? 'repaired' : 'unreachable');
  }
  const there = await asterisk.readGeneration(tenant.tag, last.generation);
  if (!there.ok) return as('unreachable');
  // A plan that compiled when it was applied compiles again; emergency numbers may have changed since, which is no matter of keys.
  const plan = compilePlan(last.model, { ...box, box: { ...box.box, emergencyNumbers: [] } });
  if (!plan.ok) return as('right', digitsIn(there.value));
  const found = new Map(there.value.map((entry) => [entry.key, entry.value]));
  const keys = astdbKeys(plan.value, last.generation, last.jobId);
  const whole = keys.every((entry) => found.get(entry.key) === entry.value);
  const digits = digitsIn(keys);
  if (whole && pointer.value === last.generation) return as('right', digits);
  if (!whole && !(await asterisk.putKeys(keys)).ok) return as('unreachable');
  return as((await asterisk.setPointer(tenant.tag, last.generation)).ok ? 'repaired' : 'unreachable', digits);
}
