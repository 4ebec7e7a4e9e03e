import { z } from 'zod';
import { destination, destinationView } from '../did/destination.ts';
import { flowId, tenantId, userId, type PromptId, type UserId } from '../ids.ts';
import { extension } from '../numbers.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { displayName, email, timezone } from '../text.ts';
import { dayNumber } from './day-number.ts';
import { flowKind, type FlowKind } from './flow-kind.ts';
import { MENU_EXITS, menuSettings } from './menu.ts';
import { QUEUE_EXITS, queueSettings } from './queue.ts';

/** all: together; in-order: one after the other; round-robin: the one after the last; longest-idle: who has waited longest. */
export const ringStrategy = z.enum(['all', 'in-order', 'round-robin', 'longest-idle']);
export type RingStrategy = z.infer<typeof ringStrategy>;
export const ringGroupSettings = z.object({
  strategy: ringStrategy.default('all'),
  /** How long the group rings; in turn: how long each rings. */
  ringSeconds: z.number().int().min(5).max(300).default(20),
  /** Before the caller's name on the phones of the group; '': none. */
  callerIdPrefix: z
    .string()
    .regex(/^[A-Za-z0-9 .-]{0,20}$/, { error: 'flow.not-a-prefix' })
    .default(''),
  /** In this order. `delaySeconds`: of strategy `all` alone. */
  members: z
    .array(z.object({ userId, delaySeconds: z.number().int().min(0).max(120).default(0) }))
    .max(99)
    .refine((members) => new Set(members.map((one) => one.userId)).size === members.length, {
      error: 'flow.member-twice',
    }),
});
export type RingGroupSettings = z.infer<typeof ringGroupSettings>;

/** `09:00`, up to `24:00`. */
const clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'flow.not-a-time' });
/** Of one day, in order; two of them make a break between. */
const hours = z
  .array(z.object({ from: clock, to: clock }))
  .max(8)
  // As text, times of this form are in their order.
  .refine((spans) => spans.every(({ from, to }, n) => from < to && (spans[n - 1]?.to ?? '') <= from), {
    error: 'flow.hours-out-of-order',
  });
const calendarDay = z.iso.date();
const MOST_DAYS = 366;
export const scheduleSettings = z.object({
  /** null: the tenant's. */
  timezone: timezone.nullable().default(null),
  /** Monday first, seven of them; an empty day is closed. */
  week: z.array(hours).length(7),
  /** Inclusive; `yearly`: the year counts for nothing. `hours` empty: closed. */
  holidays: z
    .array(
      z
        .object({
          name: displayName,
          from: calendarDay,
          to: calendarDay,
          yearly: z.boolean().default(false),
          hours: hours.default([]),
        })
        .refine(({ from, to }) => from <= to, { error: 'flow.ends-before-it-begins', path: ['to'] })
        .refine(({ from, to }) => dayNumber(to) - dayNumber(from) < MOST_DAYS, {
          error: 'flow.holiday-too-long',
          path: ['to'],
        }),
    )
    .max(200),
});
export type ScheduleSettings = z.infer<typeof scheduleSettings>;

/** A mailbox that is nobody's own: callers leave a message, and nothing comes after it. */
export const mailboxSettings = z.object({
  /** Where word of new messages goes; null: nowhere. */
  email: email.nullable().default(null),
  /** Who may hear it, from their own phones; there it also lights the lamp. */
  listeners: z
    .array(userId)
    .max(99)
    .refine((people) => new Set(people).size === people.length, { error: 'flow.member-twice' })
    .default([]),
});
export type MailboxSettings = z.infer<typeof mailboxSettings>;

export const flowSettings = z.discriminatedUnion('kind', [
  ringGroupSettings.extend({ kind: z.literal('ring_group') }),
  scheduleSettings.extend({ kind: z.literal('schedule') }),
  mailboxSettings.extend({ kind: z.literal('mailbox') }),
  menuSettings.extend({ kind: z.literal('menu') }),
  queueSettings.extend({ kind: z.literal('queue') }),
]);
export type FlowSettings = z.infer<typeof flowSettings>;

/** The people that a flow names: who rings in a group, answers in a queue, may hear a mailbox. Each is a real reference. */
export function peopleOf(settings: FlowSettings): readonly UserId[] {
  switch (settings.kind) {
    case 'ring_group':
    case 'queue':
      return settings.members.map(({ userId: id }) => id);
    case 'mailbox':
      return settings.listeners;
    case 'schedule':
    case 'menu':
      return [];
  }
}
/** The same flow without those of its people of whom `stays` says no. */
export function withPeople(settings: FlowSettings, stays: (id: UserId) => boolean): FlowSettings {
  switch (settings.kind) {
    case 'ring_group':
      return { ...settings, members: settings.members.filter(({ userId: id }) => stays(id)) };
    case 'queue':
      return { ...settings, members: settings.members.filter(({ userId: id }) => stays(id)) };
    case 'mailbox':
      return { ...settings, listeners: settings.listeners.filter(stays) };
    case 'schedule':
    case 'menu':
      return settings;
  }
}

