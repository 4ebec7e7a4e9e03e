import type { Failure, ScheduleInput, ScheduleView } from '@synergycall/domain';
import type { Freeze } from './freeze-window.ts';

/** As far ahead as an apply may be scheduled. */
export const FARTHEST_MS = 366 * 86_400_000;
/** Begun so much later than meant, a job says so. */
const LATE_MS = 3_600_000;

/** Why a schedule can't be taken; undefined: it can. `frozenAt`: the change freeze that holds at its time. */
export function refuseSchedule(
  schedule: ScheduleInput,
  now: number,
  frozenAt: (at: number) => Freeze | null,
): Failure | undefined {
  if (schedule.mode !== 'at' && schedule.mode !== 'quiet') return undefined;
  const at = Date.parse(schedule.mode === 'at' ? schedule.at : schedule.deadline);
  if (at <= now) return { code: 'apply.schedule-invalid', reason: 'past' };
  if (at > now + FARTHEST_MS) return { code: 'apply.schedule-invalid', reason: 'too-far' };
  // A quiet apply may begin before a freeze, or wait until it is over.
  if (schedule.mode === 'at' && frozenAt(at)) return { code: 'apply.schedule-invalid', reason: 'in-freeze' };
  return undefined;
}

/** When it may begin at the earliest; jobs that wait take their turns in this order. */
export const dueAt = (schedule: ScheduleView, requestedAt: string): Date =>
  new Date(schedule.mode === 'at' ? schedule.at : requestedAt);

export type Stand = 'wait' | 'begin' | 'when-quiet' | 'withdraw';

/** What becomes of a waiting job now. A freeze holds everything back but the withdrawal at a deadline. */
export function standOf(schedule: ScheduleView, now: number, frozen: boolean): Stand {
  const deadline = schedule.mode === 'quiet' ? Date.parse(schedule.deadline) : Infinity;
  if (schedule.mode === 'quiet' && schedule.atDeadline === 'cancel' && now >= deadline) return 'withdraw';
  if (frozen) return 'wait';
  if (schedule.mode === 'quiet') return now >= deadline ? 'begin' : 'when-quiet';
  return schedule.mode === 'at' && now < Date.parse(schedule.at) ? 'wait' : 'begin';
}

/** What a job says that begins long after its time: no agent ran, or a freeze or another apply held it back. */
export function lateness(schedule: ScheduleView, now: number): readonly string[] {
  if (schedule.mode !== 'at' && schedule.mode !== 'quiet') return [];
  const meant = schedule.mode === 'at' ? schedule.at : schedule.deadline;
  return now - Date.parse(meant) > LATE_MS
    ? [`Was meant to begin by ${meant}; it was held back until ${new Date(now).toISOString()}.`]
    : [];
}
