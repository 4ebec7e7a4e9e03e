import type {
  AccountView,
  DeviceLive,
  DeviceLiveSnapshot,
  DeviceView,
  Failure,
  ForwardEvent,
  ForwardView,
  ForwardWish,
  HandlingChange,
  HandlingView,
  UserView,
} from '@synergycall/domain';
import { accountView, deviceLiveSnapshot, deviceView, handlingView, userView } from '@synergycall/domain';
import { FailureError } from '../../agent/src/rpc/index.ts';
import { annsMailbox, type FakeMailbox } from './fake-messages.ts';

/** All that the fake agent knows: what it answers, what it refuses, and whether it hesitates. */
export interface Scene {
  boxName: string;
  password: string;
  account: AccountView;
  /** Has no phone here; the same password. */
  admin: AccountView;
  user: UserView;
  tenantName: string;
  devices: DeviceView[];
  handling: HandlingView;
  mailbox: FakeMailbox;
  live: DeviceLiveSnapshot;
  /** Answers of these procedures ("self.devices"). */
  failing: Map<string, Failure>;
  /** Answers of self.* wait for this. */
  held: Promise<void> | undefined;
}

const TENANT = 'acme0000tnnt';
const USER = 'ann000000vsr';
export const EMAIL = 'ann.lee@acme.example';
export const ADMIN_EMAIL = 'petra@box.example';
export const PASSWORD = 'four words that do not rhyme';
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

const DEVICES = [
  { id: 'desk00000001', sipUsername: 'a7k2-9fqx3m', label: 'Desk phone', transport: 'udp' },
  { id: 'webph0000002', sipUsername: 'a7k2-3hq7ws', label: 'Laptop', transport: 'wss' },
  { id: 'ktchn0000003', sipUsername: 'a7k2-88zzyx', label: 'Kitchen', transport: 'tls' },
] as const;

/** Ann Lee of Acme: a desk phone that is registered, a laptop in a call, a kitchen phone that is off. */
export function annsScene(): Scene {
  const account = accountView.parse({
    id: 'ann00000acct',
    name: 'Ann Lee',
    email: EMAIL,
    grants: [{ role: 'end_user', tenantId: TENANT, tenantName: 'Acme', userId: USER }],
    createdAt: ago(8_000_000),
  });
  const admin = accountView.parse({
    id: 'petra000acct',
    name: 'Petra Platform',
    email: ADMIN_EMAIL,
    grants: [{ role: 'platform_admin', tenantId: null, tenantName: null, userId: null }],
    createdAt: ago(9_000_000),
  });
  const user = userView.parse({
    id: USER,
    tenantId: TENANT,
    name: 'Ann Lee',
    email: EMAIL,
    extension: 1001,
    outboundCallerId: null,
    policyId: null,
    voicemailEnabled: true,
    status: 'active',
    deviceCount: 3,
    hasAccount: true,
    pending: 'none',
    revision: 1,
    createdAt: ago(8_000_000),
  });
  const devices = DEVICES.map((device) =>
    deviceView.parse({
      ...device,
      tenantId: TENANT,
      userId: USER,
      nat: 'auto',
      codecs: ['g722', 'alaw'],
      locationId: null,
      enabled: true,
      revokedAt: null,
      pending: 'none',
      revision: 1,
      createdAt: '2026-09-14T09:30:00.000Z',
    }),
  );
  const scene: Scene = {
    boxName: 'Harbour Street',
    password: PASSWORD,
    account,
    admin,
    user,
    tenantName: 'Acme',
    devices,
    handling: handlingView.parse({
      userId: USER,
      dnd: false,
      forwards: { always: null, busy: null, noanswer: null, away: null },
      ringSeconds: null,
      rings: 20,
      voicemail: true,
      hasPin: false,
    }),
    mailbox: annsMailbox(),
    live: { at: ago(0), asterisk: 'live', devices: [] },
    failing: new Map(),
    held: undefined,
  };
  say(
    scene,
    0,
    'registered',
    { address: '203.0.113.7', userAgent: 'Yealink SIP-T54W 96.86.0.70', roundTripMs: 23 },
    12,
  );
  say(scene, 1, 'in-call', { address: '198.51.100.24', userAgent: 'SynergyCall web phone', roundTripMs: 41 }, 3);
  say(scene, 2, 'not-registered', undefined, 7_400);
  return scene;
}

/** Ben Ode at 1002 is all the company there is. */
function forwardOf(event: ForwardEvent, wish: ForwardWish): ForwardView {
  if (wish.kind !== 'dialled') return { forward: wish, name: '', detail: null };
  if (wish.dialled === '1002')
    return { forward: { kind: 'user', userId: 'ben000000vsr' as never }, name: 'Ben Ode', detail: '1002' };
  if (!wish.dialled.startsWith('+'))
    throw new FailureError({
      code: 'input.invalid',
      issues: [{ path: `forwards.${event}`, problem: 'handling.nobody' }],
    });
  if (wish.dialled.startsWith('+900'))
    throw new FailureError({ code: 'handling.number-blocked', number: wish.dialled });
  return { forward: { kind: 'external', number: wish.dialled as never }, name: wish.dialled, detail: null };
}

export function changeHandling(scene: Scene, { dnd, ringSeconds, forwards = {} }: HandlingChange): void {
  const { handling: now } = scene;
  const led = { ...now.forwards };
  for (const [event, wish] of Object.entries(forwards) as [ForwardEvent, ForwardWish | null][])
    led[event] = wish && forwardOf(event, wish);
  const seconds = ringSeconds === undefined ? now.ringSeconds : ringSeconds;
  scene.handling = { ...now, dnd: dnd ?? now.dnd, forwards: led, ringSeconds: seconds, rings: seconds ?? 20 };
}

/** Lets Asterisk say this of the scene's n-th device. */
export function say(
  scene: Scene,
  nth: number,
  ...[state, contact, seenSecondsAgo]: [
    state: DeviceLive['state'],
    contact?: { address: string; userAgent: string | null; roundTripMs: number },
    seenSecondsAgo?: number,
  ]
): void {
  const device = scene.devices[nth];
  if (!device) throw new Error(`the scene has no device ${nth}`);
  const said = {
    deviceId: device.id,
    userId: device.userId,
    sipUsername: device.sipUsername,
    state,
    contacts: contact
      ? [{ uri: `sip:${device.sipUsername}@${contact.address}:5060`, expiresAt: null, ...contact }]
      : [],
    lastSeenAt: seenSecondsAgo === undefined ? null : ago(seenSecondsAgo),
  };
  scene.live = deviceLiveSnapshot.parse({
    at: ago(0),
    asterisk: 'live',
    devices: [...scene.live.devices.filter((d) => d.deviceId !== device.id), said],
  });
}
