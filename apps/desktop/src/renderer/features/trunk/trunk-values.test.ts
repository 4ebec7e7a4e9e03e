import type { TrunkId, TrunkView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { changesOf, createSchema, createdBy, newValues, trunkFieldOf, valuesOf } from './trunk-values.ts';

const trunk: TrunkView = {
  id: 't00000000001' as TrunkId,
  tenantId: null,
  tenantName: null,
  name: 'Main carrier',
  kind: 'registration',
  host: 'sip.carrier.example',
  port: null,
  transport: 'udp',
  username: 'acct1',
  hasCredentials: true,
  fromUser: null,
  fromDomain: null,
  matchAddresses: [],
  codecs: ['alaw', 'ulaw'],
  callerId: { form: 'plus', where: 'both' },
  called: { form: 'plus' },
  inbound: { where: 'request-uri', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  channelLimit: null,
  allowPrivate: false,
  enabled: true,
  pending: 'none',
  revision: 3,
  createdAt: '2026-11-22T14:00:00.000Z',
};
const filled = { ...newValues('box', 'DE'), name: ' Main ', host: 'sip.carrier.example' };

test('a form that was not touched changes nothing, and knows no password', () => {
  const values = valuesOf(trunk);
  expect(values).toMatchObject({ country: 'DE', secret: '' });
  expect(changesOf(trunk, values, true)).toEqual({});
});

test('only what differs is sent', () =>
  expect(changesOf(trunk, { ...valuesOf(trunk), port: 5080, secret: 'new', nationalPrefix: '' }, false)).toEqual({
    port: 5080,
    secret: 'new',
    inbound: { ...trunk.inbound, nationalPrefix: '' },
  }));

test('an emptied user name is sent and refused, not kept unseen', () =>
  expect(changesOf(trunk, { ...valuesOf(trunk), username: '' }, true)).toEqual({ username: '' }));

test('a tenant’s form says nothing of addresses', () => {
  const sent = createdBy({ ...filled, allowPrivate: true, matchAddresses: ['203.0.113.7'] }, false);
  expect(sent).not.toHaveProperty('allowPrivate');
  expect(sent).not.toHaveProperty('matchAddresses');
});

test('addresses of a trunk that registers after all are left out', () =>
  expect(createdBy({ ...filled, matchAddresses: ['203.0.113.7'] }, true).matchAddresses).toEqual([]));

test('to register takes user name and password; to be known by an address takes neither', () => {
  const problems = (kind: 'registration' | 'ip') =>
    createSchema(true)
      .safeParse({ inTenant: null, kind, ...createdBy({ ...filled, kind }, true) })
      .error?.issues.map((issue) => issue.path.join('.')) ?? [];
  expect(problems('registration')).toEqual(['username', 'secret']);
  expect(problems('ip')).toEqual([]);
});

test('a private address is refused where it stands', () => {
  const failure = { code: 'trunk.private-address', address: '10.0.0.5' } as const;
  expect(trunkFieldOf(failure, { ...filled, host: '10.0.0.5' })).toBe('host');
  expect(trunkFieldOf(failure, { ...filled, matchAddresses: ['10.0.0.5'] })).toBe('matchAddresses');
});
