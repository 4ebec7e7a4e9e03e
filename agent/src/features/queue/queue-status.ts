import { queueName, userId as anyUser, type AgentState, type FlowId } from '@synergycall/domain';
import { text, type Ami, type AmiMessage } from '../../platform/ami/index.ts';

/** What app_queue says of one queue at one moment. */
export interface QueueStatus {
  readonly callers: readonly {
    readonly position: number;
    readonly name: string;
    readonly number: string;
    readonly waitSeconds: number;
  }[];
  /** By user id. */
  readonly agents: ReadonlyMap<
    string,
    { readonly state: AgentState; readonly calls: number; readonly paused: boolean }
  >;
}

/** `not-live`: app_queue knows no such queue (yet). */
export async function readQueueStatus(ami: Pick<Ami, 'list'>, id: FlowId): Promise<QueueStatus | 'not-live' | 'down'> {
  const name = queueName(id);
  const answer = await ami.list('QueueStatus', { Queue: name });
  if (!answer.ok) return 'down';
  const events = answer.value.filter((event) => text(event, 'queue') === name);
  const of = (kind: string) => events.filter((event) => text(event, 'event') === kind);
  if (of('QueueParams').length === 0) return 'not-live';
  return {
    callers: of('QueueEntry')
      .map((event) => ({
        position: numberIn(event, 'position'),
        name: known(text(event, 'calleridname')),
        number: known(text(event, 'calleridnum')),
        waitSeconds: numberIn(event, 'wait'),
      }))
      .toSorted((a, b) => a.position - b.position),
    agents: new Map(
      of('QueueMember').flatMap((event) => {
        const user = anyUser.safeParse(text(event, 'name'));
        return user.success ? [[user.data as string, agentOf(event)] as const] : [];
      }),
    ),
  };
}

/** As app_queue numbers device states (22.10.1). */
const STATES: Readonly<Record<number, AgentState>> = {
  1: 'free',
  2: 'talking',
  3: 'talking',
  4: 'away',
  5: 'away',
  6: 'ringing',
  7: 'talking',
  8: 'talking',
};

function agentOf(event: AmiMessage) {
  const paused = text(event, 'paused') === '1';
  const state = STATES[numberIn(event, 'status')] ?? 'unknown';
  const rests = state === 'free' && numberIn(event, 'wrapuptime') > secondsSince(numberIn(event, 'lastcall'));
  return {
    paused,
    calls: numberIn(event, 'callstaken'),
    state: paused ? ('out' as const) : rests ? ('resting' as const) : state,
  };
}

const secondsSince = (epoch: number): number => (epoch === 0 ? Infinity : Date.now() / 1_000 - epoch);
const known = (value: string): string => (value === 'unknown' || value === '<unknown>' ? '' : value);
const numberIn = (event: AmiMessage, header: string): number => {
  const value = Number(text(event, header));
  return Number.isFinite(value) ? Math.trunc(value) : 0;
};
