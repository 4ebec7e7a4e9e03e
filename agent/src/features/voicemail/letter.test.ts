import { expect, test } from 'vitest';
import { emergencyCallView } from '@synergycall/domain';
import { emergencyLetter } from '../emergency/emergency-letter.ts';
import { messageLetter, type MessageLetter } from './letter.ts';
import { notifyOf } from './notification.service.ts';

const letter = (more: Partial<MessageLetter> = {}) =>
  messageLetter({
    general: null,
    message: { at: new Date('2026-11-26T13:02:00Z'), seconds: 67, callerName: 'Ben Ode', callerNumber: '1002' },
    timezone: 'Europe/Berlin',
    recording: 'none',
    ...more,
  });

test('names the caller, the time in the company’s zone, the length, and how to hear it', () => {
  expect(letter()).toEqual({
    subject: 'New voicemail from Ben Ode (1002)',
    text: `Ben Ode (1002) left a message.

From: Ben Ode (1002)
When: Thursday, 26 November 2026 at 14:02 (Europe/Berlin)
Length: 1 minute 7 seconds

To hear it, dial *97 on your phone, or open Messages in the phone portal.
`,
  });
});
test('a general mailbox is named, with its extension', () => {
  const { subject, text } = letter({ general: { name: 'Sales', extension: 1500 }, recording: 'attached' });
  expect(subject).toBe('New voicemail from Ben Ode (1002) for Sales');
  expect(text).toContain('dial *98 on your phone and enter 1500');
  expect(text).toContain('The recording is attached.');
});
test('a message that goes from the mailbox is said to be there alone, and not to be heard by phone', () => {
  const { text } = letter({ recording: 'moved' });
  expect(text).toContain('The recording is attached, and the message is deleted from your mailbox.');
  expect(text).not.toContain('To hear it');
});
test.each([
  [{ callerName: '', callerNumber: '+4930123' }, '+4930123'],
  [{ callerName: '1002', callerNumber: '1002' }, '1002'],
  [{ callerName: '', callerNumber: '' }, 'an unknown caller'],
])('who calls as %j is %s', (caller, said) => {
  const message = { at: new Date(0), seconds: 0, ...caller };
  expect(letter({ message }).subject).toBe(`New voicemail from ${said}`);
});

test('by default a note goes where there is an address and a sender; without an address nothing does', () => {
  const email = 'ann@acme.example';
  expect(notifyOf({ notify: null, email }, true)).toBe('note');
  expect(notifyOf({ notify: null, email }, false)).toBe('off');
  expect(notifyOf({ notify: 'recording', email }, false)).toBe('recording');
  expect(notifyOf({ notify: 'off', email }, true)).toBe('off');
  expect(notifyOf({ notify: 'recording', email: null }, true)).toBe('off');
});

test('a call for help is told with who, where, what was dialled, and whom to ring back', () => {
  const call = emergencyCallView.parse({
    id: 'x',
    tenantId: 'acme0000tnnt',
    at: '2026-11-26T13:02:00.000Z',
    number: '112',
    sipUsername: 'a7k2-000001',
    deviceId: null,
    deviceLabel: 'Lobby phone',
    userId: null,
    userName: 'Ann Lee',
    locationId: null,
    locationName: 'Head office',
    address: '1 Main Street\nBerlin',
    shown: '+49301234567',
    unrouted: false,
    notify: [],
  });
  const { subject, text } = emergencyLetter(call, 'Europe/Berlin');
  expect(subject).toBe('Emergency call to 112 by Ann Lee at Head office');
  for (const said of ['Phone: Lobby phone', 'Address: 1 Main Street, Berlin', '14:02:00', 'calls to +49301234567 ring'])
    expect(text).toContain(said);
  expect(text).not.toContain('no way out');
  const lost = emergencyLetter({ ...call, unrouted: true, shown: null, locationName: '', address: '' }, 'UTC').text;
  expect(lost).toContain('found no way out');
  expect(lost).toContain('can’t call back');
  expect(lost).toContain('this phone has no location');
});
