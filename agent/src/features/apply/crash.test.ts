import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isFull } from '../../../../tests/lab/runs.ts';
import { hashOf } from '../../platform/files/index.ts';
import { runApply } from './runner.ts';
import type { Hook } from './watched.fake.ts';
import {
  apply,
  callsTo,
  deps,
  discard,
  live,
  NEW,
  order,
  other,
  recovery,
  tag,
  withOld,
  world,
  type Template,
  type World,
} from './world.fake.ts';

class Crash extends Error {}

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(() => discard(w));
test('core, first tenant and a change become live, step by step', async () => {
  const first = await runApply(deps(w.sides()), order(null), new AbortController().signal);
  expect(first.error).toBeNull();
  const tenantJob = await apply(w);
  expect(tenantJob.error).toBeNull();
  expect(tenantJob.status).toBe('SUCCESS');
  expect(tenantJob.steps.map((s) => [s.step, s.state])).toEqual([
    ['check', 'done'],
    ['render', 'done'],
    ['validate', 'done'],
    ['backup', 'done'],
    ['write', 'done'],
    ['reload', 'done'],
    ['flip', 'done'],
    ['verify', 'done'],
    ['clean-up', 'done'],
    ['restore', 'skipped'],
  ]);
  w.records.model = { ...w.records.model, tenant: NEW };
  const changed = await apply(w);
  expect(changed.status).toBe('SUCCESS');
  expect(changed.steps.find((s) => s.step === 'reload')?.detail).toBe('nothing to reload');
  const rows = await w.realtime.readAll(tag);
  expect(rows.ok && rows.value.map((row) => row.id)).toEqual([`${tag}-000001`, `${tag}-000003`]);
  expect(w.asterisk.contactsDropped).toContain(`${tag}-000002`);
});

type Point = { readonly point: string; readonly when: 'before' | 'after'; readonly nth: number };

/** As withOld with trunks, and the tenant's file has to be written again too, so that every kind of effect takes part. */
async function template(): Promise<Template> {
  const v = await world();
  await withOld(v, { trunks: true });
  const { files } = v.sides();
  const path = `extensions.d/synergycall/tenants/${tag}.conf`;
  const text = await files.read(path);
  if (!text.ok || text.value === undefined) throw new Error('no tenant file');
  const older = `; of an older version\n${text.value}`;
  await files.swap({ path, text: older });
  await files.remember([{ path, hash: hashOf(older) }]);
  await v.realtime.close();
  return { root: v.root, trunks: true, astdb: new Map(v.asterisk.astdb), records: v.records };
}

const state = async (v: World) => JSON.stringify(await live(v));
interface Undisturbed {
  readonly before: string;
  readonly after: string;
  readonly points: readonly Point[];
  /** Per number what a call finds, before and after. */
  readonly calls: readonly Readonly<Record<string, string>>[];
}
/** Runs the change once: what is live before and after, and every point it passes, with the how-manieth time. */
async function undisturbed(from: Template): Promise<Undisturbed> {
  const points: Point[] = [];
  const counts = new Map<string, number>();
  const v = await world(from);
  const before = await state(v);
  const calls = [callsTo(v)];
  await apply(v, (point, when) => {
    const nth = (counts.get(point + when) ?? 0) + 1;
    counts.set(point + when, nth);
    points.push({ point, when, nth });
  });
  const after = await state(v);
  calls.push(callsTo(v));
  await discard(v);
  return { before, after, points, calls };
}

