import { deviceId, entryContext, sipUsername, userId, type Transport } from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { acme } from '../callflow/sample.ts';
import { deviceRows } from './device.conf.ts';

const input = {
  md5Cred: '0123456789abcdef0123456789abcdef',
  realm: 'asterisk',
  context: entryContext(acme.tenant.tag),
};
const rows = (part: { transport?: Transport; nat?: 'auto' | 'off'; name?: string } = {}) => {
  const [first, ...rest] = acme.devices;
  const users = part.name === undefined ? acme.users : acme.users.map((user) => ({ ...user, name: part.name ?? '' }));
  const device = { ...first!, transport: part.transport ?? 'udp', nat: part.nat ?? 'auto' };
  return deviceRows({ ...acme, users, devices: [device, ...rest] }, device, input);
};

test('one name for endpoint, auth and aor; caller id, tenant and codecs from the model', () => {
  const { id, endpoint, auth, aor } = rows();
  expect([endpoint.id, endpoint.aors, endpoint.auth, auth.id, auth.username, aor.id]).toEqual(Array(6).fill(id));
  expect(endpoint).toMatchObject({
    context: 'sc-t-a7k2',
    accountcode: 'a7k2',
    callerid: '"Ann" <1001>',
    disallow: 'all',
    allow: 'alaw,ulaw',
    trust_id_inbound: 'no',
    direct_media: 'no',
  });
  expect(auth).toEqual({ id, auth_type: 'md5', username: id, realm: 'asterisk', md5_cred: input.md5Cred });
});
test('a second registration of one credential replaces the first; a vanished phone shows within a minute', () =>
  expect(rows().aor).toMatchObject({ max_contacts: 1, remove_existing: 'yes', qualify_frequency: 30 }));
describe('media and NAT', () => {
  test.each([
    ['udp', 'no', 'no'],
    ['tcp', 'no', 'no'],
    ['tls', 'sdes', 'no'],
    ['wss', 'dtls', 'yes'],
  ] as const)('%s encrypts media with %s', (transport, media_encryption, webrtc) =>
    expect(rows({ transport }).endpoint).toMatchObject({ media_encryption, webrtc, transport: null }),
  );
  test('are friendly to routers unless told otherwise', () => {
    expect(rows().endpoint).toMatchObject({ rtp_symmetric: 'yes', force_rport: 'yes', rewrite_contact: 'yes' });
    expect(rows({ nat: 'off' }).endpoint).toMatchObject({
      rtp_symmetric: 'no',
      force_rport: 'no',
      rewrite_contact: 'yes',
    });
    expect(rows({ nat: 'off', transport: 'wss' }).endpoint.rtp_symmetric).toBe('yes');
  });
});
test.each(['Eve\n[evil]', 'a\u0000b'])('refuses the name %j', (name) => expect(() => rows({ name })).toThrow());
test.each([
  ['${SHELL(id)}', '"${SHELL(id)}" <1001>'],
  ['a;b', '"a;b" <1001>'],
  ['O"N', '"O\\"N" <1001>'],
])('the name %j stays a name', (name, callerid) => expect(rows({ name }).endpoint.callerid).toBe(callerid));
test('a long name comes by a variable, whole', () => {
  expect(rows({ name: 'x'.repeat(200) }).endpoint.set_var).toBe(`CALLERID(name)=${'x'.repeat(200)}`);
  expect(rows().endpoint.set_var).toBe('');
});
test('the phones of a large tenant are rendered without looking through all people for each', () => {
  let looks = 0;
  const digits = (n: number, length: number) => String(n).padStart(length, '0');
  const users = Array.from({ length: 200 }, (_, n) => {
    const id = userId.parse(digits(n, 12));
    return {
      get id() {
        looks += 1;
        return id;
      },
      name: `Person ${n}`,
      extension: 1000 + n,
      voicemailEnabled: false,
    };
  });
  const devices = Array.from({ length: 600 }, (_, n) => ({
    ...acme.devices[0]!,
    id: deviceId.parse(digits(n, 12)),
    userId: userId.parse(digits(n % 200, 12)),
    sipUsername: sipUsername.parse(`a7k2-${digits(n, 6)}`),
  }));
  const tenant = { ...acme, users, devices };
  const callerIds = devices.map((device) => deviceRows(tenant, device, input).endpoint.callerid);
  expect([callerIds[0], callerIds[199], callerIds[599]]).toEqual([
    '"Person 0" <1000>',
    '"Person 199" <1199>',
    '"Person 199" <1199>',
  ]);
  expect(looks).toBeLessThanOrEqual(users.length);
});
