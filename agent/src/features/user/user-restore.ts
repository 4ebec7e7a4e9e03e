import { sql } from 'kysely';
import type { UserId, UserSnapshot, UserStatus } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { moveNumbers, type NumberSpace } from '../tenant/index.ts';
import { findUsers, saveUser, type StoredUser, type UserFields } from './user.store.ts';

/** Somebody of the tenant, also a deleted one, as a restore has to know them. */
export interface PersonRow {
  readonly id: UserId;
  readonly name: string;
  readonly email: string | null;
  readonly status: UserStatus;
  readonly wasSuspended: boolean;
  readonly hasAccount: boolean;
}

/** Everybody there ever was. */
export async function readPeople(tx: ReadTx): Promise<readonly PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select u.id, u.name, u.email, u.status, u.was_suspended as "wasSuspended",
      exists (select 1 from account_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id) as "hasAccount"
    from users u where u.tenant_id = ${tx.scope.tenantId}`.execute(tx.db);
  return rows;
}

/** Until the transaction ends, nobody changes a person of the tenant, nor gives one a device. After `lockNumbers`. */
export async function lockPeople(tx: ReadTx): Promise<void> {
  await sql`select id from users where tenant_id = ${tx.scope.tenantId} order by id for update`.execute(tx.db);
}

export interface PeopleRestore {
  readonly remove: readonly UserId[];
  readonly revive: readonly UserSnapshot[];
  readonly change: readonly UserSnapshot[];
  readonly numbers: readonly { readonly ownerId: UserId; readonly number: number }[];
}

/**
 * Makes people what they were, with an audit row each. Nobody's suspension changes: who was suspended when deleted comes
 * back so. Who is removed keeps their login's role, which says nothing while they are deleted, and gets it back with
 * themselves. Needs `lockNumbers` and `lockPeople`.
 */
export async function restorePeople(tx: TenantTx, space: NumberSpace, acts: PeopleRestore): Promise<void> {
  const { remove, revive, change, numbers } = acts;
  const ids = [...remove, ...[...revive, ...change].map((user) => user.id)];
  const before = await findUsers(tx, ids);
  const suspended = await suspendedAmong(
    tx,
    revive.map((user) => user.id),
  );
  for (const id of remove) await saveUser(tx, id, { status: 'deleted' });
  if (remove.length + numbers.length > 0) await moveNumbers(tx, space, { release: remove, claim: numbers });
  for (const user of revive)
    await saveUser(tx, user.id, { ...fieldsOf(user), status: suspended.has(user.id) ? 'suspended' : 'active' });
  for (const user of change) await saveUser(tx, user.id, fieldsOf(user));
  const after = await findUsers(tx, ids);

  const record = (action: string, id: UserId): Promise<void> => {
    const was = before.get(id);
    const is = after.get(id);
    if (!was || !is) throw new Error('a user whose row is gone');
    return tx.audit({
      action,
      entity: { kind: 'user', id, name: is.name },
      before: audited(was),
      after: audited(is),
    });
  };
  for (const id of remove) await record('user.delete', id);
  for (const { id } of revive) await record('user.revive', id);
  for (const { id } of change) await record('user.update', id);
}

const fieldsOf = ({ name, voicemailEnabled, policyId, callerId }: UserSnapshot): UserFields => ({
  name,
  voicemailEnabled,
  policyId: policyId ?? null,
  outboundCallerId: callerId ?? null,
});

async function suspendedAmong(tx: ReadTx, ids: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.db
    .selectFrom('users')
    .select('id')
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', 'in', [...ids])
    .where('was_suspended', '=', true)
    .execute();
  return new Set(rows.map((row) => row.id));
}

const audited = ({ deviceCount: _devices, hasAccount: _account, ...fields }: StoredUser): object => fields;
