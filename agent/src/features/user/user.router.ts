import {
  createdUser,
  createUserInput,
  deleteUserInput,
  listUsersInput,
  nextExtensionView,
  tenantId,
  updateUserInput,
  userDetail,
  userInput,
  userPage,
  userReferences,
  userView,
  type DeviceView,
  type SipUsername,
  type TenantTag,
  type UserId,
  type UserView,
} from '@synergycall/domain';
import { z } from 'zod';
import type { TenantScope } from '../../platform/database/index.ts';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { nextFree, numbersOf, tagOf, type PendingOf } from '../tenant/index.ts';
import { readCursor } from './cursor.ts';
import { createUser, deleteUser, setUserStatus, updateUser } from './user.service.ts';
import type { StoredDevice, UserDevices } from './user-devices.ts';
import type { UserNumbers } from './user-numbers.ts';
import { findUser, listUsers, type StoredUser } from './user.store.ts';

/** PostgreSQL is committed before either is called; `queued`: Asterisk couldn't be told yet, the reconciler will. */
export interface UserLiveActs {
  suspendUser(tenantTag: TenantTag, userId: UserId, usernames: SipUsername[]): Promise<'live' | 'queued'>;
  restoreUser(tenantTag: TenantTag, userId: UserId, usernames: SipUsername[]): Promise<'live' | 'queued'>;
  /** All of them in one act: one after the other, each would wait for an Asterisk that hangs. */
  revokeDevices(tenantTag: TenantTag, usernames: readonly SipUsername[]): Promise<'live' | 'queued'>;
}

export interface UserDeps {
  readonly devices: UserDevices;
  readonly numbers: UserNumbers;
  readonly live: UserLiveActs;
  readonly pendingOf: PendingOf;
  /** argon2id. */
  readonly hashPin: (pin: string) => Promise<string>;
  /** Devices came, went or changed hands: pictures of live status are out of date. */
  readonly onDevicesChanged?: (scope: TenantScope) => void;
}

const byTenant = z.object({ tenantId });

