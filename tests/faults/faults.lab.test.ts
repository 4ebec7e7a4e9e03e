import { appendFileSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pointerKey, type TenantTag } from '../../packages/domain/src/index.ts';
import type { Errand } from './agent-process.ts';
import { must, openAgent, testBox, type TestBox, type Watch } from './box.ts';

let box: TestBox;
/** What happens at the next passing of a point; set by each test. */
let fault: { point: string; when: 'before' | 'after'; run: () => unknown } | undefined;

const STORES = ['records', 'realtime', 'asterisk', 'files', 'journals'] as const;
/** Lets a test do something at a named point of the apply, and wait for it. */
const watch: Watch = (deps) => {
  const wrap = <T extends object>(name: string, store: T): T =>
    new Proxy(store, {
      get(target, property, receiver) {
        const value: unknown = Reflect.get(target, property, receiver);
        if (typeof value !== 'function' || !(value as { (): unknown }).constructor.name.includes('Function'))
          return value;
        return (...args: unknown[]) => {
          const point = `${name}.${String(property)}`;
          if (fault?.point !== point) return Reflect.apply(value as () => unknown, target, args);
          const { when, run } = fault;
          fault = undefined;
          const act = (): unknown => Reflect.apply(value as () => unknown, target, args);
          return when === 'before'
            ? Promise.resolve(run()).then(act)
            : Promise.resolve(act()).then(async (result) => (await run(), result));
        };
      },
    });
  return {
    ...deps,
    ...(Object.fromEntries(STORES.map((name) => [name, wrap(name, deps[name])])) as Pick<
      typeof deps,
      (typeof STORES)[number]
    >),
  };
};

beforeAll(async () => {
  box = await testBox({ watch });
}, 120_000);
afterAll(() => box?.release());
afterEach(() => {
  fault = undefined;
});

/** A tenant that is live with Ann, and Ben pending. */
async function tenantWithBenPending() {
  const tenant = await box.tenant(`Acme ${Math.random()}`);
  await box.users(tenant.scope, ['Ann']);
  expect((await box.applied(tenant.scope)).status).toBe('SUCCESS');
  await box.users(tenant.scope, ['Ben']);
  return { ...tenant, tag: tenant.view.tag as TenantTag, before: await liveOf(tenant.view.tag) };
}
/** What calls can see of a tenant, from Asterisk and its stores themselves. */
async function liveOf(tag: string) {
  const pointer = must(await box.writer.dbGet(pointerKey(tag as TenantTag)));
  const keys = must(box.astdb.read(`sc/g/${tag}/${pointer ?? ''}`)).map(({ key, value }) => `${key}=${value}`);
  const rows = must(await box.realtime.readAll(tag)).map((row) => JSON.stringify(row));
  const dialplan = (await box.asterisk.cli(`dialplan show sc-in-${tag}`)).replace(/.*seconds.*/, '');
  return { pointer, keys, rows, dialplan };
}

test('a reload that loads something else than was written: undone, and whose text it was is kept', async () => {
  const { view, scope } = await box.tenant('Tampered');
  await box.users(scope, ['Ann']);
  const file = join(box.asterisk.paths.extensionsD, `tenants/${view.tag}.conf`);
  fault = {
    point: 'asterisk.reloadDialplan',
    when: 'before',
    run: () => appendFileSync(file, '\nexten => 666,1,NoOp(by someone)\n'),
  };
  const job = await box.applied(scope);
  expect(job).toMatchObject({ status: 'ROLLED_BACK', error: { code: 'apply.step-failed', step: 'verify' } });
  expect(job.error?.object).toContain(view.tag);
  expect(job.warnings.join()).toContain('is kept in');
  expect(() => readFileSync(file)).toThrow('ENOENT');
  expect(await box.asterisk.cli(`dialplan show sc-t-${view.tag}`)).toContain('no existence');
  // The same apply again, undisturbed.
  expect((await box.applied(scope)).status).toBe('SUCCESS');
});

test('a hand edit of a generated file is refused by name', async () => {
  const { view, scope } = await box.tenant('Edited');
  await box.users(scope, ['Ann']);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  const file = join(box.asterisk.paths.extensionsD, `tenants/${view.tag}.conf`);
  const ours = readFileSync(file, 'utf8');
  appendFileSync(file, '; by hand\n');
  await box.users(scope, ['Ben']);
  const job = await box.applied(scope);
  expect(job).toMatchObject({
    status: 'FAILED',
    error: { step: 'validate', object: `extensions.d/synergycall/tenants/${view.tag}.conf` },
  });
  expect(readFileSync(file, 'utf8')).toBe(`${ours}; by hand\n`);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(file, ours);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
});

test('a second apply at the same time is told since when and by whom', async () => {
  const { scope } = await tenantWithBenPending();
  const other = await tenantWithBenPending();
  let busy: unknown;
  fault = {
    point: 'asterisk.putKeys',
    when: 'before',
    run: async () => void (busy = await box.service.start(other.scope)),
  };
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  expect(busy).toMatchObject({ ok: false, error: { code: 'apply.busy', by: 'Test' } });
  expect((await box.applied(other.scope)).status).toBe('SUCCESS');
});

/** On SQLite; the matrix does the same at every step on MariaDB. */
describe('kill -9 of the agent', () => {
  /** Runs an agent that dies where told; returns how its process ended. */
  async function doomed(errand: Errand): Promise<NodeJS.Signals | null> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'agent-process.ts')], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    child.stdin.end(JSON.stringify(errand));
    const ended = await new Promise<NodeJS.Signals | null>((resolve) =>
      child.on('exit', (_code, signal) => resolve(signal)),
    );
    // PostgreSQL frees the lock of the dead once it has noticed; the agent's own timer would ask again until then.
    const { database, address } = box;
    for (let waited = 0; waited < 5_000 && (await database.boxLock.holder(address.boxId)); waited += 50)
      await sleep(50);
    return ended;
  }

  test.each([
    ['after rows are written', 'realtime.transact', 'after', 1, 'ROLLED_BACK'],
    ['after the flip', 'asterisk.setPointer', 'after', 1, 'ROLLED_BACK'],
    ['before PostgreSQL hears of the success', 'records.finish', 'before', 1, 'SUCCESS'],
  ] as const)('%s: the next agent ends it', async (_title, point, when, nth, expected) => {
    const { scope, tag, before } = await tenantWithBenPending();
    expect(await doomed({ address: box.address, tenantId: scope.tenantId, die: { point, when, nth } })).toBe('SIGKILL');
    const next = await openAgent(box.address);
    try {
      const recovered = await next.service.recover();
      expect(recovered).toMatchObject([{ result: expected, told: true }]);
      const after = await liveOf(tag);
      if (expected === 'ROLLED_BACK') expect(after).toEqual(before);
      else expect(after.rows).toHaveLength(2);
      const row = await next.database.inPlatform(box.platform, (tx) =>
        tx.db
          .selectFrom('apply_jobs')
          .select('status')
          .where('tenant_id', '=', scope.tenantId)
          .orderBy('requested_at', 'desc')
          .executeTakeFirst(),
      );
      expect(row?.status).toBe(expected);
    } finally {
      await next.close();
    }
  });
});
