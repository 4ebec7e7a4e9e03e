import { expect, test } from 'vitest';
import { diffSnapshots, warningsOf, type DidId, type E164, type TenantSnapshot, type UserId } from '../index.ts';

const ann = { id: 'a00000000001' as UserId, name: 'Ann Lee', extension: 1004, voicemailEnabled: false };
const ben = { id: 'a00000000002' as UserId, name: 'Ben Ode', extension: 1005, voicemailEnabled: false };
const to = (user: typeof ann | null) => user && { kind: 'user' as const, userId: user.id };
const did = (n: number, user: typeof ann | null) => ({
  id: `n0000000000${9 - n}` as DidId,
  number: `+1555010${n}` as E164,
  target: to(user),
});
const model = (part: Partial<TenantSnapshot>, calls: typeof ann | null = null): TenantSnapshot => {
  const destination = to(calls);
  return {
    version: 1,
    tenant: {
      id: 't00000000001' as TenantSnapshot['tenant']['id'],
      tag: 'a7k2' as TenantSnapshot['tenant']['tag'],
      name: 'Acme',
      timezone: 'UTC',
      ...(destination && { defaultDestination: destination }),
    },
    users: [ann, ben],
    devices: [],
    ...part,
  };
};
const said = (before: TenantSnapshot | null, after: TenantSnapshot): string[] =>
  diffSnapshots(before, after)
    .filter(({ kind }) => kind === 'did' || kind === 'tenant')
    .map(({ name, change, detail, fields }) =>
      [name, change, detail, ...fields.map((f) => `${f.field}: ${f.from} -> ${f.to}`)].join(' / '),
    );

test('FR-105: numbers differ by whom they lead to, in the order of the numbers', () => {
  const before = model({ dids: [did(1, ann), did(2, ann), did(3, null), did(4, ben)] });
  expect(said(before, model({ dids: [did(1, ben), did(2, null), did(3, ann), did(5, ann), did(6, null)] }))).toEqual([
    '+15550101 / changed / Ben Ode 1005 / target: Ann Lee 1004 -> Ben Ode 1005',
    '+15550102 / changed /  / target: Ann Lee 1004 -> ',
    '+15550103 / changed / Ann Lee 1004 / target:  -> Ann Lee 1004',
    '+15550105 / new / Ann Lee 1004 / number: null -> +15550105 / target: null -> Ann Lee 1004',
    '+15550106 / new /  / number: null -> +15550106 / target: null -> ',
    '+15550104 / removed / Ben Ode 1005',
  ]);
});

test('the parking time of a company is one of its changes, also back to the usual one', () => {
  const usual = model({});
  const long = { ...usual, tenant: { ...usual.tenant, parkSeconds: 120 } };
  expect(said(usual, long)).toEqual(['Acme / changed /  / parkSeconds: 45 -> 120']);
  expect(said(long, usual)).toEqual(['Acme / changed /  / parkSeconds: 120 -> 45']);
  expect(said(long, long)).toEqual([]);
});

test('a person with another name or extension is no change of their numbers, nor of the default', () => {
  const before = model({ dids: [did(1, ann)] }, ann);
  const renamed = { ...ann, name: 'Ann Smith', extension: 1010 };
  expect(said(before, { ...before, users: [renamed, ben] })).toEqual([]);
});

test('the default destination is the tenant’s; one that never was says nothing', () => {
  expect(said(null, model({}))).toEqual(['Acme / new /  / name: null -> Acme / timezone: null -> UTC']);
  expect(said(model({}), model({}, ann))).toEqual(['Acme / changed /  / defaultDestination:  -> Ann Lee 1004']);
  expect(said(model({}, ann), model({}, ben))).toEqual([
    'Acme / changed /  / defaultDestination: Ann Lee 1004 -> Ben Ode 1005',
  ]);
  expect(said(model({}, ann), model({}))).toEqual(['Acme / changed /  / defaultDestination: Ann Lee 1004 -> ']);
});

test('numbers that lead nowhere are worth a line, unless there is a default', () => {
  const dids = [did(1, ann), did(2, null), did(3, null)];
  expect(warningsOf(model({ dids }), null)).toEqual([
    '2 numbers have no destination and the tenant has no default: callers are refused.',
  ]);
  expect(warningsOf(model({ dids }, ben), null)).toEqual([]);
  // A person without a phone is their own matter.
  expect(warningsOf(model({ dids: [did(1, ann)] }), null)).toEqual([]);
});

test('10,000 numbers, one of them changed, are one line', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => ({
    ...did(1, ann),
    id: `n${n}` as DidId,
    number: `+4930${n}` as E164,
  }));
  const after = many.map((one, n) => (n === 5_000 ? { ...one, target: to(ben) } : one));
  expect(said(model({ dids: many }), model({ dids: after }))).toHaveLength(1);
});
