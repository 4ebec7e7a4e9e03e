import type { DriftItem } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { adoptionFor, driftSentence, lossesOf } from './drift-words.ts';

const item = (over: Partial<DriftItem>): DriftItem => ({
  key: 'k',
  store: 'realtime',
  name: 'a7k2-abcdef',
  found: 'changed',
  object: { kind: 'device', id: 'd', name: 'Desk phone of Ann Lee' },
  meant: 'ps_endpoints.callerid = "Ann Lee" <1001>\nps_endpoints.context = sc-t-a7k2',
  live: 'ps_endpoints.callerid = "Eve" <9999>\nps_endpoints.context = sc-t-a7k2',
  seen: 's',
  adopt: { can: true, into: 'model' },
  ...over,
});

test('a changed row names the person and the column in words', () =>
  expect(driftSentence(item({}))).toBe('Desk phone of Ann Lee: caller id was changed in the realtime database.'));

test('two columns, and many, are told in one sentence', () => {
  expect(driftSentence(item({ live: 'ps_endpoints.callerid = x\nps_endpoints.context = y' }))).toBe(
    'Desk phone of Ann Lee: caller id and context were changed in the realtime database.',
  );
  expect(
    driftSentence(
      item({ live: 'ps_endpoints.callerid = x\nps_endpoints.context = y\nps_endpoints.allow = z\nps_aors.foo = 1' }),
    ),
  ).toBe('Desk phone of Ann Lee: caller id, context and 2 more were changed in the realtime database.');
});

test('a row of nobody known is called by its SIP username', () =>
  expect(driftSentence(item({ object: null, found: 'foreign' }))).toBe(
    'SIP username a7k2-abcdef: a row in the realtime database that SynergyCall did not write.',
  ));

test('a key of a person is told by the person, any other by its name', () => {
  const ann = { kind: 'user' as const, id: 'u', name: 'Ann Lee 1001' };
  expect(driftSentence(item({ store: 'astdb', object: ann, found: 'missing' }))).toBe(
    'A key of Ann Lee 1001 is gone from AstDB.',
  );
  const acme = { kind: 'tenant' as const, id: 't', name: 'Acme' };
  expect(driftSentence(item({ store: 'astdb', object: acme, name: 'sc/ptr/a7k2' }))).toBe(
    'Key sc/ptr/a7k2 was changed in AstDB.',
  );
});

test('a hand edit names the file', () =>
  expect(driftSentence(item({ store: 'file', name: 'extensions.d/a7k2.conf', object: null }))).toBe(
    'extensions.d/a7k2.conf was edited by hand.',
  ));

test('a file is kept as edited by platform admins only', () => {
  expect(adoptionFor({ can: true, into: 'file' }, false)).toEqual({ can: false, because: 'needs-platform-admin' });
  expect(adoptionFor({ can: true, into: 'file' }, true)).toEqual({ can: true, into: 'file' });
  expect(adoptionFor({ can: true, into: 'model' }, false)).toEqual({ can: true, into: 'model' });
});

test('what applying again takes away is counted by what becomes of it', () =>
  expect(
    lossesOf([
      item({ store: 'file', name: 'a.conf' }),
      item({}),
      item({ store: 'astdb' }),
      item({ found: 'missing' }),
      item({ found: 'foreign' }),
    ]),
  ).toEqual({ files: 1, values: 2, stores: ['realtime', 'astdb'], foreign: 1 }));
