import { mkdtempSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAgent, testBox, type TestBox, type Watch } from './box.ts';

/** Holds each apply of a box in the middle of its writing until it is let go. */
function gate(): { watch: Watch; reached: () => Promise<void>; open: () => void; shut: () => void } {
  let arrived = Promise.withResolvers<void>();
  let go: PromiseWithResolvers<void> | undefined;
  return {
    reached: () => arrived.promise,
    open: () => go?.resolve(),
    shut() {
      arrived = Promise.withResolvers<void>();
      go = Promise.withResolvers<void>();
    },
    watch: (deps) => ({
      ...deps,
      asterisk: {
        ...deps.asterisk,
        async putKeys(entries) {
          arrived.resolve();
          await go?.promise;
          return deps.asterisk.putKeys(entries);
        },
      },
    }),
  };
}

let one: TestBox;
let two: TestBox;
const gates = [gate(), gate()] as const;
beforeAll(async () => {
  one = await testBox({ watch: gates[0].watch });
  two = await testBox({ watch: gates[1].watch, lab: one.lab });
}, 180_000);
afterAll(async () => {
  await two?.release();
  await one?.release();
});

test('two boxes on one database apply at the same time: neither waits for the other', async () => {
  const acme = await one.tenant('Acme');
  const globex = await two.tenant('Globex');
  await one.users(acme.scope, ['Ann']);
  await two.users(globex.scope, ['Ben']);
  for (const shut of gates) shut.shut();
  const both = [one.applied(acme.scope), two.applied(globex.scope)];
  // Each is in the middle of its apply while the other is, too.
  await Promise.all(gates.map((each) => each.reached()));
  for (const each of gates) each.open();
  expect((await Promise.all(both)).map((job) => job.status)).toEqual(['SUCCESS', 'SUCCESS']);
});

test('FR-023: two agents of one Asterisk take turns; the second is told since when and by whom, and may go after', async () => {
  const state = mkdtempSync(join(tmpdir(), 'other-agent-'));
  mkdirSync(join(state, 'apply'), { recursive: true, mode: 0o700 });
  cpSync(join(one.address.state, 'keys.json'), join(state, 'keys.json'));
  // A folder of its own: it knows nothing of what the first one wrote but what stands beside the files.
  const other = await openAgent({ ...one.address, state });
  try {
    const acme = await one.tenant('Acme Two');
    const next = await one.tenant('Acme Three');
    await one.users(acme.scope, ['Ann']);
    await one.users(next.scope, ['Cid']);
    gates[0].shut();
    const first = one.applied(acme.scope);
    await gates[0].reached();
    expect(await other.service.start(next.scope)).toMatchObject({
      ok: false,
      error: { code: 'apply.busy', by: 'Test' },
    });
    gates[0].open();
    expect((await first).status).toBe('SUCCESS');
    const second = await other.service.start(next.scope);
    expect(second.ok && (await other.service.ended(second.value.id))).toMatchObject({ status: 'SUCCESS' });
    // The file that the other one wrote is no hand edit to the first.
    await one.users(next.scope, ['Dora']);
    expect(await one.applied(next.scope)).toMatchObject({ status: 'SUCCESS', error: null });
  } finally {
    await other.close();
    rmSync(state, { recursive: true, force: true });
  }
});
