import type { ObjectChange } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { sentenceOf, toldOf } from './sentences.ts';

const ann: ObjectChange = {
  kind: 'user',
  id: 'a',
  name: 'Ann Lee',
  detail: '1004',
  change: 'changed',
  fields: [],
};
const phone: ObjectChange = {
  kind: 'device',
  id: 'd',
  name: 'Desk phone',
  detail: 'Ann Lee 1004',
  owner: { id: 'a', name: 'Ann Lee', detail: '1004' },
  change: 'changed',
  fields: [],
};
const field = (name: string, from: string | null, to: string | null) => ({ fields: [{ field: name, from, to }] });

test('a person who is new, gone or renumbered is told in one glance', () => {
  expect(sentenceOf({ ...ann, change: 'new', ...field('extension', null, '1004') })).toBe('Ann Lee, 1004: new');
  expect(sentenceOf({ ...ann, change: 'removed' })).toBe('Ann Lee, 1004: removed');
  expect(sentenceOf({ ...ann, ...field('extension', '1005', '1004') })).toBe('Ann Lee, 1005 → 1004');
  expect(
    sentenceOf({
      ...ann,
      fields: [
        { field: 'name', from: 'Ann Ode', to: 'Ann Lee' },
        { field: 'extension', from: '1005', to: '1004' },
        { field: 'voicemailEnabled', from: 'yes', to: 'no' },
      ],
    }),
  ).toBe('Ann Lee, 1005 → 1004: renamed from Ann Ode; voicemail off');
});

test('a phone is told with its person, or below them without', () => {
  expect(sentenceOf({ ...phone, ...field('transport', 'udp', 'tls') })).toBe(
    'Ann Lee’s Desk phone: now over TLS instead of UDP',
  );
  expect(toldOf({ ...phone, change: 'new', ...field('transport', null, 'udp') }, true)).toEqual({
    who: 'Desk phone',
    what: ['new, over UDP'],
  });
  expect(sentenceOf({ ...phone, ...field('secret', null, '[changed]') })).toContain('new secret');
  expect(sentenceOf({ ...phone, change: 'removed' })).toBe('Ann Lee’s Desk phone: removed, can no longer register');
});

test('jobs of earlier versions know no owner and are told all the same', () => {
  const { owner: _owner, ...old } = phone;
  expect(sentenceOf({ ...old, change: 'removed' })).toContain('Desk phone, Ann Lee 1004: removed');
});

test('the company and the box are told in their own words', () => {
  const tenant: ObjectChange = { ...ann, kind: 'tenant', name: 'Acme', detail: null };
  expect(sentenceOf({ ...tenant, ...field('timezone', 'UTC', 'Europe/Berlin') })).toBe(
    'Tenant: time zone Berlin instead of UTC',
  );
  expect(sentenceOf({ ...tenant, change: 'new' })).toBe('Acme: new');
  const box: ObjectChange = { ...tenant, kind: 'box', name: 'Box' };
  expect(sentenceOf({ ...box, ...field('emergencyEndpoint', '', 'carrier') })).toBe(
    'Box: emergency calls leave by carrier',
  );
  expect(sentenceOf({ ...box, ...field('emergencyNumbers', '112', '112, 911') })).toBe(
    'Box: emergency numbers 112, 911 instead of 112',
  );
});

test('a field that has no sentence of its own is told by its values', () => {
  expect(sentenceOf({ ...ann, ...field('pickupGroup', '1', '2') })).toBe('Ann Lee, 1004: pickupGroup 2 instead of 1');
  expect(sentenceOf({ ...ann, ...field('email', null, 'a@b.c') })).toBe('Ann Lee, 1004: e-mail a@b.c');
  expect(sentenceOf({ ...ann, ...field('email', 'a@b.c', null) })).toBe('Ann Lee, 1004: e-mail removed, was a@b.c');
});

