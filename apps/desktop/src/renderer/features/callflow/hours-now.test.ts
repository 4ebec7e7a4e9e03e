import { flowSettings, type FlowId } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { hoursNow, plannedHours } from './hours-now.ts';

const day = [
  { from: '09:00', to: '12:05' },
  { from: '13:00', to: '17:00' },
];
const of = (settings: object = {}) => {
  const planned = plannedHours(
    {
      id: 'f0000000000a' as FlowId,
      name: 'Opening hours',
      settings: flowSettings.parse({
        kind: 'schedule',
        week: [day, day, day, day, day, [], []],
        holidays: [{ name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true }],
        ...settings,
      }),
    },
    'Europe/Berlin',
  );
  if (!planned) throw new Error('no schedule');
  return planned;
};
const at = (iso: string) => Date.parse(iso);
const until = (iso: string, settings?: object) => {
  const now = hoursNow(of(settings), at(iso), null);
  return [now.state, now.until === null ? null : new Date(now.until).toISOString().slice(0, 16)];
};

test.each([
  ['2026-11-30T09:30:00Z', 'open', '2026-11-30T11:05'],
  ['2026-11-30T11:30:00Z', 'closed', '2026-11-30T12:00'],
  // Friday evening: until Monday.
  ['2026-11-27T20:00:00Z', 'closed', '2026-11-30T08:00'],
  // The evening before Christmas Eve is closed, the day itself a holiday.
  ['2026-12-23T20:00:00Z', 'closed', '2026-12-23T23:00'],
  ['2026-12-24T10:00:00Z', 'holiday', '2026-12-26T23:00'],
])('at %s it is %s until %s', (iso, state, end) => expect(until(iso)).toEqual([state, end]));

test('the night in which the clock is put forward ends the hours when its own clock says so', () => {
  const night = { week: [[], [], [], [], [], [], [{ from: '01:00', to: '04:00' }]], holidays: [] };
  expect(until('2027-03-28T00:30:00Z', night)).toEqual(['open', '2027-03-28T02:00']);
  // 02:30 doesn't come in that night: it is over when the clock jumps to 03:00.
  const half = { week: [[], [], [], [], [], [], [{ from: '01:00', to: '02:30' }]], holidays: [] };
  expect(until('2027-03-28T00:30:00Z', half)).toEqual(['open', '2027-03-28T01:00']);
});

test('what never changes has no end, and neither has what was set by hand', () => {
  const always = { week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]), holidays: [] };
  expect(until('2026-11-30T09:30:00Z', always)).toEqual(['open', null]);
  expect(hoursNow(of(), at('2026-11-30T09:30:00Z'), 'closed')).toMatchObject({
    state: 'closed',
    by: 'override',
    until: null,
  });
});
