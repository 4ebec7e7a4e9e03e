import type { FlowExit, ScheduleSettings } from '../callflow/flow.ts';
import { exitOfKey, MENU_KEYS, type MenuKey } from '../callflow/menu.ts';
import type { FlowId } from '../ids.ts';
import { dayDigits, dayNumber } from './calendar.ts';
import { targetOf } from './flows.ts';
import { asteriskZone } from './hours.ts';
import type { PlannedFlow, Span, Target } from './plan.ts';
import type { FlowSnapshot } from './snapshot.ts';

/** As many schedules in a row are followed before a call rings, leaves or ends; more are taken for a loop. */
export const MOST_HOURS = 8;
/** As many times a call goes on from one step to the next before it ends. */
export const MOST_HOPS = 20;

const HANGUP: Target = { kind: 'hangup' };

/** Compiles ring groups, schedules, mailboxes, menus and queues; what leads nowhere hangs up. By id. `timezone`: the tenant's. */
export function plannedFlows(flows: readonly FlowSnapshot[], timezone: string): Map<FlowId, PlannedFlow> {
  const byId = new Map<string, FlowSnapshot>(flows.map((flow) => [flow.id, flow]));
  const sorted = flows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(sorted.map((flow) => [flow.id, plannedFlow(flow, { byId, timezone })]));
}

interface Around {
  readonly byId: ReadonlyMap<string, FlowSnapshot>;
  readonly timezone: string;
}

function plannedFlow({ id, name, extension, settings, exits }: FlowSnapshot, { byId, timezone }: Around): PlannedFlow {
  const exit = (which: FlowExit): Target | undefined => {
    const to = exits[which];
    return to && targetOf(to, byId);
  };
  switch (settings.kind) {
    case 'ring_group': {
      const { strategy, ringSeconds, callerIdPrefix, members } = settings;
      return {
        kind: 'group',
        id,
        name,
        strategy,
        ringSeconds,
        // AMI and AstDB don't keep outer blanks; the core puts one between prefix and name.
        callerIdPrefix: callerIdPrefix.trim(),
        // A delay belongs to those who ring together.
        members: members.map(({ userId, delaySeconds }) => ({
          userId,
          delaySeconds: strategy === 'all' ? delaySeconds : 0,
        })),
        noanswer: exit('noanswer') ?? HANGUP,
      };
    }
    case 'schedule': {
      const closed = exit('closed') ?? HANGUP;
      return {
        kind: 'hours',
        id,
        name,
        zone: asteriskZone(settings.timezone ?? timezone),
        week: settings.week.map(spansOf),
        days: daysOf(settings.holidays),
        open: exit('open') ?? HANGUP,
        closed,
        holiday: exit('holiday') ?? closed,
      };
    }
    case 'mailbox':
      return { kind: 'mailbox', id, name, extension, listeners: settings.listeners };
    case 'menu': {
      const { waitSeconds, tries, dialling, promptId, labels } = settings;
      const keys = MENU_KEYS.flatMap((key): [MenuKey, { label: string; next: Target }][] => {
        const next = exit(exitOfKey(key));
        return next ? [[key, { label: labels[key] ?? '', next }]] : [];
      });
      return {
        kind: 'menu',
        id,
        name,
        waitSeconds,
        tries,
        dialling,
        promptId,
        keys: new Map(keys),
        timeout: exit('timeout') ?? HANGUP,
        invalid: exit('invalid') ?? HANGUP,
      };
    }
    case 'queue': {
      const { strategy, members, ringSeconds, waitSeconds, mostCallers, hears } = settings;
      const { promptId, musicPromptId, repeatPromptId, sayPosition, sayHoldTime, callerIdPrefix } = settings;
      return {
        kind: 'queue',
        id,
        name,
        strategy,
        members,
        ringSeconds,
        waitSeconds,
        mostCallers,
        hears,
        promptId,
        musicPromptId: hears === 'music' ? musicPromptId : null,
        repeatPromptId,
        speaks: repeatPromptId !== null || sayPosition || sayHoldTime,
        callerIdPrefix: callerIdPrefix.trim(),
        timeout: exit('timeout') ?? HANGUP,
        full: exit('full') ?? HANGUP,
        empty: exit('empty') ?? HANGUP,
      };
    }
  }
}

type Hours = ScheduleSettings['week'][number];

/** Minutes, in order; a time that ends before it begins holds nothing. */
const spansOf = (hours: Hours): Span[] =>
  hours
    .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from || a.to - b.to);

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** A holiday of years would be as many keys as days. */
const MOST_DAYS = 366;

/** Each day of the holidays, by `yyyymmdd`, or `mmdd` for each year; the first that names a day has it. */
function daysOf(holidays: ScheduleSettings['holidays']): Map<string, readonly Span[]> {
  const days = new Map<string, readonly Span[]>();
  for (const { from, to, yearly, hours } of holidays) {
    const spans = spansOf(hours);
    for (const day of yearly ? yearlyDays(from, to) : daysBetween(from, to)) {
      const key = yearly ? day.slice(4) : day;
      if (!days.has(key)) days.set(key, spans);
    }
  }
  return new Map([...days].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** In a leap year, so that a time over the end of February holds its 29th; from December to January over the turn of the year. */
function yearlyDays(from: string, to: string): string[] {
  const [first, last] = [`2028-${from.slice(5)}`, `2028-${to.slice(5)}`];
  return daysBetween(first, first <= last ? last : `2029-${to.slice(5)}`);
}

function daysBetween(from: string, to: string): string[] {
  const first = dayNumber(from);
  const count = Math.max(0, Math.min(MOST_DAYS, dayNumber(to) - first + 1));
  return Array.from({ length: count }, (_, n) => dayDigits(first + n));
}
