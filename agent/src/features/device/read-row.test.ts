import type { Codec, DeviceId, SipUsername, TenantId, TenantSnapshot, TenantTag, UserId } from '@synergycall/domain';
import { expect, test } from 'vitest';
import type { DeviceRows } from '../../platform/realtime/index.ts';
import { deviceRows } from './device.conf.ts';
import { readDeviceRow } from './read-row.ts';

const snapshot: TenantSnapshot = {
  version: 1,
  tenant: { id: 't00000000000' as TenantId, tag: 'a7k2' as TenantTag, name: 'Acme', timezone: 'UTC' },
  users: [{ id: 'v00000000001' as UserId, name: 'Ann', extension: 1004, voicemailEnabled: false }],
  devices: [
    {
      id: 'd00000000001' as DeviceId,
      userId: 'v00000000001' as UserId,
      label: 'Desk',
      sipUsername: 'a7k2-000001' as SipUsername,
      transport: 'udp',
      nat: 'auto',
      codecs: ['g722', 'alaw'],
      secretVersion: 1,
    },
  ],
};
const device = snapshot.devices[0]!;
const rowOf = (model: TenantSnapshot): DeviceRows =>
  deviceRows(model, model.devices[0]!, { md5Cred: 'd'.repeat(32), realm: 'asterisk', context: 'sc-t-a7k2' });
const meant = rowOf(snapshot);
const read = (live: DeviceRows) => readDeviceRow(snapshot, device, { meant, live });
const edited = (endpoint: Partial<DeviceRows['endpoint']>): DeviceRows => ({
  ...meant,
  endpoint: { ...meant.endpoint, ...endpoint },
});

test.each<[string, Partial<TenantSnapshot['users'][0]>, Partial<TenantSnapshot['devices'][0]>]>([
  ['a name with quotes', { name: 'Ann "Q" \\ Lee' }, {}],
  ['a long name', { name: 'Ä'.repeat(60) }, {}],
  ['an extension', { extension: 1777 }, {}],
  ['codecs', {}, { codecs: ['opus', 'gsm'] as Codec[] }],
  ['encryption', {}, { transport: 'tls' }],
  ['a browser', {}, { transport: 'wss', codecs: ['opus', 'alaw'] as Codec[] }],
  ['its own network', {}, { nat: 'off' }],
  ['all of it', { name: 'Zoe', extension: 12 }, { transport: 'tls', nat: 'off', codecs: ['alaw'] as Codec[] }],
])('what the model can say is read back: %s', (_, user, phone) => {
  const other: TenantSnapshot = {
    ...snapshot,
    users: [{ ...snapshot.users[0]!, ...user }],
    devices: [{ ...device, ...phone }],
  };
  expect(read(rowOf(other))).toEqual({
    can: true,
    user: { id: 'v00000000001', ...user },
    device: { id: device.id, ...phone },
  });
});

test.each([
  ['a column the model has no word for', edited({ direct_media: 'yes' }), 'not-in-the-model'],
  ['a context', edited({ context: 'sc-off-a7k2' }), 'not-in-the-model'],
  ['a secret', { ...meant, auth: { ...meant.auth, md5_cred: 'e'.repeat(32) } }, 'not-in-the-model'],
  ['half of what encryption is', edited({ media_encryption: 'dtls' }), 'not-in-the-model'],
  ['another company', edited({ accountcode: 'zzzz' }), 'not-in-the-model'],
  ['codecs written otherwise', edited({ allow: 'g722, alaw' }), 'not-in-the-model'],
  ['a codec that is none', edited({ allow: 'g722,speex' }), 'invalid'],
  ['a caller id without a number', edited({ callerid: '"Ann" <>' }), 'invalid'],
  ['a name that turns the line around', edited({ callerid: '"A\u202enn" <1004>' }), 'invalid'],
] as const)('what it can’t is said: %s', (_, live, because) => {
  expect(read(live)).toEqual({ can: false, because });
});
