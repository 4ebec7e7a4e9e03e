import { ok, type TenantTag } from '@synergycall/domain';
import { beforeEach, expect, test } from 'vitest';
import type { OwnedFiles } from '../../platform/files/index.ts';
import type { AsteriskSide, Health } from './ports.ts';
import { verify, type Meant } from './verify.ts';

const tag = 'a7k2' as TenantTag;
const files = { list: async () => ok([]), read: async () => ok('') } as unknown as OwnedFiles;
let unknown: string | undefined;
let asked: string[];
let listed: ReadonlySet<string> | undefined;
let called: (number | null)[];
let answers: Partial<Health>;
const side = () =>
  ({
    loadedDialplan: async () => ok([]),
    readPointer: async () => ok(7),
    endpoint: async (id: string) => {
      asked.push(id);
      return ok(id === unknown ? undefined : { context: 'sc-t-a7k2' });
    },
    ...(listed && { endpointsOf: async () => ok(listed) }),
    healthCall: async ({ extension }: { extension: number | null }) => {
      called.push(extension);
      return ok({ generation: 7, reason: 'ring', resolved: [`${tag}-${extension}`], ...answers });
    },
  }) as unknown as AsteriskSide;
const meant = (part: Partial<Meant>): Meant => ({
  tag,
  generation: 7,
  probe: null,
  endpoints: [],
  wholeDialplan: false,
  texts: [],
  ...part,
});
const phones = Array.from({ length: 100 }, (_, n) => `${tag}-${String(n).padStart(6, '0')}`);
const check = (part: Partial<Meant>) => verify({ asterisk: side(), files }, meant(part));
beforeEach(() => {
  unknown = undefined;
  asked = [];
  called = [];
  listed = undefined;
  answers = {};
});

test('every changed phone is asked for, and the one that is missing is named', async () => {
  unknown = phones[77];
  expect(await check({ endpoints: phones })).toMatchObject({ ok: false, error: { object: phones[77] } });
  unknown = undefined;
  asked = [];
  expect(await check({ endpoints: phones })).toEqual(ok(undefined));
  expect(asked).toEqual(phones);
});

test('where most of a tenant changed one look at all is enough; what it does not show is asked for by itself', async () => {
  listed = new Set(phones.slice(1));
  expect(await check({ endpoints: phones, most: true })).toEqual(ok(undefined));
  expect(asked).toEqual([phones[0]]);
  unknown = phones[0];
  expect(await check({ endpoints: phones, most: true })).toMatchObject({ ok: false, error: { object: phones[0] } });
});

test('a call goes through each extension that changed, and must come to what the model says', async () => {
  const probe = (extension: number, resolved = `${tag}-${extension}`) => ({
    extension,
    reason: 'ring',
    resolved: [resolved],
  });
  expect(await check({ probes: [probe(1001), probe(1004)] })).toEqual(ok(undefined));
  expect(called).toEqual([1001, 1004]);
  expect(await check({ probes: [probe(1001), probe(1004, 'somebody-else')] })).toMatchObject({
    ok: false,
    error: { object: 'the health call', detail: expect.stringContaining('1004') },
  });
});

test('an apply of the box places a call in the name of its tenants', async () => {
  answers = { reason: 'unknown', resolved: [] };
  expect(await check({ tag: null, generation: null, others: [tag] })).toEqual(ok(undefined));
  expect(called).toEqual([null]);
  answers = { reason: 'tenant-suspended', generation: null };
  expect(await check({ tag: null, generation: null, others: [tag] })).toEqual(ok(undefined));
  answers = { reason: 'no-context', generation: null };
  expect(await check({ tag: null, generation: null, others: [tag] })).toMatchObject({
    ok: false,
    error: { object: `the health call of ${tag}` },
  });
});
