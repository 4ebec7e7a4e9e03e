import {
  destinationId,
  EXITS,
  fail,
  loopsOf,
  ok,
  peopleOf,
  promptsOf,
  sameDestination,
  withPeople,
  withPrompt,
  type CreateFlow,
  type deleteFlowInput,
  type Destination,
  type Failure,
  type FlowExit,
  type FlowId,
  type FlowKind,
  type FlowSettings,
  type FlowView,
  type PromptId,
  type Result,
  type TenantTag,
  type UpdateFlow,
  type UserId,
} from '@synergycall/domain';
import type { z } from 'zod';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import {
  claimNumber,
  destinationThere,
  findTenant,
  lockNumbers,
  markChanged,
  moveDefault,
  releaseNumber,
  tagOf,
  type NumberSpace,
} from '../tenant/index.ts';
import { chooseNumber } from '../user/index.ts';
import { holdPrompt, menusPlaying } from './prompt.store.ts';
import { edgesOf, exitsLeadingTo, groupsOf } from './flow-references.store.ts';
import {
  findFlow,
  insertFlow,
  lockFlow,
  missingPeople,
  removeFlow,
  saveFlow,
  type Exits,
  type StoredFlow,
} from './flow.store.ts';

/** Numbers that lead to a flow. The feature of public numbers knows them, main hands it over. */
export interface FlowNumbers {
  leadingTo(
    tx: ReadTx,
    to: Destination,
  ): Promise<{ readonly rows: readonly { readonly id: string; readonly number: string }[]; readonly total: number }>;
  /** With an audit row for each. Needs the tenant's lock; `to` must be held. */
  moveAll(tx: TenantTx, from: Destination, to: Destination | null): Promise<void>;
}
/** Outbound policies whose rules ask a schedule; nothing can take its place. */
export type PoliciesUsing = (
  tx: ReadTx,
  id: FlowId,
) => Promise<readonly { readonly id: string; readonly name: string }[]>;

/** People who forward their calls to a flow. The feature of call handling knows them, main hands it over. */
export interface FlowForwards {
  forwardersTo(tx: ReadTx, to: Destination): Promise<readonly { readonly id: string; readonly name: string }[]>;
  moveForwards(tx: TenantTx, way: { readonly from: Destination; readonly to: Destination | null }): Promise<void>;
}

export interface FlowServiceDeps {
  readonly numbers: FlowNumbers;
  readonly policiesUsing?: PoliciesUsing;
  readonly forwards?: FlowForwards;
}

/** Makes a ring group, a schedule, a mailbox, a menu or a queue; calls reach it after the next apply. */
export async function createFlow(tx: TenantTx, command: CreateFlow): Promise<Result<StoredFlow>> {
  const space = await lockNumbers(tx, command.tenantId);
  if (!space) return fail({ code: 'tenant.not-found', id: command.tenantId });
  const { name, settings, exits } = command;
  const id = newId<FlowId>();
  const held = await holdAll(tx, { settings, exits });
  if (!held.ok) return held;
  if (command.extension !== null) {
    const number = await numberFor(tx, space, { id, picked: command.extension });
    if (!number.ok) return number;
  }
  await insertFlow(tx, id, { name, settings, exits });
  if (command.extension !== null) await claimNumber(tx, space, claimOf(id, settings.kind, command.extension));
  const round = await loopThrough(tx);
  if (round) return fail(round);
  return recorded(tx, { action: 'flow.create', id, before: null });
}

/** Changes what is given; of exits those that are named. */
export async function updateFlow(tx: TenantTx, command: UpdateFlow): Promise<Result<StoredFlow>> {
  const { tenantId, id, revision: expected, name, settings, exits, extension } = command;
  const space = await lockNumbers(tx, tenantId);
  const before = space && (await lockFlow(tx, id));
  if (!space || !before) return fail({ code: 'flow.not-found', id });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'flow', id, expected, actual: before.revision });
  const { kind } = before.settings;
  if (settings && settings.kind !== kind) return invalid('settings.kind', 'flow.other-kind');
  const held = await holdAll(tx, { settings: settings ?? before.settings, exits: exits ?? {} });
  if (!held.ok) return held;
  if (extension !== undefined && extension !== before.extension) {
    if (extension !== null) {
      const number = await numberFor(tx, space, { id, picked: extension });
      if (!number.ok) return number;
    }
    await releaseNumber(tx, space, { ownerId: id, keep: false });
    if (extension !== null) await claimNumber(tx, space, claimOf(id, kind, extension));
  }
  await saveFlow(tx, id, {
    ...(name === undefined ? {} : { name }),
    ...(settings === undefined ? {} : { settings }),
    ...(exits === undefined ? {} : { exits }),
  });
  const round = await loopThrough(tx);
  if (round) return fail(round);
  return recorded(tx, { action: 'flow.update', id, before });
}