/** The announcements that a flow plays. Each is a real reference. */
export function promptsOf(settings: FlowSettings): readonly PromptId[] {
  const all =
    settings.kind === 'menu'
      ? [settings.promptId]
      : settings.kind === 'queue'
        ? [settings.promptId, settings.musicPromptId, settings.repeatPromptId]
        : [];
  return [...new Set(all.filter((id) => id !== null))];
}
/** The same flow with another announcement wherever it plays `from`; null: none that was recorded. */
export function withPrompt(settings: FlowSettings, from: PromptId, to: PromptId | null): FlowSettings {
  switch (settings.kind) {
    case 'menu':
      return settings.promptId === from ? { ...settings, promptId: to } : settings;
    case 'queue': {
      const instead = (id: PromptId | null) => (id === from ? to : id);
      return {
        ...settings,
        promptId: instead(settings.promptId),
        musicPromptId: instead(settings.musicPromptId),
        repeatPromptId: instead(settings.repeatPromptId),
      };
    }
    case 'ring_group':
    case 'schedule':
    case 'mailbox':
      return settings;
  }
}

/**
 * Where a call goes on from here. ring_group: noanswer; schedule: open, closed, holiday (null: as closed); mailbox:
 * nowhere; menu: a key (null: it is a wrong one), timeout, invalid; queue: timeout, full, empty.
 */
export const flowExit = z.enum(['noanswer', 'open', 'closed', 'holiday', ...MENU_EXITS, 'full', 'empty']);
export type FlowExit = z.infer<typeof flowExit>;
export const EXITS: Readonly<Record<FlowKind, readonly FlowExit[]>> = {
  ring_group: ['noanswer'],
  schedule: ['open', 'closed', 'holiday'],
  mailbox: [],
  menu: MENU_EXITS,
  queue: QUEUE_EXITS,
};
/** An exit that leads nowhere ends the call: the caller is told that nobody answers. */
const exits = z.partialRecord(flowExit, destination.nullable());

export const flowView = z.object({
  id: flowId,
  tenantId,
  name: z.string(),
  /** null: it has none. A schedule's is also what phones open and close it by (*28). */
  extension: extension.nullable(),
  settings: flowSettings,
  /** The members, agents, or who may hear a mailbox, as they are called now, in their order. */
  people: z.array(z.object({ userId, name: z.string(), extension: extension.nullable() })),
  /** All that the kind has. */
  exits: z.partialRecord(flowExit, destinationView.nullable()),
  /** Of a schedule: `open` or `closed` by hand, at once, whatever the hours say; null: by the hours. */
  override: z.enum(['open', 'closed']).nullable(),
  /** How many numbers, flows and defaults lead here. */
  references: z.number().int(),
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type FlowView = z.infer<typeof flowView>;
export const createFlowInput = z.object({
  tenantId,
  name: displayName,
  extension: extension.nullable().default(null),
  settings: flowSettings,
  exits: exits.default({}),
});
export type CreateFlow = z.infer<typeof createFlowInput>;
export const updateFlowInput = z.object({
  tenantId,
  id: flowId,
  revision,
  name: displayName.optional(),
  extension: extension.nullable().optional(),
  /** Of the same kind. */
  settings: flowSettings.optional(),
  /** Those that are named. */
  exits: exits.optional(),
});
export type UpdateFlow = z.infer<typeof updateFlowInput>;
export const flowInput = z.object({ tenantId, id: flowId });
/** `leadTo`: where whatever leads here goes instead; absent: refused while something does (`destination.in-use`). */
export const deleteFlowInput = z.object({
  tenantId,
  id: flowId,
  revision,
  leadTo: destination.nullable().optional(),
});
export const overrideFlowInput = z.object({ tenantId, id: flowId, override: z.enum(['open', 'closed']).nullable() });
export const listFlowsInput = z.object({
  tenantId,
  ...pageInput,
  kind: flowKind.optional(),
  search: z.string().max(200).optional(),
});
export type ListFlows = z.infer<typeof listFlowsInput>;
export const flowPage = page(flowView);

/** What leads to a flow, for whoever wants to delete it. */
export const flowReferences = z.object({
  rows: z.array(
    z.object({
      /** user: a person who forwards their calls there. */
      kind: z.enum(['did', 'flow', 'tenant', 'policy', 'user']),
      id: z.string(),
      name: z.string(),
      exit: flowExit.nullable(),
    }),
  ),
  total: z.number().int(),
});
