import type { DeviceLive } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { aDevice, draw, picture } from '../../frame/draw.fake.tsx';
import { DevicesScreen, type DevicesProps } from './devices-screen.tsx';

const screen = (props: Partial<DevicesProps>): string =>
  draw(
    <DevicesScreen
      devices={{ tag: 'ready', value: [aDevice('Desk')] }}
      live={picture({ Desk: 'not-registered' })}
      onRetry={() => undefined}
      {...props}
    />,
  );

test('a registered phone says from where and what it is', () => {
  const live = picture({ Desk: 'registered' });
  const desk = live.devices.get('Desk') as DeviceLive;
  const contact = {
    uri: 'sip:a7k2-9fqx3m@203.0.113.7',
    address: '203.0.113.7',
    userAgent: 'Yealink T54W',
    roundTripMs: 23,
    expiresAt: null,
  };
  const heard = { ...desk, contacts: [contact, { ...contact, address: '203.0.113.8', userAgent: null }] };
  const text = screen({ live: { ...live, devices: new Map([['Desk', heard]]) } });
  expect(text).toMatch(/Desk.*Registered.*203\.0\.113\.7.*203\.0\.113\.8.*Yealink T54W.*Not told.*23 ms/);
  expect(text).not.toContain('a7k2');
});
test('a phone that never came says so, and what to check', () =>
  expect(screen({})).toMatch(/Not registered.*Check that the phone has power.*Last seen Never/));
test('a new phone waits for the apply', () =>
  expect(screen({ devices: { tag: 'ready', value: [aDevice('Desk', { pending: 'new' })] } })).toMatch(
    /New, not live yet.*Not live yet/,
  ));
test('a disabled phone says by whom', () =>
  expect(screen({ devices: { tag: 'ready', value: [aDevice('Desk', { enabled: false })] } })).toContain(
    'Switched off by',
  ));
test('Asterisk that is down makes every state unknown', () =>
  expect(screen({ live: picture({ Desk: 'registered' }, 'down') })).toContain('State unknown'));
test('nobody without a phone is left without a next step', () =>
  expect(screen({ devices: { tag: 'ready', value: [] } })).toMatch(/No phone yet.*can set one up/));
test('loading is said to screen readers alone', () =>
  expect(screen({ devices: { tag: 'loading' } })).not.toContain('Desk'));