/** Kills the agent at a point (and Asterisk with it), restarts, recovers. Says what is wrong then; undefined: nothing. */
async function killedAt(
  from: Template,
  at: Point,
  how: { asteriskToo: boolean } & Undisturbed,
): Promise<{ ending: string; wrong: string | undefined }> {
  const v = await world(from);
  let passed = 0;
  let dead = false;
  await apply(v, (point, when) => {
    // Once dead, nothing more happens, whoever asks.
    if (dead) throw new Crash('dead');
    dead = point === at.point && when === at.when && ++passed === at.nth;
    if (dead) throw new Crash('killed');
  }).catch(() => undefined);
  if (how.asteriskToo) v.asterisk.restart();
  const strange = Object.entries(callsTo(v)).filter(([digits, found]) => !how.calls.some((c) => c[digits] === found));
  const recovered = await recovery(v);
  const now = await state(v);
  const job = [...v.records.jobs.values()][2];
  const success = typeof job === 'object' && job.status === 'SUCCESS';
  const left = await v.sides().journals.open();
  await discard(v);
  const wrong = [
    ...(dead ? [] : ['was never killed']),
    ...([how.before, how.after].includes(now) ? [] : ['something between old and new is live']),
    ...(now === (success ? how.after : how.before)
      ? []
      : [`PostgreSQL says ${success ? 'SUCCESS' : 'otherwise'}, live is the other`]),
    ...(left.length === 0 ? [] : ['a journal is left']),
    ...strange.map(([digits, found]) => `until then a call to ${digits} went to ${found}`),
  ];
  return {
    ending: recovered[0]?.result ?? 'nothing to recover',
    wrong:
      wrong.length === 0
        ? undefined
        : `${at.when} ${at.point} #${at.nth}: ${wrong.join(', ')} (${JSON.stringify(recovered)})`,
  };
}

/** The numbers that the neighbour has, or had before. */
const others = (after: 0 | 1): string[] => {
  const neighbours = `${other} user:x0000000000 `;
  return after
    ? ['a7k2 user:v00000000001 ', 'a7k2 user:v00000000003 ', neighbours]
    : [neighbours, neighbours, neighbours];
};

describe('kill -9 of the agent before and after every single effect', () => {
  test.each([
    ['alone', false],
    ['with Asterisk', true],
  ])(
    '%s: what is live after the restart is the old state or the new one, never between',
    { timeout: 120_000 },
    async (_title, asteriskToo) => {
      const from = await template();
      const normal = await undisturbed(from);
      const { points, calls } = normal;
      // Otherwise the numbers prove nothing.
      expect(calls.map((found) => Object.values(found))).toEqual([
        ['a7k2 user:v00000000002 ', 'a7k2 user:v00000000001 ', 'a7k2 user:v00000000001 ', ...others(0)],
        ['a7k2 user:v00000000003 ', 'a7k2 default user:v00000000003', 'nobody  ', ...others(1)],
      ]);
      const endings = new Set<string>();
      const wrong: string[] = [];
      // `before` a point is `after` the one before it, but for what the agent alone remembers: tried with `--full`,
      // and so is every second death of both together.
      const tried = points.filter((p) => (isFull && !asteriskToo) || p.when === 'after');
      for (const point of tried.filter((_, n) => isFull || !asteriskToo || n % 2 === 0)) {
        const result = await killedAt(from, point, { asteriskToo, ...normal });
        endings.add(result.ending);
        if (result.wrong) wrong.push(result.wrong);
      }
      rmSync(from.root, { recursive: true, force: true });
      expect(wrong).toEqual([]);
      expect([...endings].toSorted()).toEqual(['ROLLED_BACK', 'SUCCESS', 'nothing to recover']);
      expect(points.length).toBeGreaterThan(150);
    },
  );
});

describe('kill -9 of the recovery itself', () => {
  /** Dies at the nth passing of any point. */
  const dying = (nth: number): Hook => {
    let passed = 0;
    return () => {
      if (++passed >= nth) throw new Crash('killed');
    };
  };

  test.each([
    ['an undo', 'asterisk.setPointer', 'before'],
    ['a clean-up', 'realtime.transact', 'after'],
  ])('%s that dies at any point is done again from the start', { timeout: 120_000 }, async (title, point, old) => {
    const from = await template();
    const { before, after } = await undisturbed(from);
    const wrong: string[] = [];
    // Every third point; all of them with `--full`.
    for (let nth = 1, finished = false; !finished; nth += isFull ? 1 : 3) {
      const v = await world(from);
      // `realtime.transact` the second time is the clean-up's.
      let passed = 0;
      let dead = false;
      await apply(v, (p, when) => {
        if (dead || (p === point && when === 'after' && ++passed === (title === 'an undo' ? 1 : 2))) {
          dead = true;
          throw new Crash('killed');
        }
      }).catch(() => undefined);
      finished = await recovery(v, dying(nth)).then(
        (results) => results.every((one) => 'told' in one && one.told),
        () => false,
      );
      await recovery(v);
      if ((await state(v)) !== (old === 'before' ? before : after)) wrong.push(`died at point ${nth}`);
      await discard(v);
    }
    rmSync(from.root, { recursive: true, force: true });
    expect(wrong).toEqual([]);
  });
});