/** Refused while something leads there, unless it is said where that goes instead; its extension rests. */
export async function deleteFlow(
  deps: FlowServiceDeps,
  tx: TenantTx,
  command: z.infer<typeof deleteFlowInput>,
): Promise<Result<StoredFlow>> {
  const { tenantId, id, revision: expected, leadTo } = command;
  const space = await lockNumbers(tx, tenantId);
  const before = space && (await lockFlow(tx, id));
  if (!space || !before) return fail({ code: 'flow.not-found', id });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'flow', id, expected, actual: before.revision });
  const itself: Destination = { kind: 'flow', flowId: id };
  const uses = await usesOf(deps, tx, itself);
  const policies = uses.rows.filter(({ kind }) => kind === 'policy');
  const inTheWay = policies.length > 0 ? policies : leadTo === undefined ? uses.rows : [];
  if (inTheWay.length > 0)
    return fail({
      code: 'destination.in-use',
      name: before.name,
      by: inTheWay.slice(0, NAMED).map(({ name }) => name),
      count: policies.length > 0 ? policies.length : uses.total,
    });
  if (leadTo !== undefined && uses.total > 0) {
    const moved = await moveAll(deps, tx, { from: itself, to: leadTo });
    if (!moved.ok) return moved;
  }
  await releaseNumber(tx, space, { ownerId: id, keep: false });
  await removeFlow(tx, id);
  await tx.audit({ action: 'flow.delete', entity: entity(before), before: audited(before) });
  return ok(before);
}
const NAMED = 10;

/** Everything that leads there is led elsewhere. `to` null: numbers to the default, exits end the call, no default. */
async function moveAll(
  { numbers, forwards }: FlowServiceDeps,
  tx: TenantTx,
  { from, to }: { readonly from: Destination; readonly to: Destination | null },
): Promise<Result<null>> {
  if (to && sameDestination(from, to))
    return fail({ code: 'destination.not-found', kind: to.kind, id: destinationId(to) });
  const there = await destinationThere(tx, to);
  if (!there.ok) return there;
  const exits = await moveExits(tx, from, to);
  if (!exits.ok) return exits;
  await numbers.moveAll(tx, from, to);
  await moveDefault(tx, { from, to });
  await forwards?.moveForwards(tx, { from, to });
  return ok(null);
}

/** The exits that lead there, with an audit row per flow. Needs the tenant's lock; `to` must be held. */
export async function moveExits(tx: TenantTx, from: Destination, to: Destination | null): Promise<Result<null>> {
  const byFlow = Map.groupBy(await exitsLeadingTo(tx, from), ({ id }) => id);
  for (const [id, exits] of byFlow) {
    const before = await lockFlow(tx, id);
    if (!before) throw new Error('a flow that leads somewhere is gone');
    await saveFlow(tx, id, { exits: Object.fromEntries(exits.map(({ exit }) => [exit, to])) });
    await recorded(tx, { action: 'flow.update', id, before });
  }
  const round = byFlow.size > 0 ? await loopThrough(tx) : undefined;
  return round ? fail(round) : ok(null);
}

/** Who goes rings in no group any more, and hears no mailbox. Needs the tenant's lock. */
export async function leaveGroups(tx: TenantTx, userId: UserId): Promise<void> {
  for (const { id } of await groupsOf(tx, userId)) {
    const before = await lockFlow(tx, id);
    if (!before) continue;
    await saveFlow(tx, id, { settings: withPeople(before.settings, (one) => one !== userId) });
    await recorded(tx, { action: 'flow.update', id, before });
  }
}

/** What plays an announcement plays another one, or none that was recorded. Needs the tenant's lock; both must be held. */
export async function replacePrompt(tx: TenantTx, from: PromptId, to: PromptId | null): Promise<void> {
  for (const { flowId } of await menusPlaying(tx, from)) {
    const before = await lockFlow(tx, flowId);
    if (!before) throw new Error('a menu that plays something is gone');
    await saveFlow(tx, flowId, { settings: withPrompt(before.settings, from, to) });
    await recorded(tx, { action: 'flow.update', id: flowId, before });
  }
}

