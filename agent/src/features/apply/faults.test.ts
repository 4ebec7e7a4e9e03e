import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobView } from '@synergycall/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apply, discard, live, NEW, OLD, recovery, tag, withOld, world, type World } from './world.fake.ts';

let w: World;
let before: string;
const state = async () => JSON.stringify(await live(w));
beforeEach(async () => {
  w = await world();
  await withOld(w);
  before = await state();
});
afterEach(() => discard(w));

const path = `extensions.d/synergycall/tenants/${tag}.conf`;
/** Forces the tenant's file to be written and reloaded again. */
async function withOlderFile(): Promise<void> {
  const { files } = w.sides();
  const text = '; older\n[sc-t-a7k2]\nexten => 1,1,NoOp()\n';
  await files.swap({ path, text });
  await files.remember([{ path, hash: (await import('../../platform/files/index.ts')).hashOf(text) }]);
  w.asterisk.restart();
  before = await state();
}
const failedStep = (job: JobView) => job.steps.find((step) => step.state === 'failed')?.step;

test('Asterisk down at the start: refused, nothing touched, what is pending stays pending', async () => {
  w.asterisk.down = true;
  const job = await apply(w);
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'apply.asterisk-unreachable', step: 'check' } });
  w.asterisk.down = false;
  expect(await state()).toBe(before);
  expect((await apply(w)).status).toBe('SUCCESS');
});

test('a model with two people on one extension is refused by name, nothing touched', async () => {
  w.records.model = {
    ...w.records.model,
    tenant: { ...NEW, users: NEW.users.map((user) => ({ ...user, extension: 1001 })) },
  };
  const job = await apply(w);
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'apply.invalid-model', step: 'render' } });
  expect(job.error?.detail).toContain('duplicate-extension');
  expect(await state()).toBe(before);
});

test('a hand edit of our file is refused, naming the file, and kept', async () => {
  writeFileSync(join(w.root, 'etc', path), '; by hand\n');
  const job = await apply(w);
  expect(job).toMatchObject({ status: 'FAILED', error: { code: 'apply.drift', step: 'validate', object: path } });
});

test('a broken file beside ours is found before the reload that would lose our contexts', async () => {
  await withOlderFile();
  writeFileSync(join(w.root, 'etc/extensions.d/synergycall/tenants/zz.conf'), '[broken\nexten => 1,1,NoOp()\n');
  const job = await apply(w);
  expect(job).toMatchObject({
    status: 'FAILED',
    error: { step: 'validate', object: 'extensions.d/synergycall/tenants/zz.conf' },
  });
});

test('a reload that says yes and loads something else is rolled back, file and all', async () => {
  await withOlderFile();
  w.asterisk.misload = (text) => (text.includes('[sc-in-') ? text.replaceAll('sc-core', 'sc-elsewhere') : text);
  const job = await apply(w);
  expect(job.status).toBe('ROLLED_BACK');
  expect(failedStep(job)).toBe('verify');
  expect(job.error?.detail).toContain('loaded something else');
  expect(await state()).toBe(before);
});

test('a number whose hint is lost on the way is found at the flip: rolled back, and the number is found again', async () => {
  const job = await apply(w, (point, when) => {
    if (point === 'asterisk.setPointer' && when === 'after') w.asterisk.astdb.delete('sc/did/15550101');
  });
  expect(job).toMatchObject({ status: 'ROLLED_BACK', error: { step: 'flip', object: 'sc/did/15550101' } });
  expect(await state()).toBe(before);
});

test('a call to a changed number that ends elsewhere than meant is rolled back', async () => {
  const { healthCall } = w.asterisk;
  const called: string[] = [];
  w.asterisk.healthCall = async (probe) => {
    const answer = await healthCall(probe);
    if (!probe.number || !answer.ok) return answer;
    called.push(probe.number);
    return probe.number === '+15550106'
      ? { ok: true, value: { ...answer.value, resolved: [`${tag}-000009`] } }
      : answer;
  };
  const job = await apply(w);
  expect(job).toMatchObject({ status: 'ROLLED_BACK', error: { step: 'verify', object: 'the health call' } });
  expect(job.error?.detail).toContain('to +15550106 came to');
  expect(called).toContain('+15550101');
  expect(await state()).toBe(before);
  w.asterisk.healthCall = healthCall;
  expect((await apply(w)).status).toBe('SUCCESS');
});

test('lamps that were watched while a withdrawn version was live show the phones of the one before', async () => {
  const shown: [generation: number, pointer: unknown][] = [];
  Object.assign(w.asterisk, {
    refreshLamps: async (_tag: string, generation: number) => {
      shown.push([generation, await w.asterisk.readPointer(tag)]);
      return { ok: true, value: 0 };
    },
  });
  const { healthCall } = w.asterisk;
  w.asterisk.healthCall = async (probe) => {
    const answer = await healthCall(probe);
    return answer.ok ? { ok: true, value: { ...answer.value, resolved: [`${tag}-000009`] } } : answer;
  };
  expect((await apply(w)).status).toBe('ROLLED_BACK');
  const { value } = (await w.asterisk.readPointer(tag)) as { value: number };
  expect(shown).toEqual([[value, { ok: true, value }]]);
});

test('numbers that lead nowhere are named in the job, and are no failure', async () => {
  const { defaultDestination: _none, ...tenant } = NEW.tenant;
  w.records.model = { ...w.records.model, tenant: { ...NEW, tenant } };
  const job = await apply(w);
  expect(job.status).toBe('SUCCESS');
  expect(job.warnings).toContain('1 number has no destination and the tenant has no default: callers are refused.');
});

