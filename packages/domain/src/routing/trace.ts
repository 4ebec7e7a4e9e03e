import { amountText } from '../spending/money.ts';
import { z } from 'zod';
import { menuKey } from '../callflow/menu.ts';
import { QUEUE_EXITS, queueStrategy } from '../callflow/queue.ts';
import { didId, flowId, policyId, tenantId, userId, type PolicyId } from '../ids.ts';
import { e164 } from '../numbers.ts';
import { instant } from '../paging.ts';
import type { Decision, Reason } from './decision.ts';
import type { AfterRinging } from './handling.ts';
import { PRESSES } from './menu.ts';
import { targetText, type RoutePlan, type Target } from './plan.ts';
import type { TenantSnapshot } from './snapshot.ts';

/** live: as it was last applied; pending: as it will be after the next apply. */
const model = z.enum(['live', 'pending']).default('live');
export const traceInput = z.object({
  tenantId,
  /** What a phone dials, or (one of the two) a public number that somebody outside calls. */
  dialled: z.string().min(1).max(79).optional(),
  number: e164.optional(),
  /** Who dials; absent: nobody in particular, by the tenant's own policy. */
  from: userId.optional(),
  /** Without `from`: by this policy, whoever goes by it; absent: the tenant's default. */
  policyId: policyId.optional(),
  /** Absent: now. */
  at: instant.optional(),
  /** Keys that the caller then presses in menus; `t`: nothing, until the menu goes on by itself. */
  keys: z.string().regex(PRESSES).optional(),
  model,
});
export type TraceInput = z.infer<typeof traceInput>;

/** One step of the explanation; `values` are ready to be shown, under the names that the sentence of `reason` uses. */
const traceStep = z.object({ reason: z.string(), values: z.record(z.string(), z.string()) });
export const traceView = z.object({
  model: z.enum(['live', 'pending']),
  /** The generation that is live; null: nothing was ever applied. */
  generation: z.number().int().nullable(),
  at: instant,
  does: z.enum(['ring', 'group', 'menu', 'outside', 'emergency', 'refuse', 'voicemail', 'code', 'queue']),
  /** Of `refuse`: why, in the core's word, and what the caller is told. */
  refusal: z.string().nullable(),
  sip: z.number().int().nullable(),
  /** Whose phones ring, in their order. */
  rings: z.array(
    z.object({
      userId,
      name: z.string(),
      extension: z.number().int(),
      devices: z.array(z.string()),
      delaySeconds: z.number().int(),
    }),
  ),
  /** Of a person who rings: for how long, and where a call goes that they don't take. */
  after: z
    .object({
      seconds: z.number().int(),
      ways: z.array(
        z.object({
          when: z.enum(['busy', 'noanswer', 'away']),
          /** voicemail: the person's own box; told: the caller is told. */
          leads: z.enum(['target', 'voicemail', 'told']),
          /** Of a target. */
          name: z.string(),
        }),
      ),
    })
    .nullable(),
  /** Of `menu`: what callers can do in it. */
  menu: z
    .object({
      flowId,
      name: z.string(),
      waitSeconds: z.number().int(),
      tries: z.number().int(),
      dialling: z.boolean(),
      /** Where each key leads, by name; '': the call ends. */
      keys: z.array(z.object({ key: menuKey, label: z.string(), leadsTo: z.string() })),
      timeout: z.string(),
      invalid: z.string(),
    })
    .nullable(),
  /** Of `queue`: how callers wait, and where each way on leads, by name; '': the call ends. */
  queue: z
    .object({
      flowId,
      name: z.string(),
      strategy: queueStrategy,
      waitSeconds: z.number().int(),
      mostCallers: z.number().int(),
      ways: z.array(z.object({ exit: z.enum(QUEUE_EXITS), leadsTo: z.string() })),
    })
    .nullable(),
  steps: z.array(traceStep),
});
export type TraceView = z.infer<typeof traceView>;

export const reachesInput = z.object({ tenantId, userId, at: instant.optional(), model });
export const reachesView = z.object({
  /** Every number and extension that can lead to the person, by whatever branch. */
  rows: z.array(
    z.object({
      kind: z.enum(['number', 'extension', 'default']),
      /** E.164, the extension in digits, or '' of the tenant's default. */
      name: z.string(),
      /** Of `number`. */
      didId: didId.nullable(),
      /** The ring groups, schedules and menus on the way; of a menu `exit` is the key. */
      through: z.array(z.object({ flowId, name: z.string(), exit: z.string().nullable() })),
      /** That way ends in their mailbox: their phones don't ring by it. */
      toMailbox: z.literal(true).optional(),
      /** Would it ring them at that moment? */
      now: z.boolean(),
    }),
  ),
});
export type ReachesView = z.infer<typeof reachesView>;

