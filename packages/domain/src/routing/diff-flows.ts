import type { RingGroupSettings, ScheduleSettings } from '../callflow/flow.ts';
import { MENU_KEYS, type MenuSettings } from '../callflow/menu.ts';
import type { QueueSettings } from '../callflow/queue.ts';
import type { FlowSnapshot, TenantSnapshot } from './snapshot.ts';

/** Who or what can be named, by id. */
type Names = ReadonlyMap<string, { readonly name: string; readonly extension: number | null }>;

/** What a flow of this kind does, field by field, ready to be shown. */
export function fieldsOfFlow({ settings }: FlowSnapshot): Readonly<Record<string, string>> {
  switch (settings.kind) {
    case 'ring_group':
      return fieldsOfGroup(settings);
    case 'schedule':
      return fieldsOfSchedule(settings);
    case 'mailbox':
      return { email: settings.email ?? '' };
    case 'menu':
      return fieldsOfMenu(settings);
    case 'queue':
      return fieldsOfQueue(settings);
  }
}

function fieldsOfGroup({ strategy, ringSeconds, callerIdPrefix }: RingGroupSettings): Readonly<Record<string, string>> {
  return { strategy, ringSeconds: String(ringSeconds), callerIdPrefix };
}

/** The announcement's name is told by whoever knows it (`promptOfFlow`). */
const fieldsOfMenu = ({ promptText, waitSeconds, tries, dialling, labels }: MenuSettings) => ({
  promptText,
  waitSeconds: String(waitSeconds),
  tries: String(tries),
  directDial: dialling ? 'yes' : 'no',
  labels: MENU_KEYS.flatMap((key) => (labels[key] ? [`${key} ${labels[key]}`] : [])).join(', '),
});

const fieldsOfQueue = (queue: QueueSettings): Readonly<Record<string, string>> => ({
  strategy: queue.strategy,
  ringSeconds: String(queue.ringSeconds),
  restSeconds: String(queue.restSeconds),
  maxWait: String(queue.waitSeconds),
  mostCallers: String(queue.mostCallers),
  whenEmpty: queue.whenEmpty,
  hears: queue.hears,
  repeatSeconds: String(queue.repeatSeconds),
  sayPosition: queue.sayPosition ? 'yes' : 'no',
  sayHoldTime: queue.sayHoldTime ? 'yes' : 'no',
  callerIdPrefix: queue.callerIdPrefix,
  priority: String(queue.priority),
});

/** The announcements of a queue, as `promptOfFlow` of a menu. */
export function promptsOfQueue(
  { settings }: FlowSnapshot,
  prompts: TenantSnapshot['prompts'] = [],
):
  | Readonly<Record<'announcement' | 'music' | 'repeated', { readonly key: string; readonly shown: string }>>
  | undefined {
  if (settings.kind !== 'queue') return undefined;
  const one = (id: string | null) => ({
    key: id ?? '',
    shown: id === null ? '' : (prompts.find((prompt) => prompt.id === id)?.name ?? id),
  });
  const { promptId, musicPromptId, repeatPromptId } = settings;
  return { announcement: one(promptId), music: one(musicPromptId), repeated: one(repeatPromptId) };
}

/** The announcement of a menu: to compare (a renamed one is no change of the menu's), and to be shown. */
export function promptOfFlow(
  { settings }: FlowSnapshot,
  prompts: TenantSnapshot['prompts'] = [],
): { readonly key: string; readonly shown: string } {
  const id = settings.kind === 'menu' ? settings.promptId : null;
  return { key: id ?? '', shown: id === null ? '' : (prompts.find((one) => one.id === id)?.name ?? id) };
}

/** Between the members of a group, where they are shown as one text. */
export const BETWEEN_MEMBERS = ' · ';

/** Who rings in it, or may hear it, in their order: to compare (a renamed member is no change of the group's), and to be shown. */
export function membersOfFlow(
  { settings }: FlowSnapshot,
  names: Names,
): { readonly key: string; readonly shown: string } {
  if (settings.kind === 'mailbox') {
    const { listeners } = settings;
    return { key: listeners.join(), shown: listeners.map((id) => names.get(id)?.name ?? id).join(BETWEEN_MEMBERS) };
  }
  if (settings.kind === 'queue') {
    const agents = settings.members.map(({ userId, penalty, mayLogOut }) => ({
      id: userId,
      how: `${penalty > 0 ? ` (${penalty})` : ''}${mayLogOut ? '' : ' (stays)'}`,
    }));
    return {
      key: agents.map(({ id, how }) => `${id}${how}`).join(),
      shown: agents.map(({ id, how }) => `${names.get(id)?.name ?? id}${how}`).join(BETWEEN_MEMBERS),
    };
  }
  if (settings.kind !== 'ring_group') return { key: '', shown: '' };
  const delayed = settings.strategy === 'all';
  const members = settings.members.map(({ userId, delaySeconds }) => ({
    id: userId,
    after: delayed && delaySeconds > 0 ? ` +${delaySeconds} s` : '',
  }));
  return {
    key: members.map(({ id, after }) => `${id}${after}`).join(),
    shown: members.map(({ id, after }) => `${names.get(id)?.name ?? id}${after}`).join(BETWEEN_MEMBERS),
  };
}

function fieldsOfSchedule({ timezone, week, holidays }: ScheduleSettings): Readonly<Record<string, string>> {
  return {
    zone: timezone ?? '',
    hours: weekText(week),
    holidays: holidays.map(holidayText).join('; '),
  };
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
type Spans = ScheduleSettings['week'][number];
const spansText = (spans: Spans): string => spans.map(({ from, to }) => `${from}–${to}`).join(', ');

/** "Mon–Fri 09:00–12:00, 13:00–17:00; Sat 10:00–14:00"; '': never. */
export function weekText(week: ScheduleSettings['week']): string {
  const runs: { first: number; last: number; text: string }[] = [];
  for (const [day, spans] of week.entries()) {
    const text = spansText(spans);
    const run = runs.at(-1);
    if (run?.text === text && run.last === day - 1) run.last = day;
    else runs.push({ first: day, last: day, text });
  }
  return runs
    .filter(({ text }) => text !== '')
    .map(({ first, last, text }) => `${DAYS[first]}${last > first ? `–${DAYS[last]}` : ''} ${text}`)
    .join('; ');
}

function holidayText({ name, from, to, yearly, hours }: ScheduleSettings['holidays'][number]): string {
  const day = (date: string): string => (yearly ? date.slice(5) : date);
  const days = from === to ? day(from) : `${day(from)}–${day(to)}`;
  return `${name} ${days}${hours.length > 0 ? ` ${spansText(hours)}` : ''}`;
}
