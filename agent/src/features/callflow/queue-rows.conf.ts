import { agentInterface, queueName, type PromptId, type TenantSnapshot, type TenantTag } from '@synergycall/domain';
import type { QueueRow } from '../../platform/realtime/index.ts';

/** Paused (logged out), unreachable and unknown agents count as not there; whoever talks or rests is there. */
const NOBODY = 'paused,unavailable,invalid,unknown';
/** Seconds between two rounds in which nobody answered. */
const RETRY = '1';

type Queue = Extract<NonNullable<TenantSnapshot['flows']>[number]['settings'], { kind: 'queue' }>;

/** What app_queue is told of a tenant's queues. `etc`: Asterisk's configuration folder, in which announcements stand. */
export function queueRows({ tenant: { tag }, flows = [] }: Pick<TenantSnapshot, 'tenant' | 'flows'>, etc: string) {
  const soundOf = (id: PromptId) => `${etc}/sounds.d/synergycall/${tag}/${id}`;
  const rows = flows.flatMap(({ id, settings }): QueueRow[] => {
    if (settings.kind !== 'queue') return [];
    const name = queueName(id);
    const music = musicOf(settings);
    return [
      ...(music === null ? [] : musicRows(tag, music, soundOf(music))),
      { table: 'queues', key: name, values: queueValues(settings, tag, soundOf) },
      ...settings.members.map(({ userId, penalty }, index): QueueRow => ({
        table: 'queue_members',
        key: memberKey(id, userId) + (placeOf(settings, index) === '00' ? '' : `-${placeOf(settings, index)}`),
        values: {
          queue_name: name,
          interface: agentInterface(tag, userId, placeOf(settings, index)),
          membername: userId,
          state_interface: `hint:${tag}${userId}@sc-agent-state`,
          penalty: String(penalty),
          ringinuse: 'no',
        },
      })),
    ];
  });
  // One piece of music may play in several.
  return [...new Map(rows.map((row) => [`${row.table} ${row.key}`, row])).values()];
}

export const memberKey = (flow: string, user: string): string => `${flow}-${user}`;
/**
 * Whose row of which queue, without the place that the name of a row ends with where there is an order: app_queue knows a
 * member by the row's name and never reads its interface again, so another place is another row.
 */
export const agentOf = (row: string): string => row.slice(0, 25);
/** As `agentPlace` of the domain. */
const placeOf = ({ strategy }: Queue, index: number): string =>
  String(strategy === 'in-order' ? index + 1 : 0).padStart(2, '0');
const musicOf = ({ hears, musicPromptId }: Queue): PromptId | null => (hears === 'music' ? musicPromptId : null);
/** The tenant's in its name: each plays its own. */
const musicName = (tag: TenantTag, id: PromptId): string => `sc-${tag}-${id}`;

/** What to read of a tenant: the queues and pieces of music of these models, by name. */
export function queueNames(models: readonly Pick<TenantSnapshot, 'tenant' | 'flows'>[]): {
  readonly queues: readonly string[];
  readonly music: readonly string[];
} {
  const found = models.flatMap(({ tenant, flows = [] }) =>
    flows.flatMap(({ id, settings }) => (settings.kind === 'queue' ? [{ tag: tenant.tag, id, settings }] : [])),
  );
  const music = found.flatMap(({ tag, settings }) => {
    const id = musicOf(settings);
    return id === null ? [] : [musicName(tag, id)];
  });
  return { queues: [...new Set(found.map(({ id }) => queueName(id)))], music: [...new Set(music)] };
}

const STRATEGY = {
  'ring-all': 'ringall',
  'longest-idle': 'leastrecent',
  'fewest-calls': 'fewestcalls',
  random: 'random',
  'round-robin': 'rrmemory',
  'in-order': 'linear',
} as const satisfies Record<Queue['strategy'], string>;

const yesNo = (yes: boolean): string => (yes ? 'yes' : 'no');

function queueValues(queue: Queue, tag: TenantTag, soundOf: (id: PromptId) => string): QueueRow['values'] {
  const { musicPromptId: _music, repeatPromptId, sayPosition, sayHoldTime, repeatSeconds, whenEmpty } = queue;
  const music = musicOf(queue);
  return {
    musiconhold: music === null ? 'default' : musicName(tag, music),
    strategy: STRATEGY[queue.strategy],
    timeout: String(queue.ringSeconds),
    retry: RETRY,
    wrapuptime: String(queue.restSeconds),
    maxlen: String(queue.mostCallers),
    weight: String(queue.priority),
    // Somebody who has a call already isn't asked; callers behind the first are, as soon as somebody is free.
    ringinuse: 'no',
    autofill: 'yes',
    timeoutpriority: 'app',
    joinempty: whenEmpty === 'wait' ? 'yes' : NOBODY,
    leavewhenempty: whenEmpty === 'leave' ? NOBODY : 'no',
    announce_position: yesNo(sayPosition),
    announce_holdtime: yesNo(sayHoldTime),
    announce_frequency: sayPosition || sayHoldTime ? String(repeatSeconds) : '0',
    announce_to_first_user: yesNo(sayPosition || sayHoldTime || repeatPromptId !== null),
    ...(repeatPromptId === null
      ? { periodic_announce_frequency: '0' }
      : { periodic_announce: soundOf(repeatPromptId), periodic_announce_frequency: String(repeatSeconds) }),
  };
}

/** An id names a sound that never changes, and so its rows. */
const musicRows = (tag: TenantTag, id: PromptId, file: string): QueueRow[] => [
  { table: 'musiconhold', key: musicName(tag, id), values: { mode: 'playlist' } },
  { table: 'musiconhold_entry', key: musicName(tag, id), values: { entry: file, position: '0' } },
];