/** The plan as if this policy were the tenant's default: what it makes of a number, whoever goes by it. Pure. */
export const goingBy = (plan: RoutePlan, defaultPolicy: PolicyId): RoutePlan =>
  plan.outbound ? { ...plan, outbound: { ...plan.outbound, defaultPolicy } } : plan;

interface Names {
  readonly plan: RoutePlan | null;
  readonly tenant: TenantSnapshot | null;
  /** Of the tenant and of the box, by id. */
  readonly trunks: ReadonlyMap<string, string>;
}

/** A decision as a screen shows it. */
export function showDecision(
  decision: Decision,
  names: Names,
): Pick<TraceView, 'does' | 'refusal' | 'sip' | 'rings' | 'after' | 'menu' | 'queue' | 'steps'> {
  const { does, because } = decision;
  const refused = does === 'refuse' ? decision : null;
  return {
    does,
    refusal: refused?.refusal ?? null,
    sip: refused?.sip ?? null,
    rings: ringing(decision),
    after: decision.does === 'ring' ? afterwards(decision.after, names) : null,
    menu: menuOf(decision, names),
    queue: queueWays(decision, names),
    steps: because.map((step) => ({ reason: step.reason, values: valuesOf(step, names) })),
  };
}

function ringing(decision: Decision): TraceView['rings'] {
  const labels = (devices: readonly { readonly label: string }[]) => devices.map(({ label }) => label);
  if (decision.does === 'ring') {
    const { id, name, extension } = decision.user;
    return [{ userId: id, name, extension, devices: labels(decision.members), delaySeconds: 0 }];
  }
  if (decision.does === 'queue')
    return decision.agents.map(({ user: { id, name, extension }, devices }) => ({
      userId: id,
      name,
      extension,
      devices: labels(devices),
      delaySeconds: 0,
    }));
  if (decision.does !== 'group') return [];
  return decision.members.map(({ user: { id, name, extension }, devices, delaySeconds }) => ({
    userId: id,
    name,
    extension,
    devices: labels(devices),
    delaySeconds,
  }));
}

function afterwards({ seconds, ...ways }: AfterRinging, names: Names): TraceView['after'] {
  const way = (when: 'busy' | 'noanswer' | 'away', to: Target | null) => {
    if (to === null) return { when, leads: 'told' as const, name: '' };
    return to.kind === 'voicemail'
      ? { when, leads: 'voicemail' as const, name: '' }
      : { when, leads: 'target' as const, name: nameOfTarget(to, names) };
  };
  return { seconds, ways: (['busy', 'noanswer', 'away'] as const).map((when) => way(when, ways[when])) };
}
function menuOf(decision: Decision, names: Names): TraceView['menu'] {
  if (decision.does !== 'menu') return null;
  const { flowId: id, name, waitSeconds, tries, dialling, keys, timeout, invalid } = decision;
  return {
    flowId: id,
    name,
    waitSeconds,
    tries,
    dialling,
    keys: keys.map(({ key, label, next }) => ({ key, label, leadsTo: nameOfTarget(next, names) })),
    timeout: nameOfTarget(timeout, names),
    invalid: nameOfTarget(invalid, names),
  };
}

function queueWays(decision: Decision, names: Names): TraceView['queue'] {
  if (decision.does !== 'queue') return null;
  const { flowId: id, name, strategy, waitSeconds, mostCallers } = decision;
  const ways = QUEUE_EXITS.map((exit) => ({ exit, leadsTo: nameOfTarget(decision[exit], names) }));
  return { flowId: id, name, strategy, waitSeconds, mostCallers, ways };
}

/** Ids become names where the model knows one. */
function valuesOf(step: Reason, names: Names): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [key, value] of Object.entries(step)) {
    if (key === 'reason') continue;
    if (isTarget(value)) shown[key] = nameOfTarget(value, names);
    else if (key === 'policyId') shown['policy'] = policyName(String(value), names);
    else if (key === 'limit') shown[key] = amountText(Number(value));
    else if (key === 'trunks' && Array.isArray(value))
      shown[key] = value.map((id) => trunkNameOf(String(id), names)).join(', ');
    else if (key === 'devices' && Array.isArray(value)) shown[key] = value.join('; ');
    else if (typeof value === 'string' || typeof value === 'number') shown[key] = String(value);
    else shown[key] = '';
  }
  return shown;
}

const isTarget = (value: unknown): value is Target => typeof value === 'object' && value !== null && 'kind' in value;

function nameOfTarget(target: Target, { plan }: Names): string {
  if (target.kind === 'user' || target.kind === 'voicemail') return plan?.users.get(target.userId)?.name ?? '';
  if (target.kind === 'external') return `+${target.digits}`;
  if (target.kind === 'hangup') return '';
  return plan?.flows?.get(target.flowId)?.name ?? targetText(target);
}
const policyName = (id: string, { tenant }: Names): string =>
  tenant?.policies?.find((policy) => policy.id === id)?.name ?? id;
const trunkNameOf = (id: string, { trunks }: Names): string => trunks.get(id) ?? id;
