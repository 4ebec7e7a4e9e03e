import type { FreezeWindow, Weekday } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { formatWhen } from './schedule-words.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[];

/** "Mon–Fri", "Sat, Sun", "every day": runs of three and more as a range. */
export function daysText(days: readonly Weekday[]): string {
  if (days.length === WEEKDAYS.length) return t('freeze.everyDay');
  const runs: Weekday[][] = [];
  for (const day of WEEKDAYS.filter((each) => days.includes(each))) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    if (last && before && WEEKDAYS.indexOf(day) === WEEKDAYS.indexOf(before) + 1) last.push(day);
    else runs.push([day]);
  }
  return runs
    .flatMap((run) => {
      const [first, last] = [run[0], run.at(-1)];
      if (run.length < 3 || first === undefined || last === undefined)
        return run.map((each) => t(`freeze.day.${each}`));
      return [t('freeze.days', { from: t(`freeze.day.${first}`), to: t(`freeze.day.${last}`) })];
    })
    .join(', ');
}

const TIME = 'hh:mm'.length;

/** A freeze in words; a day that is the same at both ends is told once; times are those of the tenant's zone. */
export function windowText(window: FreezeWindow, zone: string): string {
  if (window.kind === 'once') {
    const [from, until] = [formatWhen(window.from, zone), formatWhen(window.until, zone)];
    const day = from.slice(0, -TIME);
    return t('freeze.once', { from, until: until.startsWith(day) ? until.slice(day.length) : until });
  }
  const next = window.until <= window.from ? 'freeze.weekly.overnight' : 'freeze.weekly';
  return t(next, { days: daysText(window.days), from: window.from, until: window.until });
}