/** What leads to a flow, whatever it is: numbers (the first 50), exits, the tenant's default, rules of policies, forwards. */
export async function usesOf({ numbers, policiesUsing, forwards }: FlowServiceDeps, tx: ReadTx, to: Destination) {
  const dids = await numbers.leadingTo(tx, to);
  const exits = await exitsLeadingTo(tx, to);
  const tenant = await findTenant(tx, tx.scope.tenantId);
  const policies = to.kind === 'flow' && policiesUsing ? await policiesUsing(tx, to.flowId) : [];
  const people = (await forwards?.forwardersTo(tx, to)) ?? [];
  const isDefault = tenant !== undefined && sameDestination(tenant.defaultDestination?.destination, to);
  const none: FlowExit | null = null;
  const rows = [
    ...(isDefault ? [{ kind: 'tenant' as const, id: tenant.id as string, name: tenant.name, exit: none }] : []),
    ...exits.map(({ id, name, exit }) => ({ kind: 'flow' as const, id: id as string, name, exit })),
    ...dids.rows.map(({ id, number }) => ({ kind: 'did' as const, id, name: number, exit: none })),
    ...policies.map(({ id, name }) => ({ kind: 'policy' as const, id, name, exit: none })),
    ...people.map(({ id, name }) => ({ kind: 'user' as const, id: id as string, name, exit: none })),
  ];
  return { rows, total: rows.length - dids.rows.length + dids.total };
}

/** Opens or closes a schedule by hand, or leaves it to its hours (null); live by the act that follows the commit. */
export async function overrideFlow(
  tx: TenantTx,
  {
    id,
    override,
    epoch,
  }: {
    readonly id: FlowId;
    readonly override: FlowView['override'];
    /** When a phone said so; absent: now. */
    readonly epoch?: number;
  },
): Promise<Result<{ readonly flow: StoredFlow; readonly tag: TenantTag }>> {
  const { tenantId } = tx.scope;
  await lockNumbers(tx, tenantId);
  const before = await lockFlow(tx, id);
  const tag = await tagOf(tx, tenantId);
  if (!before || tag === undefined) return fail({ code: 'flow.not-found', id });
  if (before.settings.kind !== 'schedule') return fail({ code: 'flow.no-schedule', name: before.name });
  await markChanged(tx, { subject: id, what: 'hours' }, epoch);
  if (before.override !== override) await saveFlow(tx, id, { override });
  const flow = await recorded(tx, { action: 'flow.override', id, before });
  return flow.ok ? ok({ flow: flow.value, tag }) : flow;
}

/** Whom and what a flow names is there, and stays until the end of the transaction. */
async function holdAll(
  tx: TenantTx,
  { settings, exits }: { readonly settings: FlowSettings; readonly exits: Exits },
): Promise<Result<null>> {
  const wrong = (Object.keys(exits) as FlowExit[]).find((exit) => !EXITS[settings.kind].includes(exit));
  if (wrong) return invalid(`exits.${wrong}`, 'flow.no-such-exit');
  const [gone] = await missingPeople(tx, peopleOf(settings));
  if (gone !== undefined) return fail({ code: 'user.not-found', id: gone });
  for (const prompt of promptsOf(settings))
    if (!(await holdPrompt(tx, prompt))) return fail({ code: 'prompt.not-found', id: prompt });
  for (const to of Object.values(exits)) {
    const there = await destinationThere(tx, to ?? null);
    if (!there.ok) return there;
  }
  return ok(null);
}

function numberFor(
  tx: TenantTx,
  space: NumberSpace,
  wish: { readonly id: FlowId; readonly picked: number },
): Promise<Result<number>> {
  return chooseNumber(tx, space, { picked: wish.picked, ownerId: wish.id });
}

const claimOf = (ownerId: FlowId, kind: FlowKind, number: number) => ({
  number,
  ownerKind: ownerKindOf(kind),
  ownerId,
  lowest: false,
});

/** As `extensions` calls whoever has a number. */
export const ownerKindOf = (kind: FlowKind): 'ring_group' | 'ivr' | 'queue' =>
  kind === 'menu' ? 'ivr' : kind === 'queue' ? 'queue' : 'ring_group';

/** The first loop of the tenant's flows, named; whoever writes one has the tenant's lock, so no two make one unseen. */
async function loopThrough(tx: TenantTx): Promise<Failure | undefined> {
  const flows = await edgesOf(tx);
  const [loop] = loopsOf(flows);
  if (!loop) return undefined;
  const names = new Map(flows.map(({ id, name }) => [id, name]));
  return { code: 'flow.loop', names: [...loop, ...loop.slice(0, 1)].map((id) => names.get(id) ?? id) };
}

async function recorded(
  tx: TenantTx,
  { action, id, before }: { readonly action: string; readonly id: FlowId; readonly before: StoredFlow | null },
): Promise<Result<StoredFlow>> {
  const after = await findFlow(tx, id);
  if (!after) throw new Error('the flow just written is gone');
  await tx.audit({ action, entity: entity(after), ...(before && { before: audited(before) }), after: audited(after) });
  return ok(after);
}

const entity = ({ id, name }: StoredFlow) => ({ kind: 'flow', id, name });
export const audited = ({ references: _count, ...fields }: StoredFlow): object => fields;
const invalid = (path: string, problem: string): Result<never> =>
  fail({ code: 'input.invalid', issues: [{ path, problem }] });