test('the database gone when the result is due: the new state stays live, the result is told later', async () => {
  const { finish } = w.records;
  w.records.finish = () =>
    Promise.reject(Object.assign(new Error('down'), { failure: { code: 'database.down', detail: 'down' } }));
  const job = await apply(w);
  expect(job.status).toBe('SUCCESS');
  expect(job.warnings.join()).toContain('database.down');
  expect(w.records.jobs.get(job.id)).toBe('RUNNING');
  w.records.finish = finish;
  expect(await recovery(w)).toEqual([{ id: job.id, result: 'SUCCESS', told: true }]);
  expect(w.records.jobs.get(job.id)).toMatchObject({ status: 'SUCCESS' });
});

test('the lock lost on the way: rolled back before the flip', async () => {
  const lost = new AbortController();
  const job = await apply(w, (point) => void (point === 'asterisk.putKeys' && lost.abort()), lost.signal);
  expect(job).toMatchObject({ status: 'ROLLED_BACK', error: { code: 'database.down', step: 'flip' } });
  expect(await state()).toBe(before);
});

test('Asterisk gone for good in the middle: help is asked for with commands, and once it is back the old state returns by itself', async () => {
  const job = await apply(
    w,
    (point, when) => void (point === 'asterisk.setPointer' && when === 'after' && (w.asterisk.down = true)),
  );
  expect(job.status).toBe('NEEDS_HELP');
  expect(job.error?.commands).toContain(`asterisk -rx 'database put sc/ptr ${tag} 2'`);
  expect(await recovery(w)).toEqual([{ id: job.id, result: 'waiting', detail: 'Asterisk' }]);
  w.asterisk.down = false;
  expect(await recovery(w)).toEqual([{ id: job.id, result: 'ROLLED_BACK', told: true }]);
  expect(await state()).toBe(before);
  expect(w.records.jobs.get(job.id)).toMatchObject({ status: 'ROLLED_BACK' });
});

test('a disk that fills up while files are swapped: rolled back', async () => {
  await withOlderFile();
  let full = false;
  const job = await apply(w, (point, when) => {
    full ||= point === 'files.swap';
    if (full && point === 'disk.rename' && when === 'before')
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  });
  expect(job.error?.step).toBe('write');
  expect(job.error?.remedy).toContain('Make room');
  expect(['ROLLED_BACK', 'NEEDS_HELP']).toContain(job.status);
  await recovery(w);
  expect(await state()).toBe(before);
});

test('a disk that is full, or a folder that refuses, at the back-up: nothing touched, and no half made generation', async () => {
  await withOlderFile();
  const kept = () => readdirSync(join(w.root, 'state/generations'));
  const generations = kept();
  for (const [point, errno] of [
    ['disk.write', 'ENOSPC'],
    ['disk.rename', 'EROFS'],
  ] as const) {
    const job = await apply(w, (at, when) => {
      if (at === point && when === 'before') throw Object.assign(new Error(errno), { code: errno });
    });
    expect(job).toMatchObject({ status: 'FAILED', error: { step: 'backup' } });
  }
  expect(kept()).toEqual(generations);
  expect(await state()).toBe(before);
});

test('a rollback says what it brought back', async () => {
  await withOlderFile();
  let calls = 0;
  const job = await apply(w, (point, when) => {
    if (point === 'asterisk.healthCall' && when === 'before' && ++calls === 1) throw new Error('no');
  });
  expect(job.steps.find((step) => step.step === 'restore')).toMatchObject({
    state: 'done',
    detail:
      'generation 2 is live again; 1 phone as before; 1 new phone removed; 1 new mailbox removed; 1 file as before; dialplan reloaded; checked',
  });
});

test('a device revoked and a user suspended meanwhile stay so, through an apply and through its undo', async () => {
  w.records.facts = {
    tenantSuspended: false,
    suspendedUsers: new Set([OLD.users[0]!.id]),
    revoked: new Set([`${tag}-000003`]),
  };
  await w.realtime.setContext([`${tag}-000001`], `sc-off-${tag}`);
  let calls = 0;
  const done = await apply(w, (point, when) => {
    if (point === 'asterisk.healthCall' && when === 'before' && ++calls === 1) throw new Error('no');
  });
  expect(done.status).toBe('ROLLED_BACK');
  const rows = await w.realtime.readAll(tag);
  expect(rows.ok && rows.value.map((row) => [row.id, row.endpoint.context])).toEqual([
    [`${tag}-000001`, `sc-off-${tag}`],
    [`${tag}-000002`, `sc-t-${tag}`],
  ]);
  expect(existsSync(join(w.root, 'etc', path))).toBe(true);
});

test('generations that a call may still hold are kept, then collected', async () => {
  w.asterisk.ages = [30];
  expect((await apply(w)).status).toBe('SUCCESS');
  const kept = await w.asterisk.generations(tag);
  expect(kept.ok && kept.value.length).toBe(2);
  w.asterisk.ages = [];
  w.records.model = { ...w.records.model, tenant: OLD };
  expect((await apply(w)).status).toBe('SUCCESS');
  const left = await w.asterisk.generations(tag);
  expect(left.ok && left.value).toHaveLength(1);
});

test('a clean-up that fails: SUCCESS with a warning, and recovery goes on with it', async () => {
  let deletes = 0;
  const job = await apply(w, (point, when) => {
    if (point === 'realtime.transact' && when === 'before' && ++deletes === 2) throw new Error('away');
  });
  expect(job.status).toBe('SUCCESS');
  expect(job.warnings.join()).toContain('clean-up');
  const left = await w.realtime.readAll(tag);
  expect(left.ok && left.value).toHaveLength(3);
  expect(await recovery(w)).toEqual([{ id: job.id, result: 'SUCCESS', told: true }]);
  const rows = await w.realtime.readAll(tag);
  expect(rows.ok && rows.value).toHaveLength(2);
});
