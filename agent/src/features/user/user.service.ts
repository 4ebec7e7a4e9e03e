import {
  fail,
  ok,
  type CreatedUser,
  type CreateUser,
  type Destination,
  type Failure,
  type Result,
  type SipUsername,
  type TenantId,
  type TenantTag,
  type UpdateUser,
  type UserId,
} from '@synergycall/domain';
import { violatedConstraint, type TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { claimNumber, lockNumbers, releaseNumber, tagOf } from '../tenant/index.ts';
import { chooseNumber } from './choose-number.ts';
import type { UserDevices } from './user-devices.ts';
import type { UserNumbers } from './user-numbers.ts';
import {
  countAndHolder,
  findUser,
  insertUser,
  lockUser,
  removeUserAccess,
  saveUser,
  type StoredUser,
  type UserFields,
} from './user.store.ts';

export interface UserServiceDeps {
  readonly devices: UserDevices;
}

/** Makes a person with the next free extension (or the one asked for) and, unless declined, a first device. */
export async function createUser(
  deps: UserServiceDeps,
  tx: TenantTx,
  /** SECURITY: of the PIN only its hash; it is in no answer and no record. */
  command: Omit<CreateUser, 'voicemailPin'> & { readonly pinHash?: string },
): Promise<Result<CreatedUser>> {
  const { tenantId } = command;
  // From here on the creations of this tenant take turns, whichever agent they come through.
  const numbers = await lockNumbers(tx, tenantId);
  if (!numbers) return fail({ code: 'tenant.not-found', id: tenantId });
  const email = command.email ?? null;
  const { count, holder } = await countAndHolder(tx, email);
  if (count >= numbers.maxUsers) return fail({ code: 'tenant.limit-reached', limit: 'users', max: numbers.maxUsers });
  if (email !== null && holder) return fail(emailTaken(email, holder));
  const number = await chooseNumber(tx, numbers, { picked: command.extension });
  if (!number.ok) return number;

  const id = newId<UserId>();
  const fields = { id, name: command.name, email, voicemailEnabled: command.voicemailEnabled };
  const createdAt = await insertUser(tx, { ...fields, ...(command.pinHash && { pinHash: command.pinHash }) });
  await claimNumber(tx, numbers, {
    number: number.value,
    ownerKind: 'user',
    ownerId: id,
    lowest: command.extension === undefined,
  });
  const first = command.device ? await deps.devices.issue(tx, { tenantId, userId: id, ...command.device }) : undefined;
  if (first && !first.ok) return first;
  const user: StoredUser = {
    ...fields,
    tenantId,
    extension: number.value,
    outboundCallerId: null,
    policyId: null,
    status: 'active',
    deviceCount: first ? 1 : 0,
    hasAccount: false,
    revision: 1,
    createdAt: createdAt.toISOString(),
  };
  await tx.audit({ action: 'user.create', entity: entity(user), after: audited(user) });
  return ok({
    user: { ...user, pending: 'new' },
    device: first ? { ...first.value.device, pending: 'new' } : null,
    credentials: first?.value.credentials ?? null,
  });
}

/**
 * Changes what is given. A new extension is reserved now and rings after the next apply; the old one goes to rest. Policy
 * and caller id are the tenant's own: PostgreSQL sees to it.
 */
export async function updateUser(tx: TenantTx, command: UpdateUser): Promise<Result<StoredUser>> {
  const numbers = await lockNumbers(tx, command.tenantId);
  const before = await lockUser(tx, command.id);
  if (!numbers || !before) return fail({ code: 'user.not-found', id: command.id });
  if (before.revision !== command.revision) return fail(stale(before, command.revision));
  if (command.email !== undefined && command.email !== null) {
    const { holder } = await countAndHolder(tx, command.email);
    if (holder && holder.id !== before.id) return fail(emailTaken(command.email, holder));
  }
  if (command.extension !== undefined && command.extension !== before.extension) {
    const number = await chooseNumber(tx, numbers, { picked: command.extension, ownerId: before.id });
    if (!number.ok) return number;
    await releaseNumber(tx, numbers, { ownerId: before.id, keep: false });
    await claimNumber(tx, numbers, { number: number.value, ownerKind: 'user', ownerId: before.id, lowest: false });
  }
  try {
    return await saved(tx, { action: 'user.update', before, fields: pick(command) });
  } catch (error) {
    const violated = violatedConstraint(error);
    const { policyId, outboundCallerId } = command;
    if (violated === 'users_policy' && policyId) return fail({ code: 'policy.not-found', id: policyId });
    if (violated === 'users_caller_id' && outboundCallerId)
      return fail({ code: 'outbound.not-own-number', number: outboundCallerId });
    throw error;
  }
}

/** Suspends or restores; takes effect at once by the live act that follows the commit. Doing it twice is no error. */
export async function setUserStatus(
  tx: TenantTx,
  id: UserId,
  status: 'active' | 'suspended',
): Promise<Result<StoredUser>> {
  const before = await lockUser(tx, id);
  if (!before) return fail({ code: 'user.not-found', id });
  return saved(tx, {
    action: status === 'suspended' ? 'user.suspend' : 'user.restore',
    before,
    fields: before.status === status ? undefined : { status },
  });
}

/** What the live act that follows needs to know. */
export interface DeletedUser {
  readonly tag: TenantTag;
  readonly revoked: readonly SipUsername[];
}

/**
 * Deletes softly: the record stays, devices are revoked, the extension rests (or is kept for good), numbers lead
 * elsewhere, and the person's login loses its role here and its sessions if that was the last one.
 */
export async function deleteUser(
  deps: UserServiceDeps & { readonly numbers: UserNumbers },
  tx: TenantTx,
  command: {
    tenantId: TenantId;
    id: UserId;
    revision: number;
    releaseExtension: boolean;
    /** Where what leads to the person goes; absent or null: nowhere. */
    numbersTo?: Destination | null;
  },
): Promise<Result<DeletedUser>> {
  const numbers = await lockNumbers(tx, command.tenantId);
  const before = await lockUser(tx, command.id);
  const tag = await tagOf(tx, command.tenantId);
  if (!numbers || !before || tag === undefined) return fail({ code: 'user.not-found', id: command.id });
  if (before.revision !== command.revision) return fail(stale(before, command.revision));
  const moved = await deps.numbers.moveAll(tx, before.id, command.numbersTo ?? null);
  if (!moved.ok) return moved;
  const revoked = await deps.devices.revokeAll(tx, before.id);
  await releaseNumber(tx, numbers, { ownerId: before.id, keep: !command.releaseExtension });
  const accounts = await removeUserAccess(tx, before.id);
  await saveUser(tx, before.id, { status: 'deleted' });
  await tx.audit({
    action: 'user.delete',
    entity: entity(before),
    before: audited(before),
    after: {
      status: 'deleted',
      extension: command.releaseExtension ? 'resting' : 'kept',
      accountsWithoutRole: accounts,
    },
  });
  return ok({ tag, revoked });
}

async function saved(
  tx: TenantTx,
  change: { action: string; before: StoredUser; fields: UserFields | undefined },
): Promise<Result<StoredUser>> {
  const { action, before, fields } = change;
  if (fields) await saveUser(tx, before.id, fields);
  const after = await findUser(tx, before.id);
  if (!after) throw new Error('the user just written is gone');
  await tx.audit({ action, entity: entity(after), before: audited(before), after: audited(after) });
  return ok(after);
}

const pick = ({ name, email, outboundCallerId, policyId, voicemailEnabled }: UpdateUser): UserFields => ({
  ...(name === undefined ? {} : { name }),
  ...(email === undefined ? {} : { email }),
  ...(outboundCallerId === undefined ? {} : { outboundCallerId }),
  ...(policyId === undefined ? {} : { policyId }),
  ...(voicemailEnabled === undefined ? {} : { voicemailEnabled }),
});

const entity = (user: StoredUser) => ({ kind: 'user', id: user.id, name: user.name });
const audited = ({ deviceCount: _devices, hasAccount: _account, ...fields }: StoredUser): object => fields;
const stale = (user: StoredUser, expected: number): Failure => ({
  code: 'revision.stale',
  entity: 'user',
  id: user.id,
  expected,
  actual: user.revision,
});
const emailTaken = (email: string, holder: { id: string; name: string }): Failure => ({
  code: 'user.email-taken',
  email,
  userId: holder.id,
  userName: holder.name,
});
