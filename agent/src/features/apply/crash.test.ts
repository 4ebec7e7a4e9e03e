import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxId, BoxSnapshot, DeviceId, JobId, JobView, SipUsername, TenantId, TenantSnapshot, TenantTag, UserId } from '@synergycall/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disk, ownedFiles, type FileOps } from '../../platform/files/index.ts';
import { journalFolder } from '../../platform/journal/index.ts';
import { sqliteRealtime, type RealtimeStore } from '../../platform/realtime/index.ts';
import { fakeAsterisk, fakeRecords, type FakeAsterisk, type FakeRecords } from './apply.fake.ts';
import type { ApplyRecord } from './journal-records.ts';
import type { JobOrder } from './ports.ts';
import { recoverAll } from './recover.ts';
import { render } from './render.ts';
import { runApply } from './runner.ts';
import type { RunnerDeps, Sides } from './sides.ts';

const tag = 'a7k2' as TenantTag;
const box: BoxSnapshot = { version: 1, box: { id: 'b00000000000' as BoxId, realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null } };
const userId = (n: number) => `v0000000000${n}` as UserId;
const person = (n: number, name: string) => ({ id: userId(n), name, extension: 1000 + n, voicemailEnabled: false });
const phone = (n: number, secretVersion = 1) => ({
  id: `d0000000000${n}` as DeviceId, userId: userId(n), label: `Desk ${n}`, sipUsername: `${tag}-00000${n}` as SipUsername,
  transport: 'udp' as const, nat: 'auto' as const, codecs: ['alaw' as const], secretVersion,
});
const tenant = (users: TenantSnapshot['users'], devices: TenantSnapshot['devices']): TenantSnapshot => ({ version: 1, tenant: { id: 't00000000000' as TenantId, tag, name: 'Acme', timezone: 'UTC' }, users, devices });
/** Ann stays and gets a new secret and name, Ben leaves, Cid comes. */
const OLD = tenant([person(1, 'Ann'), person(2, 'Ben')], [phone(1), phone(2)]);
const NEW = tenant([person(1, 'Ann Lee'), person(3, 'Cid')], [phone(1, 2), phone(3)]);

class Crash extends Error {}
type Hook = (point: string, when: 'before' | 'after') => void;

/** Every call of a store is a point at which the world may end. */
function watched<T extends object>(name: string, store: T, hook: Hook): T {
  return new Proxy(store, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (typeof value !== 'function' || typeof property !== 'string' || property === 'records') return value;
      return (...args: unknown[]) => {
        const point = `${name}.${property}`;
        hook(point, 'before');
        const result: unknown = Reflect.apply(value as (...a: unknown[]) => unknown, target, args.map((arg) => (typeof arg === 'function' ? arg : arg)));
        if (property === 'begin' && name === 'journals') return watched('journal', result as object, hook);
        if (!(result instanceof Promise)) return result;
        return result.then((settled) => {
          hook(point, 'after');
          return settled as unknown;
        });
      };
    },
  });
}

interface World {
  readonly root: string;
  readonly realtime: RealtimeStore;
  readonly asterisk: FakeAsterisk;
  readonly records: FakeRecords;
  sides(hook?: Hook): Sides;
}

async function world(): Promise<World> {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'apply-'));
  const etc = join(root, 'etc');
  mkdirSync(join(etc, 'extensions.d/synergycall'), { recursive: true });
  const realtime = sqliteRealtime({ file: join(root, 'pbx.sqlite3') });
  await realtime.ensureSchema();
  const asterisk = fakeAsterisk(etc, realtime);
  const digests = (device: { sipUsername: string; id: string }) => {
    const version = records.model.tenant?.devices.find((d) => d.id === device.id)?.secretVersion ?? 0;
    return createHash('md5').update(`${device.sipUsername}:${version}`).digest('hex');
  };
  const records = fakeRecords({ box, tenant: OLD, digests });
  const sides = (hook?: Hook): Sides => {
    const ops: FileOps = hook ? watched('disk', disk, hook) : disk;
    const plain: Sides = { records, realtime, asterisk, journals: journalFolder<ApplyRecord>(join(root, 'journal')), files: ownedFiles({ etc, state: join(root, 'state'), ops }) };
    if (!hook) return plain;
    return Object.fromEntries(Object.entries(plain).map(([name, store]) => [name, watched(name, store as object, hook)])) as unknown as Sides;
  };
  return { root, realtime, asterisk, records, sides };
}

