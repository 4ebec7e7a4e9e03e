import type { DoctorCheck } from '@synergycall/domain';
import type { DriftWatch } from './drift-watch.ts';

/** What the doctor says of drift, as of the last looks: numbers only, since it is shown box-wide. */
export function driftCheck(watch: Pick<DriftWatch, 'views'>): Pick<DoctorCheck, 'state' | 'detail' | 'remedy'> {
  const views = watch.views();
  if (views.length === 0)
    return { state: 'not-checked', detail: 'nobody has looked yet', remedy: 'Ask again in a minute.' };
  const count = views.reduce((sum, { items }) => sum + items.length, 0);
  const unknown = [...new Set(views.flatMap((view) => view.unknown))];
  if (count > 0)
    return {
      state: 'warning',
      detail: `${count} things are live otherwise than they were applied`,
      remedy: 'Open Differences: apply SynergyCall’s version again, or adopt what is live.',
    };
  return unknown.length > 0
    ? {
        state: 'warning',
        detail: `could not be looked at: ${unknown.join(', ')}`,
        remedy: 'See that this part of the box answers.',
      }
    : { state: 'ok', detail: 'what is live is what was applied', remedy: '' };
}
