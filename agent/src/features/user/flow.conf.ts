import {
  agentPlace,
  exitOfKey,
  targetText,
  type PlannedFlow,
  type PlannedQueue,
  type RingStrategy,
  type RoutePlan,
  type Span,
  type UserId,
} from '@synergycall/domain';

/** A group's strategy as AstDB spells it. */
export const STRATEGY_WORDS: Readonly<Record<RingStrategy, string>> = {
  all: 'all',
  'in-order': 'order',
  'round-robin': 'robin',
  'longest-idle': 'idle',
};

/**
 * The keys of a ring group, a schedule, a mailbox, a menu or a queue below a generation (decision 0011). Fields stand at fixed places, so that the
 * core takes them apart by place: ids are 12 characters, times 4 digits.
 */
export function flowKeys(flow: PlannedFlow): (readonly [key: string, value: string])[] {
  const at = `f/${flow.id}`;
  switch (flow.kind) {
    case 'group':
      return [
        [`${at}/group`, STRATEGY_WORDS[flow.strategy]],
        [`${at}/seconds`, String(flow.ringSeconds)],
        ...(flow.callerIdPrefix === '' ? [] : ([[`${at}/prefix`, flow.callerIdPrefix]] as const)),
        [`${at}/n`, String(flow.members.length)],
        ...flow.members.map(
          ({ userId, delaySeconds }, index) => [`${at}/${index + 1}`, `${userId}:${delaySeconds}`] as const,
        ),
        [`${at}/noanswer`, targetText(flow.noanswer)],
      ];
    case 'hours':
      return [
        [`${at}/zone`, flow.zone],
        ...flow.week.flatMap((spans, index) =>
          spans.length === 0 ? [] : [[`${at}/w${index + 1}`, spansText(spans)] as const],
        ),
        ...[...flow.days].map(
          ([day, spans]) =>
            [`${at}/${day.length === 4 ? 'y' : 'd'}${day}`, spans.length === 0 ? 'closed' : spansText(spans)] as const,
        ),
        [`${at}/open`, targetText(flow.open)],
        [`${at}/closed`, targetText(flow.closed)],
        [`${at}/holiday`, targetText(flow.holiday)],
      ];
    case 'mailbox':
      return [
        [`${at}/mailbox`, '1'],
        ...(flow.extension === null ? [] : ([[`${at}/ext`, String(flow.extension)]] as const)),
        ...flow.listeners.map((id) => [`${at}/hear/${id}`, '1'] as const),
      ];
    case 'menu':
      return [
        [`${at}/menu`, `${String(flow.waitSeconds).padStart(2, '0')}:${flow.tries}:${flow.dialling ? 1 : 0}`],
        ...(flow.promptId === null ? [] : ([[`${at}/prompt`, flow.promptId]] as const)),
        ...[...flow.keys].map(([key, { next }]) => [`${at}/${exitOfKey(key)}`, targetText(next)] as const),
        [`${at}/timeout`, targetText(flow.timeout)],
        [`${at}/invalid`, targetText(flow.invalid)],
      ];
    case 'queue':
      return queueKeys(flow);
  }
}

/**
 * `0300:m:1`: seconds to wait at most; music or ringing; whether the call has to be answered for what callers hear. What
 * a phone needs to log in and out stands by person: `q/<user>/…` (userQueueKeys).
 */
function queueKeys(flow: PlannedQueue): (readonly [key: string, value: string])[] {
  const at = `f/${flow.id}`;
  const hears = flow.hears === 'music' ? 'm' : 'r';
  const answers = flow.hears === 'music' || flow.speaks || flow.promptId !== null;
  const sounds = { prompt: flow.promptId, music: flow.musicPromptId, repeat: flow.repeatPromptId };
  return [
    [`${at}/queue`, `${String(flow.waitSeconds).padStart(4, '0')}:${hears}:${answers ? 1 : 0}`],
    ...Object.entries(sounds).flatMap(([name, id]) => (id === null ? [] : [[`${at}/${name}`, id] as const])),
    ...(flow.callerIdPrefix === '' ? [] : ([[`${at}/prefix`, flow.callerIdPrefix]] as const)),
    [`${at}/timeout`, targetText(flow.timeout)],
    [`${at}/full`, targetText(flow.full)],
    [`${at}/empty`, targetText(flow.empty)],
  ];
}

/**
 * Of each agent, by person: the queues in which they answer, `<flow id>:<1 if they may log out>:<place>` as their rows name
 * them (`agentPlace`), and their phones as the hint of `sc-agent` takes them.
 */
export function queuesOfPeople({ flows, users }: Pick<RoutePlan, 'flows' | 'users'>): (readonly [string, string])[] {
  const byUser = new Map<UserId, string[]>();
  for (const flow of flows?.values() ?? []) {
    if (flow.kind !== 'queue') continue;
    for (const { userId, mayLogOut } of flow.members) {
      const queue = `${flow.id}:${mayLogOut ? 1 : 0}:${agentPlace(flow, userId)}`;
      byUser.set(userId, [...(byUser.get(userId) ?? []), queue]);
    }
  }
  return [...byUser]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, queues]) => {
      const phones = (users.get(id)?.members ?? []).slice(0, MOST_PHONES);
      return [
        [`q/${id}/n`, String(queues.length)] as const,
        ...queues.map((queue, index) => [`q/${id}/${index + 1}`, queue] as const),
        ...(phones.length > 0
          ? [[`q/${id}/phones`, phones.map(({ sipUsername }) => `PJSIP/${sipUsername}`).join('&')] as const]
          : []),
      ];
    });
}
/** A value has room for about 50. */
const MOST_PHONES = 40;

/** `0900-1200,1300-1700`. */
const spansText = (spans: readonly Span[]): string =>
  spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(',');
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
