import type { DeviceLive, DeviceView, UserView } from '@synergycall/domain';
import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { Router } from 'wouter';
import type { Live } from '../agent/live.ts';
import { Providers } from './providers.tsx';

/** What a screen says, as text without markup: no browser, no agent, no clock. */
export const draw = (screen: ReactNode): string =>
  renderToStaticMarkup(
    <Providers>
      <Router ssrPath="/">{screen}</Router>
    </Providers>,
  )
    .replaceAll(/<style[^>]*>.*?<\/style>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

export const aUser = (change: Partial<UserView> = {}): UserView =>
  ({
    id: 'u',
    tenantId: 't',
    name: 'Ann Lee',
    email: 'ann@acme.example',
    extension: 1001,
    outboundCallerId: null,
    policyId: null,
    voicemailEnabled: true,
    status: 'active',
    deviceCount: 1,
    hasAccount: true,
    pending: 'none',
    revision: 1,
    createdAt: '2026-09-14T09:30:00.000Z',
    ...change,
  }) as UserView;

export const aDevice = (label: string, change: Partial<DeviceView> = {}): DeviceView =>
  ({
    id: label,
    tenantId: 't',
    userId: 'u',
    label,
    sipUsername: 'a7k2-9fqx3m',
    transport: 'udp',
    nat: 'auto',
    codecs: ['alaw'],
    enabled: true,
    revokedAt: null,
    pending: 'none',
    revision: 1,
    createdAt: '2026-09-14T09:30:00.000Z',
    ...change,
  }) as DeviceView;

/** A live picture in which Asterisk says these states, by label. */
export const picture = (
  states: Readonly<Record<string, DeviceLive['state']>>,
  asterisk: Live['asterisk'] = 'live',
): Live => ({
  connection: 'live',
  heardAt: '2026-11-22T19:00:00.000Z',
  asterisk,
  devices: new Map(
    Object.entries(states).map(([deviceId, state]) => [
      deviceId,
      { deviceId, sipUsername: 'a7k2-9fqx3m', state, contacts: [], lastSeenAt: null } as unknown as DeviceLive,
    ]),
  ),
});
