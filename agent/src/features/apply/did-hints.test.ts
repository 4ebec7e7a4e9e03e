import { ok, type TenantTag } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { ownerOf, planHandOver, proveHints, readHintsBy, settleHints, type HintSide } from './did-hints.ts';

const [acme, beta, gone] = ['a7k2', 'b3m4', 'c5n6'] as TenantTag[] as [TenantTag, TenantTag, TenantTag];
const DIGITS = ['15550101'];

/** AstDB with one number: its hint, and which generations hold it. */
function astdb(hint: string | null, live: Record<string, number>, holds: Record<string, readonly number[]>) {
  const keys = new Map<string, string>(Object.entries(live).map(([tag, at]) => [`sc/ptr/${tag}`, String(at)]));
  for (const [tag, generations] of Object.entries(holds))
    for (const at of generations) keys.set(`sc/g/${tag}/${at}/d/${DIGITS[0]}`, 'default');
  if (hint !== null) keys.set(`sc/did/${DIGITS[0]}`, hint);
  const side: Pick<HintSide, 'readHints' | 'writeHints'> = {
    readHints: async (asked) => readHintsBy((names) => ok(names.map((n) => keys.get(`${n.family}/${n.key}`))), asked),
    writeHints: async (changes) => {
      for (const { digits, value } of changes)
        if (value === null) keys.delete(`sc/did/${digits}`);
        else keys.set(`sc/did/${digits}`, value);
      return ok(undefined);
    },
  };
  return { side, hint: () => keys.get(`sc/did/${DIGITS[0]}`) ?? null };
}
const handOver = async (of: ReturnType<typeof astdb>, from: number | null, to: number) => {
  const plan = await planHandOver(of.side, { tag: acme, from, to, digits: DIGITS });
  if (!plan.ok) throw new Error('the side can’t fail');
  return { before: plan.value.before.map((c) => c.value), after: plan.value.after.map((c) => c.value) };
};

test('a number comes from a neighbour: named before the flip, the neighbour behind until its own apply', async () => {
  const of = astdb(beta, { [beta]: 4, [acme]: 2 }, { [beta]: [4], [acme]: [5] });
  expect(await handOver(of, 2, 5)).toEqual({ before: [`${acme},${beta}`], after: [] });
});

test('a number that came back while what is live holds it still is named after the flip', async () => {
  const of = astdb(`${beta},${acme}`, { [beta]: 4, [acme]: 2 }, { [beta]: [4], [acme]: [2, 5] });
  expect(await handOver(of, 2, 5)).toEqual({ before: [], after: [`${acme},${beta}`] });
});

test('a hint that is right is not written; tags that hold nothing are dropped, lest three of them push an owner out', async () => {
  const live = { [acme]: 2, [beta]: 4, [gone]: 3 };
  expect(await handOver(astdb(acme, live, { [acme]: [2, 5] }), 2, 5)).toEqual({ before: [], after: [] });
  const of = astdb(`${gone},zzzz,${beta}`, live, { [beta]: [4], [acme]: [5] });
  expect(await handOver(of, 2, 5)).toEqual({ before: [`${acme},${beta}`], after: [] });
  // Damaged: parts that are no tags count for nothing.
  expect(await handOver(astdb('x,,../a', live, { [acme]: [5] }), 2, 5)).toEqual({ before: [acme], after: [] });
});

test('an apply is the newest whatever its number: a database that was restored counts anew', async () => {
  const of = astdb(beta, { [beta]: 90, [acme]: 2 }, { [beta]: [90], [acme]: [5] });
  expect(await handOver(of, 2, 5)).toEqual({ before: [`${acme},${beta}`], after: [] });
});

test('settling puts back what is missing, in the order of the generations, and takes away what nobody holds', async () => {
  const settled = async (of: ReturnType<typeof astdb>, generation: number | null) => {
    expect(await settleHints(of.side, { tag: acme, generation, digits: DIGITS })).toMatchObject({ ok: true });
    expect(await settleHints(of.side, { tag: acme, generation, digits: DIGITS })).toEqual(ok(0));
    return of.hint();
  };
  expect(await settled(astdb(null, { [acme]: 2 }, { [acme]: [2] }), 2)).toBe(acme);
  expect(await settled(astdb(beta, { [acme]: 2, [beta]: 4 }, { [acme]: [2], [beta]: [4] }), 2)).toBe(`${beta},${acme}`);
  expect(await settled(astdb(beta, { [acme]: 6, [beta]: 4 }, { [acme]: [6], [beta]: [4] }), 6)).toBe(`${acme},${beta}`);
  expect(await settled(astdb(`${acme},${beta}`, { [acme]: 6, [beta]: 4 }, { [beta]: [4] }), 6)).toBe(beta);
  expect(await settled(astdb(acme, {}, { [acme]: [6] }), null)).toBeNull();
});

test('the proof names a number that a call would not find here', async () => {
  const of = astdb(`${beta},${acme}`, { [acme]: 6, [beta]: 4 }, { [acme]: [6], [beta]: [4] });
  const asked = { tag: acme, generation: 6, digits: DIGITS };
  const unproved = await proveHints(of.side, asked);
  expect(unproved).toMatchObject({ ok: false, error: { kind: 'refused', digits: DIGITS[0] } });
  // SECURITY: the tenant's admin reads this in the job.
  for (const other of [beta, gone]) expect(JSON.stringify(unproved)).not.toContain(other);
  await settleHints(of.side, asked);
  expect(await proveHints(of.side, asked)).toEqual(ok(undefined));
  const found = await of.side.readHints(asked);
  expect(found.ok && found.value.map(ownerOf)).toEqual([acme]);
});