let jobs = 0;
const order = (of: TenantSnapshot | null): JobOrder => ({
  id: `j${String(++jobs).padStart(11, '0')}` as JobId, boxId: box.box.id, tenant: of && { id: of.tenant.id, tag, name: of.tenant.name },
  actor: { accountId: null, name: 'Test' }, reason: null, requestedAt: new Date().toISOString(),
});
const deps = (sides: Sides, seen: JobView[] = []): RunnerDeps => ({
  ...sides, render, owner: { pid: 1, started: 'dead' }, now: Date.now, onProgress: (job) => seen.push(job), patience: { restoreMs: 300, retryMs: 5 },
});
const apply = (w: World, hook?: Hook, lost = new AbortController().signal) => runApply(deps(w.sides(hook)), order(OLD), lost);
const recovery = (w: World) => recoverAll({ ...deps(w.sides()), isAtWork: () => false });

function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile()).toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
/** All that calls can see: pointer, the generation it points at (by content), rows, files and what Asterisk loaded. */
async function live(w: World) {
  const pointer = w.asterisk.astdb.get(`sc/ptr/${tag}`);
  const keys = [...w.asterisk.astdb].filter(([path]) => pointer !== undefined && path.startsWith(`sc/g/${tag}/${pointer}/`) && !path.endsWith('/meta')).map(([path, value]) => `${path.split('/').slice(4).join('/')}=${value}`).toSorted();
  const rows = await w.realtime.readAll(tag);
  const loaded = await w.asterisk.loadedDialplan();
  return { pointed: pointer !== undefined, keys, rows: rows.ok && rows.value, files: treeOf(join(w.root, 'etc')), loaded };
}

let w: World;
let box0: World['sides'] | undefined;
beforeEach(async () => {
  w = await world();
  box0 = w.sides;
});
afterEach(async () => {
  await w.realtime.close();
  rmSync(w.root, { recursive: true, force: true });
});
/** The core, then the old model of the tenant, both live. */
async function withOld(v: World): Promise<void> {
  expect((await runApply(deps(v.sides()), order(null), new AbortController().signal)).status).toBe('SUCCESS');
  v.records.model = { ...v.records.model, tenant: OLD };
  expect((await apply(v)).status).toBe('SUCCESS');
  v.records.model = { ...v.records.model, tenant: NEW };
}

test('core, first tenant and a change become live, step by step', async () => {
  expect(box0).toBeDefined();
  const first = await runApply(deps(w.sides()), order(null), new AbortController().signal);
  expect(first.error).toBeNull();
  const tenantJob = await apply(w);
  expect(tenantJob.error).toBeNull();
  expect(tenantJob.status).toBe('SUCCESS');
  expect(tenantJob.steps.map((s) => [s.step, s.state])).toEqual([
    ['check', 'done'], ['render', 'done'], ['validate', 'done'], ['backup', 'done'], ['write', 'done'],
    ['reload', 'done'], ['flip', 'done'], ['verify', 'done'], ['clean-up', 'done'], ['restore', 'skipped'],
  ]);
  w.records.model = { ...w.records.model, tenant: NEW };
  const changed = await apply(w);
  expect(changed.status).toBe('SUCCESS');
  expect(changed.steps.find((s) => s.step === 'reload')?.detail).toBe('nothing to reload');
  const rows = await w.realtime.readAll(tag);
  expect(rows.ok && rows.value.map((row) => row.id)).toEqual([`${tag}-000001`, `${tag}-000003`]);
  expect(w.asterisk.contactsDropped).toContain(`${tag}-000002`);
});

