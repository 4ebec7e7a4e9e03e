import { queueName, type FlowId } from '@synergycall/domain';
import { text, type Ami } from '../../platform/ami/index.ts';

/** Answered and abandoned calls of each queue, hour by hour, for as long as this process lives. */
export interface QueueCounts {
  /** Since midnight in this zone, or since the process began. */
  today(id: FlowId, timezone: string): { answered: number; abandoned: number; countedSince: string };
  /** Something happened in this queue. */
  onChange(listener: (queue: string) => void): () => void;
  close(): void;
}

/** A day of the longest, and the hour before it. */
const KEPT_HOURS = 27;
const HOUR = 3_600_000;
/** What changes the picture of a queue. */
const EVENTS = [
  'QueueCallerJoin',
  'QueueCallerLeave',
  'QueueCallerAbandon',
  'QueueMemberStatus',
  'QueueMemberPause',
  'QueueMemberAdded',
  'QueueMemberRemoved',
  'AgentConnect',
  'AgentComplete',
] as const;

export function queueCounts(events: Pick<Ami, 'on'>, now: () => number = Date.now): QueueCounts {
  const began = now();
  const moments = new Map<string, { readonly answered: number[]; readonly abandoned: number[] }>();
  const listeners = new Set<(queue: string) => void>();
  const stops = EVENTS.map((name) =>
    events.on(name, (event) => {
      const queue = text(event, 'queue');
      if (!/^q-[0-9a-z]{12}$/.test(queue)) return;
      if (name === 'AgentConnect' || name === 'QueueCallerAbandon') {
        const kept = moments.get(queue) ?? { answered: [], abandoned: [] };
        const list = name === 'AgentConnect' ? kept.answered : kept.abandoned;
        list.push(now());
        while ((list[0] ?? Infinity) < now() - KEPT_HOURS * HOUR) list.shift();
        moments.set(queue, kept);
      }
      for (const listener of listeners) listener(queue);
    }),
  );
  return {
    today(id, timezone) {
      const from = Math.max(began, midnight(now(), timezone));
      const { answered = [], abandoned = [] } = moments.get(queueName(id)) ?? {};
      const since = (list: readonly number[]) => list.filter((at) => at >= from).length;
      return { answered: since(answered), abandoned: since(abandoned), countedSince: new Date(from).toISOString() };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
}

/** When the day of this moment began there, to the second; on days on which clocks change, to the hour. */
function midnight(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return at - (at % 1_000) - ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1_000;
}
