import {
  fail,
  ok,
  type BoxId,
  type CreateAnyTrunk,
  type Result,
  type TenantId,
  type TrunkId,
  type UpdateAnyTrunk,
} from '@synergycall/domain';
import { sql } from 'kysely';
import { Secret, type Keyring } from '../../platform/crypto/index.ts';
import { violatedConstraint } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { refuseAddresses, type Surroundings } from './refuse-addresses.ts';
import { isPlatforms } from './tenant-side.ts';
import type { TrunkUses } from './trunk-uses.ts';
import {
  findTrunk,
  insertTrunk,
  listTrunks,
  lockTrunk,
  removeTrunk,
  saveCredentials,
  saveTrunk,
  type StoredTrunk,
  type TrunkFields,
  type TrunkTx,
} from './trunk.store.ts';

export interface TrunkServiceDeps {
  readonly boxId: BoxId;
  readonly keyring: Keyring;
  readonly surroundings: () => Surroundings;
  readonly uses: TrunkUses;
}

/**
 * Makes a trunk; it is loaded by the next apply of its owner. In a tenant's scope row-level security holds what the caller
 * has to see to as well: its own, by registration, to a public host.
 */
export async function createTrunk(
  deps: TrunkServiceDeps,
  tx: TrunkTx,
  command: CreateAnyTrunk,
): Promise<Result<StoredTrunk>> {
  const { inTenant: tenantId, username, secret, ...fields } = command;
  if (tenantId !== null && !(await isOfBox(tx, tenantId, deps.boxId)))
    return fail({ code: 'tenant.not-found', id: tenantId });
  const refused = await refuse(deps, tx, { id: null, fields });
  if (!refused.ok) return refused;
  const complete = username !== undefined && secret !== undefined;
  // One without the other is a mistake; to register takes both.
  if (!complete && (fields.kind === 'registration' || username !== secret))
    return fail({ code: 'trunk.credentials-missing', name: fields.name });
  const id = newId<TrunkId>();
  const made = await named(fields.name, () => insertTrunk(tx, { id, boxId: deps.boxId, tenantId, fields }));
  if (!made.ok) return made;
  if (complete)
    await saveCredentials(tx, deps.keyring, { trunk: { id, tenantId }, username, secret: new Secret(secret) });
  return recorded(tx, { action: 'trunk.create', id, before: null });
}

/** Changes what is given. A password without a user name is that user's new one. */
export async function updateTrunk(
  deps: TrunkServiceDeps,
  tx: TrunkTx,
  command: UpdateAnyTrunk,
): Promise<Result<StoredTrunk>> {
  const { id, revision, username, secret, ...given } = command;
  const before = await mine(tx, id);
  if (!before.ok) return before;
  const actual = before.value.revision;
  if (actual !== revision) return fail({ code: 'revision.stale', entity: 'trunk', id, expected: revision, actual });
  const fields = { ...fieldsOf(before.value), ...definedOf(given) };
  const refused = await refuse(deps, tx, { id, fields });
  if (!refused.ok) return refused;
  const user = username ?? before.value.username;
  const changes = (username !== undefined && username !== before.value.username) || secret !== undefined;
  if (changes && (user === null || (!before.value.hasCredentials && secret === undefined)))
    return fail({ code: 'trunk.credentials-missing', name: fields.name });
  const saved = await named(fields.name, () => saveTrunk(tx, id, fields));
  if (!saved.ok) return saved;
  if (changes && user !== null)
    await saveCredentials(tx, deps.keyring, {
      trunk: before.value,
      username: user,
      secret: secret === undefined ? undefined : new Secret(secret),
    });
  return recorded(tx, { action: 'trunk.update', id, before: before.value });
}

/**
 * It is loaded until the next apply of its owner; its name inside Asterisk never comes back. Refused while a policy's rules
 * name it: who may not delete it is not told of whose.
 */
export async function deleteTrunk(
  { uses }: Pick<TrunkServiceDeps, 'uses'>,
  tx: TrunkTx,
  id: TrunkId,
): Promise<Result<StoredTrunk>> {
  const before = await mine(tx, id);
  if (!before.ok) return before;
  const { names, count } = await uses.policiesWith(tx, id);
  if (count > 0) return fail({ code: 'trunk.in-use', name: before.value.name, by: names, count });
  await removeTrunk(tx, id);
  await tx.audit({
    action: 'trunk.delete',
    entity: entity(before.value),
    before: audited(before.value),
    ...whose(before.value),
  });
  return before;
}

/** Row-level security lets a tenant's scope read trunks that are the platform's to change, and change none of them. */
async function mine(tx: TrunkTx, id: TrunkId): Promise<Result<StoredTrunk>> {
  const seen = await findTrunk(tx, id);
  if (!seen) return fail({ code: 'trunk.not-found', id });
  if (tx.scope.kind === 'tenant' && isPlatforms(seen)) return fail({ code: 'trunk.platform-only', name: seen.name });
  const locked = await lockTrunk(tx, id);
  return locked ? ok(locked) : fail({ code: 'trunk.not-found', id });
}

const isOfBox = async ({ db }: TrunkTx, tenantId: TenantId, boxId: BoxId): Promise<boolean> =>
  (await db
    .selectFrom('tenants')
    .select('id')
    .where('id', '=', tenantId)
    .where('box_id', '=', boxId)
    .executeTakeFirst()) !== undefined;

/** Any number that nobody else locks: those who add addresses take turns, so that no two overlap unseen. */
const ADDRESSES = 7_214_010;

async function refuse(
  deps: TrunkServiceDeps,
  tx: TrunkTx,
  wish: { readonly id: TrunkId | null; readonly fields: TrunkFields },
): Promise<Result<void>> {
  if (wish.fields.kind === 'ip') await sql`select pg_advisory_xact_lock(${ADDRESSES}::bigint)`.execute(tx.db);
  const others = (await listTrunks(tx, deps.boxId)).filter(({ id }) => id !== wish.id);
  return refuseAddresses(wish.fields, others, deps.surroundings());
}

async function named(name: string, write: () => Promise<void>): Promise<Result<void>> {
  try {
    return ok(await write());
  } catch (error) {
    if (violatedConstraint(error) === 'trunks_name') return fail({ code: 'trunk.name-taken', name });
    throw error;
  }
}

async function recorded(
  tx: TrunkTx,
  { action, id, before }: { readonly action: string; readonly id: TrunkId; readonly before: StoredTrunk | null },
): Promise<Result<StoredTrunk>> {
  const after = await findTrunk(tx, id);
  if (!after) throw new Error('the trunk just written is gone');
  await tx.audit({
    action,
    entity: entity(after),
    ...(before && { before: audited(before) }),
    after: audited(after),
    ...whose(after),
  });
  return ok(after);
}

const entity = ({ id, name }: StoredTrunk) => ({ kind: 'trunk', id, name });
const whose = ({ tenantId }: StoredTrunk): { readonly tenantId: TenantId | null } => ({ tenantId });
const audited = ({ boxId: _box, tenantName: _name, ...fields }: StoredTrunk) => fields;

function fieldsOf(trunk: StoredTrunk): TrunkFields {
  const { id: _id, boxId: _box, tenantId: _tenant, tenantName: _name, username: _user, ...rest } = trunk;
  const { hasCredentials: _has, credentialsVersion: _version, revision: _revision, createdAt: _at, ...fields } = rest;
  return fields;
}

const definedOf = <T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
