import {
  deviceLiveSnapshot,
  deviceView,
  extension,
  handlingView,
  ownQueuesView,
  setOwnPinInput,
  setOwnQueueInput,
  updateOwnHandlingInput,
  userView,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, rest, router, selfProcedure } from '../../rpc/index.ts';
import { devicesOf, type LiveTopics } from '../device/index.ts';
import { showHandling, updateHandling, type HandlingDeps } from '../handling/index.ts';
import { queuesOfPerson, setAgent, type QueueLiveActs } from '../queue/index.ts';
import { findTenant, type PendingOf } from '../tenant/index.ts';
import { findUser, withPending } from '../user/index.ts';
import { setPin } from '../voicemail/index.ts';

export interface SelfDeps {
  readonly pendingOf: PendingOf;
  readonly topics: LiveTopics;
  readonly handling: HandlingDeps;
  readonly queues: QueueLiveActs;
  /** argon2id. */
  readonly hashPin: (pin: string) => Promise<string>;
}

export const selfProfile = z.object({ user: userView, tenantName: z.string(), extension: extension.nullable() });

/** A person's own matters. Scope and user id come from the session's grant, never from input; no second rule set. */
export const selfRouter = (deps: SelfDeps) =>
  router({
    profile: selfProcedure('self.read', rest('GET', '/self/profile', 'Shows my profile'))
      .output(selfProfile)
      .query(async ({ ctx }) => {
        const found = await ctx.read(async (tx) => ({
          user: await findUser(tx, ctx.userId),
          tenant: await findTenant(tx, ctx.scope.tenantId),
        }));
        if (!found.user || !found.tenant) throw new FailureError({ code: 'user.not-found', id: ctx.userId });
        const user = withPending(found.user, await deps.pendingOf(ctx.scope));
        return { user, tenantName: found.tenant.name, extension: user.extension };
      }),

    devices: selfProcedure('self.read', rest('GET', '/self/devices', 'Lists my devices'))
      .output(z.object({ rows: z.array(deviceView) }))
      .query(async ({ ctx }) => {
        const [devices, pending] = await Promise.all([
          ctx.read((tx) => devicesOf(tx, ctx.userId)),
          deps.pendingOf(ctx.scope),
        ]);
        return {
          rows: devices.filter((device) => device.revokedAt === null).map((device) => withPending(device, pending)),
        };
      }),

    handling: selfProcedure('self.read', rest('GET', '/self/call-handling', 'Shows what my calls do'))
      .output(handlingView)
      .query(({ ctx }) => showHandling(ctx, ctx.userId)),

    updateHandling: selfProcedure(
      'self.update',
      rest('PATCH', '/self/call-handling', 'Changes do not disturb, forwards and ring time of mine, at once'),
    )
      .input(updateOwnHandlingInput)
      .output(handlingView)
      .mutation(({ ctx, input }) => updateHandling(deps.handling, ctx, { userId: ctx.userId, change: input })),
    setVoicemailPin: selfProcedure(
      'self.update',
      rest('POST', '/self/voicemail-pin', 'Sets the PIN of my mailbox, or removes it'),
    )
      .input(setOwnPinInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        const hash = input.pin === null ? null : await deps.hashPin(input.pin);
        return ctx.audited((tx) => setPin(tx, ctx.userId, hash));
      }),

    queues: selfProcedure('self.read', rest('GET', '/self/queues', 'Lists the queues in which I answer'))
      .output(ownQueuesView)
      .query(async ({ ctx }) => ({ rows: [...(await ctx.read((tx) => queuesOfPerson(tx, ctx.userId)))] })),

    setQueue: selfProcedure('self.update', rest('POST', '/self/queues/{id}', 'Logs me in or out of a queue, at once'))
      .input(setOwnQueueInput)
      .output(ownQueuesView)
      .mutation(async ({ ctx, input }) => {
        const { tag } = await ctx.audited((tx) => setAgent(tx, { ...input, userId: ctx.userId, own: true }));
        const effect = await deps.queues.logAgents(tag);
        ctx.log.info({ flowId: input.id, loggedIn: input.loggedIn, effect }, 'an agent logged in or out');
        return { rows: [...(await ctx.read((tx) => queuesOfPerson(tx, ctx.userId)))] };
      }),

    live: selfProcedure('self.read', rest('GET', '/self/live', 'Shows what Asterisk says of my devices now'))
      .output(deviceLiveSnapshot)
      .query(({ ctx }) => deps.topics.snapshot(ctx.scope, ctx.userId)),

    onLive: selfProcedure('self.read').subscription(({ ctx, signal }) =>
      deps.topics.follow(ctx.scope, { signal, userId: ctx.userId }),
    ),
  });