test('a number is told by where its calls go', () => {
  const number: ObjectChange = { ...ann, kind: 'did', name: '+15550100', detail: 'Ann Lee 1004' };
  const isNew = (to: string): ObjectChange => ({
    ...number,
    change: 'new',
    fields: [
      { field: 'number', from: null, to: '+15550100' },
      { field: 'target', from: null, to },
    ],
  });
  expect(sentenceOf(isNew('Ann Lee 1004'))).toBe('+15550100: new, rings Ann Lee 1004');
  expect(sentenceOf(isNew(''))).toBe('+15550100: new, goes to the default');
  expect(sentenceOf({ ...number, ...field('target', 'Ann Lee 1004', 'Ben Ode 1005') })).toBe(
    '+15550100 now rings Ben Ode 1005 instead of Ann Lee 1004',
  );
  expect(sentenceOf({ ...number, ...field('target', '', 'Ben Ode 1005') })).toBe(
    '+15550100 now rings Ben Ode 1005 instead of going to the default',
  );
  expect(sentenceOf({ ...number, ...field('target', 'Ann Lee 1004', '') })).toBe(
    '+15550100 now goes to the default instead of Ann Lee 1004',
  );
  expect(sentenceOf({ ...number, change: 'removed' })).toBe('+15550100: removed');
  const tenant: ObjectChange = { ...ann, kind: 'tenant', name: 'Acme', detail: null };
  expect(sentenceOf({ ...tenant, ...field('defaultDestination', '', 'Ann Lee 1004') })).toBe(
    'Tenant: numbers without a destination ring Ann Lee 1004',
  );
  expect(sentenceOf({ ...tenant, ...field('defaultDestination', 'Ann Lee 1004', '') })).toBe(
    'Tenant: numbers without a destination ring nobody any more, before Ann Lee 1004',
  );
});

test('an outbound policy is told by its rules, a company’s calls out by their settings', () => {
  const policy: ObjectChange = { ...ann, kind: 'policy', name: 'Standard', detail: null };
  const rule = (from: string | null, to: string | null) => ({ field: 'rule', from, to });
  expect(
    sentenceOf({
      ...policy,
      change: 'new',
      fields: [{ field: 'name', from: null, to: 'Standard' }, rule(null, '1. Premium: +491900… deny')],
    }),
  ).toBe('Standard: new, 1 rule; rule 1. Premium: +491900… deny');
  expect(
    sentenceOf({
      ...policy,
      fields: [
        rule(null, '1. A: +1… deny'),
        rule('2. B: +2… deny', null),
        rule('3. C: +3… deny', '3. C: +4… deny'),
        { field: 'order', from: 'C, D', to: 'D, C' },
      ],
    }),
  ).toBe(
    'Standard: rule added: 1. A: +1… deny; rule removed: 2. B: +2… deny; rule changed to 3. C: +4… deny, was 3. C: +3… deny; rules in another order: D, C',
  );
  const tenant: ObjectChange = { ...ann, kind: 'tenant', name: 'Acme', detail: null };
  expect(sentenceOf({ ...tenant, ...field('defaultPolicy', '', 'Standard') })).toBe(
    'Tenant: default policy of calls out Standard',
  );
  expect(sentenceOf({ ...tenant, ...field('defaultPolicy', 'Standard', '') })).toContain('nobody calls outside');
  expect(sentenceOf({ ...tenant, ...field('callsPerMinute', '', '30') })).toBe('Tenant: calls out a minute 30');
  expect(sentenceOf({ ...ann, ...field('policy', 'Standard', '') })).toBe(
    'Ann Lee, 1004: goes by the company’s policy, before by Standard',
  );
});

test('a trunk is told by what becomes of its calls, never by a password', () => {
  const trunk: ObjectChange = { ...ann, kind: 'trunk', name: 'Main carrier', detail: 'sip.carrier.example' };
  expect(
    sentenceOf({
      ...trunk,
      change: 'new',
      fields: [
        { field: 'name', from: null, to: 'Main carrier' },
        { field: 'kind', from: null, to: 'registration' },
      ],
    }),
  ).toBe('Main carrier, sip.carrier.example: new, signs in at the carrier');
  const told = (name: string, from: string | null, to: string | null) =>
    sentenceOf({ ...trunk, ...field(name, from, to) }).replace('Main carrier, sip.carrier.example: ', '');
  expect(told('kind', null, 'ip')).toBe('the carrier is known by its address');
  expect(told('host', 'a.example', 'b.example')).toBe('host b.example instead of a.example');
  expect(told('transport', 'udp', 'tls')).toBe('now over TLS instead of UDP');
  expect(told('secret', null, '[changed]')).toBe('new user name or password');
  expect(told('called', 'plus', 'national')).toBe('called numbers are sent as one dials it in the country');
  expect(told('callerId', 'plus, both', 'digits, pai')).toBe(
    'our number is sent with country code, without plus sign, in P-Asserted-Identity',
  );
  expect(told('inbound', 'to, 49, 0, 00, e164', 'to, 49, , 00, national')).toBe(
    'incoming numbers stand in the To header: country code 49, before numbers of the country nothing, of all countries 00, digits without any prefix belong to the country',
  );
  expect(told('channelLimit', '', '10')).toBe('at most 10 calls at once');
  expect(told('channelLimit', '10', '')).toBe('any number of calls at once, before at most 10');
  expect(sentenceOf({ ...trunk, change: 'removed' })).toBe('Main carrier, sip.carrier.example: removed');
});
