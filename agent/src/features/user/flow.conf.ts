import { exitOfKey, targetText, type PlannedFlow, type RingStrategy, type Span } from '@synergycall/domain';

/** A group's strategy as AstDB spells it. */
export const STRATEGY_WORDS: Readonly<Record<RingStrategy, string>> = {
  all: 'all',
  'in-order': 'order',
  'round-robin': 'robin',
  'longest-idle': 'idle',
};

/**
 * The keys of a ring group, a schedule, a mailbox or a menu below a generation (decision 0011). Fields stand at fixed places, so that the
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
  }
}

/** `0900-1200,1300-1700`. */
const spansText = (spans: readonly Span[]): string =>
  spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(',');
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
