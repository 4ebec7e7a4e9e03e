import {
  fail,
  ok,
  personOf,
  sameDestination,
  type BoxId,
  type CreateTenant,
  type Destination,
  type Failure,
  type Result,
  type TenantId,
  type TenantTag,
  type TenantView,
  type UpdateTenant,
} from '@synergycall/domain';
import { violatedConstraint, type PlatformScope, type TenantTx, type Tx } from '../../platform/database/index.ts';
import { newId, newTenantTag } from '../../platform/random/index.ts';
import { destinationThere } from './destination.store.ts';
import { emergencyPrefixes } from './emergency-prefixes.ts';
import { findTenant, insertTenant, lockTenant, numbersOutside, saveTenant } from './tenant.store.ts';

/** Makes a tenant on this agent's box. Live for calls once something of it is applied. */
export async function createTenant(
  tx: Tx<PlatformScope>,
  boxId: BoxId,
  command: CreateTenant,
): Promise<Result<TenantView>> {
  const wrong = await wrongRange(tx, boxId, [command.extMin, command.extMax]);
  if (wrong) return fail(wrong);
  const id = newId<TenantId>();
  for (let attempt = 0; attempt < 20; attempt++) {
    const made = await insertTenant(tx, { id, boxId, tag: newTenantTag(), ...command });
    if (made === 'name-taken') return fail({ code: 'tenant.name-taken', name: command.name });
    if (made === 'made') {
      const tenant = await required(tx, id);
      await tx.audit({ action: 'tenant.create', entity: entity(tenant), after: audited(tenant), tenantId: id });
      return ok(tenant);
    }
  }
  throw new Error('no free tenant tag in 20 draws');
}

/** Changes name, timezone, range or quarantine. A range that leaves numbers in use outside is refused, naming them. */
export async function updateTenant(tx: TenantTx, command: UpdateTenant): Promise<Result<TenantView>> {
  const { tenantId, revision, ...changes } = command;
  const before = await locked(tx, tenantId);
  if (!before.ok) return before;
  const actual = before.value.revision;
  if (actual !== revision)
    return fail({ code: 'revision.stale', entity: 'tenant', id: tenantId, expected: revision, actual });
  const range = [changes.extMin ?? before.value.extMin, changes.extMax ?? before.value.extMax] as const;
  if (changes.extMin !== undefined || changes.extMax !== undefined) {
    const wrong = await wrongRange(tx, before.value.boxId, range);
    if (wrong) return fail(wrong);
    const outside = await numbersOutside(tx, tenantId, range);
    if (outside.length > 0)
      return fail({ code: 'tenant.range-invalid', range, reason: 'in-use', detail: named(outside) });
  }
  const there = await destinationThere(tx, changes.defaultDestination ?? null);
  if (!there.ok) return there;
  try {
    await saveTenant(tx, tenantId, changes);
  } catch (error) {
    if (violatedConstraint(error) === 'tenants_name')
      return fail({ code: 'tenant.name-taken', name: changes.name ?? '' });
    throw error;
  }
  return saved(tx, 'tenant.update', before.value);
}

/** Who or what goes is no default destination any more, nor is the mailbox of who goes. Needs the tenant's lock. */
export async function moveDefault(
  tx: TenantTx,
  change: { readonly from: Destination; readonly to: Destination | null },
): Promise<void> {
  const before = await required(tx, tx.scope.tenantId);
  const now = before.defaultDestination?.destination;
  const leads = change.from.kind === 'user' ? personOf(now) === change.from.userId : sameDestination(now, change.from);
  if (!leads) return;
  await saveTenant(tx, before.id, { defaultDestination: change.to });
  await saved(tx, 'tenant.update', before);
}

/** Suspends or restores; takes effect at once by the live act that follows the commit. Doing it twice is no error. */
export async function setTenantStatus(
  tx: TenantTx,
  tenantId: TenantId,
  status: TenantView['status'],
): Promise<Result<TenantView>> {
  const before = await locked(tx, tenantId);
  if (!before.ok) return before;
  if (before.value.status !== status) await saveTenant(tx, tenantId, { status });
  return saved(tx, status === 'suspended' ? 'tenant.suspend' : 'tenant.restore', before.value);
}

async function locked(tx: TenantTx, id: TenantId): Promise<Result<TenantView>> {
  const tenant = (await lockTenant(tx, id)) ? await findTenant(tx, id) : undefined;
  return tenant ? ok(tenant) : fail({ code: 'tenant.not-found', id });
}

async function saved(tx: TenantTx, action: string, before: TenantView): Promise<Result<TenantView>> {
  const after = await required(tx, before.id);
  await tx.audit({ action, entity: entity(after), before: audited(before), after: audited(after) });
  return ok(after);
}

async function required(tx: Parameters<typeof findTenant>[0], id: TenantId): Promise<TenantView> {
  const tenant = await findTenant(tx, id);
  if (!tenant) throw new Error('the tenant just written is gone');
  return tenant;
}

/** The range's order, and that something is left of it: numbers that begin an emergency number are never handed out. */
async function wrongRange(
  tx: Parameters<typeof findTenant>[0],
  boxId: BoxId,
  range: readonly [number, number],
): Promise<Failure | undefined> {
  const [min, max] = range;
  if (min > max) return { code: 'tenant.range-invalid', range, reason: 'order', detail: `${min} is above ${max}` };
  const box = await tx.db.selectFrom('boxes').select('emergency_numbers').where('id', '=', boxId).executeTakeFirst();
  const blocked = emergencyPrefixes(box?.emergency_numbers ?? []);
  const inRange = [...blocked].filter(([number]) => number >= min && number <= max);
  if (inRange.length <= max - min) return undefined;
  const detail = inRange
    .map(([number, emergency]) => (String(number) === emergency ? emergency : `${number} (begins ${emergency})`))
    .join(', ');
  return { code: 'tenant.range-invalid', range, reason: 'emergency', detail };
}

const named = (numbers: readonly number[]): string =>
  numbers.slice(0, 5).join(', ') + (numbers.length > 5 ? ', …' : '');
const entity = (tenant: TenantView) => ({ kind: 'tenant', id: tenant.id, name: tenant.name });
const audited = ({ userCount: _count, ...fields }: TenantView): Omit<TenantView, 'userCount'> => fields;

/** The tenant's tag in its own scope: what Asterisk calls it. */
export async function tagOf(tx: Pick<TenantTx, 'db'>, id: TenantId): Promise<TenantTag | undefined> {
  return (await tx.db.selectFrom('tenants').select('tag').where('id', '=', id).executeTakeFirst())?.tag;
}
