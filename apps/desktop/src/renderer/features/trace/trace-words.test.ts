import { expect, test } from 'vitest';
import { clockText, toldSteps } from './trace-words.ts';

const step = (reason: string, values: Record<string, string> = {}) => ({ reason, values });
const texts = (...steps: ReturnType<typeof step>[]) =>
  toldSteps(steps).map(({ text }) => text.replaceAll('\u00a0', ' '));
const passed = (rule: number) => step('rule-passed-over', { rule: String(rule), name: `R${rule}`, why: 'no-match' });

test('a call out is told with the numbers as one reads them', () =>
  expect(
    texts(
      step('number-outside', { dialled: '0301234567', digits: '49301234567' }),
      step('number-outside', { dialled: '+49301234567', digits: '49301234567' }),
      step('policy-of-tenant', { policy: 'Standard' }),
      step('rule-allows', { rule: '2', name: 'Europe', strip: '0', prepend: '', digits: '49301234567' }),
      step('trunks-in-order', { trunks: 'Carrier One, Backup' }),
      step('caller-id', { number: '4930123456' }),
      step('caller-id', { number: '' }),
    ),
  ).toEqual([
    '0301234567 means +49 301 234 567',
    '+49 301 234 567 is a number outside',
    'The default policy Standard holds',
    'Rule 2, Europe, allows it',
    'Sent by Carrier One, Backup',
    'It shows +49 301 234 56',
    'It shows no number',
  ]));

test('a policy that was asked about is not said to be the default', () =>
  expect(toldSteps([step('policy-of-tenant', { policy: 'Abroad' })], true)[0]?.text).toBe(
    'The policy Abroad is asked',
  ));

test('a schedule says what its clock shows, and where the call goes on to', () => {
  const values = { name: 'Office', state: 'closed', by: 'week', local: '2026-11-29 09:00', zone: 'Europe/Berlin' };
  expect(toldSteps([step('schedule', { ...values, next: 'Ann Lee' })])[0]).toMatchObject({
    text: 'Office is closed',
    more: 'By its hours: there it is Sunday 29 Nov 09:00 (Europe/Berlin). On to Ann Lee.',
  });
  expect(toldSteps([step('schedule', { ...values, by: 'override', next: '' })])[0]?.more).toBe(
    'Set by hand, whatever its hours say. There the call ends.',
  );
  expect(clockText('nonsense')).toBe('nonsense');
});

test('many rules that don’t match are one line; two are told by name', () => {
  expect(texts(passed(1), passed(2), passed(3), step('no-rule'))).toEqual([
    'Rules 1 to 3 don’t match',
    'No rule matches',
  ]);
  expect(texts(passed(1), passed(2), step('no-rule'))).toHaveLength(3);
  expect(
    texts(passed(1), passed(2), step('rule-passed-over', { rule: '3', name: 'Night', why: 'hours' }), passed(4)),
  ).toHaveLength(4);
});

test('a reason that has no words yet is told by its name and what it says', () =>
  expect(texts(step('pressed-key', { key: '2', name: 'Sales' }))).toEqual(['pressed key: 2, Sales']));

test('where a call goes that nobody takes is told at its end, not among the steps', () =>
  expect(texts(step('all-devices-ring', { count: '1' }), step('afterwards', { when: 'busy', next: 'Ben' }))).toEqual([
    '1 phone rings',
  ]));

test('a menu that gives up says why, and where the call goes on to', () =>
  expect(toldSteps([step('menu-gives-up', { exit: 'invalid', next: 'Reception' })])[0]).toMatchObject({
    text: 'Too often a wrong key was pressed',
    more: 'On to Reception.',
  }));
