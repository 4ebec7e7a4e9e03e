import {
  fail,
  forwardEvent,
  ok,
  toE164,
  type Destination,
  type Dialling,
  type E164,
  type Failure,
  type FlowId,
  type Forward,
  type ForwardEvent,
  type ForwardWish,
  type HandlingChange,
  type Result,
  type TenantTag,
  type UserId,
} from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { destinationThere, lockNumbers, markChanged, tagOf } from '../tenant/index.ts';
import { lockUser } from '../user/index.ts';
import { circleThrough } from './circle.ts';
import { findHandling, forwardsTo, saveForward, saveSettings } from './handling.store.ts';

/** A change whose numbers and extensions are found. */
export interface FoundChange extends Omit<HandlingChange, 'forwards'> {
  readonly forwards?: Readonly<Partial<Record<ForwardEvent, Forward | null>>>;
}

/** What somebody wrote is an extension of the company, or a number outside as the company dials it. */
export async function findForwards(tx: ReadTx, change: HandlingChange): Promise<Result<FoundChange>> {
  const { forwards: wishes, ...rest } = change;
  if (!wishes) return ok(rest);
  const forwards: Partial<Record<ForwardEvent, Forward | null>> = {};
  for (const event of forwardEvent.options) {
    const wish = wishes[event];
    if (wish === undefined) continue;
    const found = wish?.kind === 'dialled' ? await findDialled(tx, wish.dialled) : wish;
    if (found === undefined)
      return fail({ code: 'input.invalid', issues: [{ path: `forwards.${event}`, problem: 'handling.nobody' }] });
    forwards[event] = found;
  }
  return ok({ ...rest, forwards });
}

async function findDialled(
  { db, scope }: ReadTx,
  written: string,
): Promise<Exclude<ForwardWish, { kind: 'dialled' }> | undefined> {
  const dialled = written.replace(/[\s()./-]/g, '');
  if (/^[1-9]\d{1,5}$/.test(dialled)) {
    const held = await db
      .selectFrom('extensions')
      .select(['owner_kind', 'owner_id'])
      .where('tenant_id', '=', scope.tenantId)
      .where('number', '=', Number(dialled))
      .where('quarantined_until', 'is', null)
      .executeTakeFirst();
    if (held?.owner_kind === 'user') return { kind: 'user', userId: held.owner_id as UserId };
    if (held) return { kind: 'flow', flowId: held.owner_id as FlowId };
  }
  const tenant = await db.selectFrom('tenants').select('dialling').where('id', '=', scope.tenantId).executeTakeFirst();
  const digits = toE164(dialled, (tenant?.dialling as Dialling | null | undefined) ?? null);
  return digits === undefined ? undefined : { kind: 'external', number: `+${digits}` as E164 };
}

/** The numbers outside to which this change newly leads calls. */
export const numbersOf = ({ forwards = {} }: FoundChange): E164[] =>
  Object.values(forwards).flatMap((to) => (to?.kind === 'external' ? [to.number] : []));

/** Changes what is given, at once: the live act follows the commit. Circles are refused with their names. */
export async function changeHandling(
  tx: TenantTx,
  userId: UserId,
  change: FoundChange,
): Promise<Result<{ readonly tag: TenantTag }>> {
  // As whoever changes flows: no two make a circle unseen.
  await lockNumbers(tx, tx.scope.tenantId);
  const user = await lockUser(tx, userId);
  const tag = await tagOf(tx, tx.scope.tenantId);
  if (!user || tag === undefined) return fail({ code: 'user.not-found', id: userId });
  for (const to of Object.values(change.forwards ?? {})) {
    const there = await forwardThere(tx, to);
    if (!there.ok) return there;
  }
  await record(tx, user, async () => {
    const now = await findHandling(tx, userId);
    const { dnd = now.dnd, ringSeconds = now.ringSeconds } = change;
    if (dnd !== now.dnd || ringSeconds !== now.ringSeconds) await saveSettings(tx, userId, { dnd, ringSeconds });
    if (change.dnd !== undefined) await markChanged(tx, { subject: userId, what: 'dnd' });
    for (const event of forwardEvent.options) {
      const to = change.forwards?.[event];
      if (to === undefined || (to?.kind === 'user' && to.userId === userId)) continue;
      await saveForward(tx, userId, { event, to });
      await markChanged(tx, { subject: userId, what: event });
    }
  });
  const itself = Object.values(change.forwards ?? {}).some((to) => to?.kind === 'user' && to.userId === userId);
  // Whoever forwards nothing anew makes no circle: one that others made must not keep them from anything.
  const isAsked = Object.values(change.forwards ?? {}).some((to) => to != null);
  const circle = itself ? [user.name, user.name] : isAsked ? await circleThrough(tx, userId) : undefined;
  return circle ? fail(roundFailure(circle)) : ok({ tag });
}

const roundFailure = (names: readonly string[]): Failure => ({ code: 'flow.loop', names });

const forwardThere = (tx: TenantTx, to: Forward | null | undefined): Promise<Result<null>> =>
  to?.kind === 'user' || to?.kind === 'flow' ? destinationThere(tx, to) : Promise.resolve(ok(null));

/** Runs a change of a person's handling with its row of the record. */
export async function record(
  tx: TenantTx,
  user: { readonly id: UserId; readonly name: string },
  work: () => Promise<void>,
): Promise<void> {
  const before = await findHandling(tx, user.id);
  await work();
  const after = await findHandling(tx, user.id);
  await tx.audit({ action: 'handling.update', entity: { kind: 'user', id: user.id, name: user.name }, before, after });
}

/** What leads to a person or a flow that is about to go. */
type Goes = { readonly userId: UserId } | { readonly flowId: FlowId };
const goesOf = (to: Destination): Goes | undefined =>
  to.kind === 'user' ? { userId: to.userId } : to.kind === 'flow' ? { flowId: to.flowId } : undefined;

/** People who forward their calls there, each once, by name; those who are deleted are not told of. */
export async function forwardersTo(
  tx: ReadTx,
  to: Destination,
): Promise<{ readonly id: UserId; readonly name: string }[]> {
  const goes = goesOf(to);
  const found = goes ? await forwardsTo(tx, goes) : [];
  return [
    ...new Map(found.filter((one) => !one.deleted).map(({ userId, name }) => [userId, { id: userId, name }])).values(),
  ];
}

/**
 * Forwards that lead there lead elsewhere, or go by default where nothing else is named; with a row of the record each.
 * Needs the tenant's lock; live by the act that follows the commit.
 */
export async function moveForwards(
  tx: TenantTx,
  { from, to }: { readonly from: Destination; readonly to: Destination | null },
): Promise<void> {
  const goes = goesOf(from);
  if (!goes) return;
  for (const [userId, forwards] of Map.groupBy(await forwardsTo(tx, goes), (one) => one.userId)) {
    const name = forwards[0]?.name ?? '';
    await record(tx, { id: userId, name }, async () => {
      for (const { event } of forwards) {
        await saveForward(tx, userId, { event, to: elsewhere(to, userId) });
        await markChanged(tx, { subject: userId, what: event });
      }
    });
  }
}

function elsewhere(to: Destination | null, forwarding: UserId): Forward | null {
  if (to?.kind === 'user') return to.userId === forwarding ? null : to;
  return to?.kind === 'flow' || to?.kind === 'external' ? to : null;
}

/** Of somebody's forward to a number outside: what forbids it. */
export const blockedFailure = (number: E164): Failure => ({ code: 'handling.number-blocked', number });