export const userRouter = (deps: UserDeps) => {
  const changed = (scope: TenantScope): void => deps.onDevicesChanged?.(scope);
  return router({
    list: tenantProcedure('user.read', rest('GET', '/tenants/{tenantId}/users', 'Lists users, a page at a time'))
      .input(listUsersInput)
      .output(userPage)
      .query(async ({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        if (input.cursor !== undefined && !cursor) throw badCursor();
        const [page, pending] = await Promise.all([
          ctx.read((tx) => listUsers(tx, { ...input, cursor })),
          deps.pendingOf(ctx.scope),
        ]);
        return { ...page, rows: page.rows.map((user) => withPending(user, pending)) };
      }),

    get: tenantProcedure('user.read', rest('GET', '/tenants/{tenantId}/users/{id}', 'Shows a user and their devices'))
      .input(userInput)
      .output(userDetail)
      .query(async ({ ctx, input }) => {
        const [found, pending] = await Promise.all([
          ctx.read(async (tx) => ({
            user: await findUser(tx, input.id),
            devices: await deps.devices.ofUser(tx, input.id),
          })),
          deps.pendingOf(ctx.scope),
        ]);
        if (!found.user) throw new FailureError({ code: 'user.not-found', id: input.id });
        return {
          user: withPending(found.user, pending),
          devices: found.devices.map((device) => withPending(device, pending)),
        };
      }),

    references: tenantProcedure(
      'user.read',
      rest('GET', '/tenants/{tenantId}/users/{id}/references', 'Shows what leads calls to a user'),
    )
      .input(userInput)
      .output(userReferences)
      .query(({ ctx, input }) =>
        ctx.read(async (tx) => {
          if (!(await findUser(tx, input.id))) throw new FailureError({ code: 'user.not-found', id: input.id });
          return deps.numbers.leadingTo(tx, input.id);
        }),
      ),

    nextExtension: tenantProcedure(
      'user.read',
      rest('GET', '/tenants/{tenantId}/next-extension', 'Shows the extension that the next user would get'),
    )
      .input(byTenant)
      .output(nextExtensionView)
      .query(({ ctx, input }) =>
        ctx.read(async (tx) => {
          const numbers = await numbersOf(tx, input.tenantId);
          if (!numbers) throw new FailureError({ code: 'tenant.not-found', id: input.tenantId });
          return { extension: (await nextFree(tx, numbers)) ?? null, extMin: numbers.min, extMax: numbers.max };
        }),
      ),

    create: tenantProcedure(
      'user.create',
      rest(
        'POST',
        '/tenants/{tenantId}/users',
        'Makes a user with an extension and a first device; the SIP secret is shown this once',
      ),
    )
      .input(createUserInput)
      .output(createdUser)
      .mutation(async ({ ctx, input }) => {
        const { voicemailPin, ...wish } = input;
        // Before the transaction: it takes longer than all of that, and others wait for the tenant's lock.
        const pinHash = voicemailPin === undefined ? undefined : await deps.hashPin(voicemailPin);
        const made = await ctx.audited((tx) => createUser(deps, tx, { ...wish, ...(pinHash && { pinHash }) }));
        if (made.device) changed(ctx.scope);
        return made;
      }),

    update: tenantProcedure('user.update', rest('PATCH', '/tenants/{tenantId}/users/{id}', 'Changes a user'))
      .input(updateUserInput)
      .output(userView)
      .mutation(async ({ ctx, input }) => {
        const user = await ctx.audited((tx) => updateUser(tx, input));
        return withPending(user, await deps.pendingOf(ctx.scope));
      }),

    suspend: tenantProcedure(
      'user.suspend',
      rest(
        'POST',
        '/tenants/{tenantId}/users/{id}/suspend',
        'Blocks calling of a user at once, emergency calls excepted',
      ),
    )
      .input(userInput)
      .output(userView)
      .mutation(async ({ ctx, input }) => {
        const done = await ctx.audited((tx) => withPhones(deps, tx, setUserStatus(tx, input.id, 'suspended')));
        const effect = await deps.live.suspendUser(done.tag, done.user.id, done.usernames);
        ctx.log.info({ userId: done.user.id, effect }, 'user suspended');
        return withPending(done.user, await deps.pendingOf(ctx.scope));
      }),

    restore: tenantProcedure(
      'user.suspend',
      rest('POST', '/tenants/{tenantId}/users/{id}/restore', 'Lifts the suspension of a user at once'),
    )
      .input(userInput)
      .output(userView)
      .mutation(async ({ ctx, input }) => {
        const done = await ctx.audited((tx) => withPhones(deps, tx, setUserStatus(tx, input.id, 'active')));
        const effect = await deps.live.restoreUser(done.tag, done.user.id, done.usernames);
        ctx.log.info({ userId: done.user.id, effect }, 'user restored');
        return withPending(done.user, await deps.pendingOf(ctx.scope));
      }),

    delete: tenantProcedure(
      'user.delete',
      rest(
        // Not DELETE: where calls to their numbers go is an object, which no query holds.
        'POST',
        '/tenants/{tenantId}/users/{id}/delete',
        'Deletes a user: devices are refused at once, the extension rests',
      ),
    )
      .input(deleteUserInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        const { tag, revoked } = await ctx.audited((tx) => deleteUser(deps, tx, input));
        changed(ctx.scope);
        // Forwards that led to them are live, too.
        const effect = await deps.live.revokeDevices(tag, revoked);
        ctx.log.info({ userId: input.id, effect }, 'user deleted');
        return {};
      }),
  });
};

type Suspending = ReturnType<typeof setUserStatus>;
type Tx = Parameters<typeof setUserStatus>[0];

/** Adds what a live act must name: the tenant's tag and the user's phones that still count. */
async function withPhones(deps: UserDeps, tx: Tx, suspending: Suspending) {
  const done = await suspending;
  if (!done.ok) return done;
  const tag = await tagOf(tx, tx.scope.tenantId);
  if (tag === undefined) throw new Error('a scope without its tenant');
  const devices = await deps.devices.ofUser(tx, done.value.id);
  const usernames = devices.filter((device) => device.revokedAt === null).map((device) => device.sipUsername);
  return { ok: true as const, value: { user: done.value, tag, usernames } };
}

const badCursor = (): FailureError =>
  new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });

/** What is as applied is absent from the map; what is deleted or revoked has nothing left to become live. */
export function withPending<T extends StoredUser | StoredDevice>(
  object: T,
  pending: ReadonlyMap<string, 'new' | 'changed'>,
): T & Pick<UserView & DeviceView, 'pending'> {
  return { ...object, pending: pending.get(object.id) ?? 'none' };
}
