import { z } from 'zod';
import { jobId, tenantId } from '../ids.ts';
import { instant } from '../paging.ts';

/** When an apply begins. */
export const scheduleInput = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('now') }),
  /** At a time, at most a year ahead. */
  z.object({ mode: z.literal('at'), at: instant }),
  /** As soon as the tenant has no call up. At the deadline it begins all the same, or is withdrawn. */
  z.object({ mode: z.literal('quiet'), deadline: instant, atDeadline: z.enum(['apply', 'cancel']).default('apply') }),
  /** After the apply that is in progress on this box, and those queued before. At once if there is none. */
  z.object({ mode: z.literal('after') }),
]);
export type ScheduleInput = z.infer<typeof scheduleInput>;

export const scheduleView = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('now') }),
  z.object({ mode: z.literal('at'), at: instant }),
  z.object({ mode: z.literal('quiet'), deadline: instant, atDeadline: z.enum(['apply', 'cancel']) }),
  z.object({
    mode: z.literal('after'),
    /** The job that was in progress when this one was queued; null: there was none. */
    jobId: jobId.nullable(),
  }),
]);
export type ScheduleView = z.infer<typeof scheduleView>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'text.not-a-time' });
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof weekday>;

/** A time in which nothing of the tenant is applied. `weekly` is meant in the tenant's time zone, and may pass midnight. */
export const freezeWindow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('once'), from: instant, until: instant }),
  z.object({ kind: z.literal('weekly'), days: z.array(weekday).min(1).max(7), from: clock, until: clock }),
]);
export type FreezeWindow = z.infer<typeof freezeWindow>;
export const freezeView = z.object({
  id: z.string(),
  window: freezeWindow,
  reason: z.string(),
  by: z.string(),
  createdAt: instant,
  /** It holds now. */
  active: z.boolean(),
});
export type FreezeView = z.infer<typeof freezeView>;
export const addFreezeInput = z.object({ tenantId, window: freezeWindow, reason: z.string().trim().min(1).max(200) });
export const freezeInput = z.object({ tenantId, id: z.string() });