/** Runs the change once and names every point it passes, with the how-manieth time. */
async function pointsOfChange(): Promise<{ point: string; when: 'before' | 'after'; nth: number }[]> {
  const points: { point: string; when: 'before' | 'after'; nth: number }[] = [];
  const counts = new Map<string, number>();
  const v = await world();
  await withOldAndFile(v);
  await apply(v, (point, when) => {
    const nth = (counts.get(point + when) ?? 0) + 1;
    counts.set(point + when, nth);
    points.push({ point, when, nth });
  });
  await v.realtime.close();
  rmSync(v.root, { recursive: true, force: true });
  return points;
}

/** As withOld, and the tenant's file has to be written again too, so that every kind of effect takes part. */
async function withOldAndFile(v: World): Promise<void> {
  await withOld(v);
  const files = v.sides().files;
  const path = `extensions.d/synergycall/tenants/${tag}.conf`;
  const text = await files.read(path);
  if (!text.ok || text.value === undefined) throw new Error('no tenant file');
  const older = `; of an older version\n${text.value}`;
  await files.swap({ path, text: older });
  const { hashOf } = await import('../../platform/files/index.ts');
  await files.remember([{ path, hash: hashOf(older) }]);
  v.asterisk.restart();
}

const state = async (v: World) => JSON.stringify(await live(v));
async function oldAndNew(): Promise<{ before: string; after: string }> {
  const v = await world();
  await withOldAndFile(v);
  const before = await state(v);
  await apply(v);
  const after = await state(v);
  await v.realtime.close();
  rmSync(v.root, { recursive: true, force: true });
  return { before, after };
}

describe('kill -9 of the agent before and after every single effect', () => {
  test.each([
    ['alone', false],
    ['with Asterisk', true],
  ])('%s: what is live after the restart is the old state or the new one, never between', { timeout: 120_000 }, async (_title, asteriskToo) => {
    const { before, after } = await oldAndNew();
    const points = await pointsOfChange();
    const ends = new Map<string, number>();
    // With Asterisk dead too, `before` a point is `after` the one before it.
    for (const { point, when, nth } of points.filter((p) => !asteriskToo || p.when === 'after')) {
      const v = await world();
      await withOldAndFile(v);
      let passed = 0;
      let dead = false;
      const hook: Hook = (p, at) => {
        // Once dead, nothing more happens, whoever asks.
        if (dead) throw new Crash('dead');
        if (p === point && at === when && ++passed === nth) {
          dead = true;
          throw new Crash('killed');
        }
      };
      await apply(v, hook).catch(() => undefined);
      expect(dead, `${point} ${when} ${nth}`).toBe(true);
      if (asteriskToo) v.asterisk.restart();
      const recovered = await recovery(v);
      const where = `killed ${when} ${point} #${nth}, recovered ${JSON.stringify(recovered)}`;
      const now = await state(v);
      expect([before, after].includes(now), where).toBe(true);
      const job = [...v.records.jobs.values()][2];
      // What PostgreSQL says is what is live.
      if (typeof job === 'object' && job?.status === 'SUCCESS') expect(now, where).toBe(after);
      else expect(now, where).toBe(before);
      expect(await v.sides().journals.open(), where).toEqual([]);
      ends.set(recovered[0]?.result ?? 'nothing to recover', (ends.get(recovered[0]?.result ?? 'nothing to recover') ?? 0) + 1);
      await v.realtime.close();
      rmSync(v.root, { recursive: true, force: true });
    }
    expect([...ends.keys()].toSorted()).toEqual(['ROLLED_BACK', 'SUCCESS', 'nothing to recover']);
  });
});
