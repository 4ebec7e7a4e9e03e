// oxlint-disable vitest/no-conditional-expect, vitest/valid-expect -- a walk expects by kind of procedure, and names it in the message
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxId, JobId } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { labPostgres, type LabPostgres } from '../../tests/lab/index.ts';
import { fakeAsterisk } from './features/apply/apply.fake.ts';
import { applyService, type ApplyDeps, type ApplyRecord, type ApplyService } from './features/apply/index.ts';
import { ensureBootstrapCode, resolveSession } from './features/access/index.ts';
import { ensureBox } from './features/box/index.ts';
import { PROMPT_STEPS } from './features/callflow/prompt-steps.sample.ts';
import { ownedFiles } from './platform/files/index.ts';
import { journalFolder } from './platform/journal/index.ts';
import { keyring } from './platform/crypto/index.ts';
import { openDatabase, type AppDatabase } from './platform/database/index.ts';
import { createLog } from './platform/log/index.ts';
import { sqliteRealtime } from './platform/realtime/index.ts';
import { mintPlatformScope, openApiDocument, restHandler, systemActor, type ProcedureMeta } from './rpc/index.ts';
import { emergencyWalk } from './router.emergency.fake.ts';
import { handlingWalk } from './router.handling.fake.ts';
import { queueWalk } from './router.queue.fake.ts';
import { FAKE_SPOOL, mailWalk, MESSAGE_ACTS } from './router.mail.fake.ts';
import { spendingWalk } from './router.spending.fake.ts';
import { anyTestCallWalk, newTrunk, testCallWalk } from './router.test-call.fake.ts';
import { inTenant, type World } from './router.walk.fake.ts';
import { contextOf, fakeRouter, type Document } from './router.fake.ts';

/*
 * Every procedure is called once, in an order that makes sense, on a real PostgreSQL and through REST where it has a
 * REST face. A procedure that is added without a step here fails the first test.
 */
const PASSWORD = 'tall giraffe eats 7';
const NEXT = 'quiet river bends 8';
const everywhere = mintPlatformScope(systemActor('test'));
const state = mkdtempSync(join(tmpdir(), 'router-'));
let logged = '';
const log = createLog({ level: 'debug', to: { write: (line: string) => void (logged += line) } });
let server: LabPostgres;
let database: AppDatabase;
let walked: ReturnType<typeof fakeRouter>;
let document: Document;
let rest: ReturnType<typeof restHandler>;
let service: ApplyService;
let closeApply: () => Promise<void>;

interface Procedure {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly meta: ProcedureMeta;
}
const procedures = () =>
  new Map(
    Object.entries(walked.router._def.procedures as unknown as Record<string, { _def: Procedure }>).map(
      ([path, { _def }]) => [path, _def],
    ),
  );

interface Step {
  readonly path: string;
  readonly input?: (world: World) => object | Promise<object>;
  readonly keep?: (answer: World, world: World) => void;
  /** Whose token: the platform admin's unless said. */
  readonly as?: string;
}
const user = (world: World) => ({ ...inTenant(world), id: world['user'] as string });
const did = (world: World) => ({ ...inTenant(world), id: world['did'] as string });
const device = (world: World) => ({ ...inTenant(world), id: world['device'] as string });

const trunk = (w: World) => ({ id: w['trunk'].id as string, revision: w['trunk'].revision as number });
const keepTrunk = (a: World, w: World): void => void (w['trunk'] = a);
const policy = (w: World) => ({ ...inTenant(w), id: w['policy'].id as string });
const keepPolicy = (a: World, w: World): void => void (w['policy'] = a);
const keepOutbound = (a: World, w: World): void => void (w['outbound'] = a);

const flow = (w: World) => ({ ...inTenant(w), id: w['flow'].id as string });
const keepFlow = (a: World, w: World): void => void (w['flow'] = a);

/** A time that none of these tests lives to see. */
const tomorrow = { mode: 'at', at: new Date(Date.now() + 86_400_000).toISOString() };

/** By hand, in the first file of a folder of ours. */
function edit(folder: string): void {
  const at = join(state, 'etc/extensions.d/synergycall', folder);
  const [file = ''] = readdirSync(at).filter((name) => name.endsWith('.conf'));
  appendFileSync(join(at, file), '; by hand\n');
}
const keepSeen = (a: World, w: World): void => {
  expect(a['items']).toHaveLength(1);
  w['seen'] = a['items'].map(({ key, seen }: World) => ({ key, seen }));
};

const WALK: readonly Step[] = [
  { path: 'auth.status' },
  {
    path: 'auth.bootstrap',
    as: 'nobody',
    input: (w) => ({ code: w['code'] as string, name: 'Root', email: 'root@example.com', password: PASSWORD }),
    keep: (a, w) => (w['admin'] = a['token']),
  },
  { path: 'auth.me' },
  { path: 'auth.changePassword', input: () => ({ current: PASSWORD, next: NEXT }) },
  {
    path: 'auth.signIn',
    as: 'nobody',
    input: () => ({ email: 'root@example.com', password: NEXT }),
    keep: (a, w) => (w['second'] = a['token']),
  },
  { path: 'box.get', keep: (a, w) => (w['boxRevision'] = a['revision']) },
  { path: 'box.update', input: (w) => ({ revision: w['boxRevision'] as number, name: 'Head office' }) },
  { path: 'health.get' },
  { path: 'diagnostics.doctor' },
  {
    path: 'tenant.create',
    input: () => ({ name: 'Acme' }),
    keep: (a, w) => Object.assign(w, { tenant: a['id'], tenantRevision: a['revision'] }),
  },
  { path: 'tenant.list' },
  { path: 'tenant.get', input: inTenant },
  {
    path: 'tenant.update',
    input: (w) => ({ ...inTenant(w), revision: w['tenantRevision'] as number, timezone: 'Europe/Berlin' }),
  },
  { path: 'user.nextExtension', input: inTenant },
  {
    path: 'user.create',
    input: (w) => ({ ...inTenant(w), name: 'Ann', email: 'ann@example.com' }),
    keep: (a, w) =>
      Object.assign(w, {
        user: a['user'].id,
        userRevision: a['user'].revision,
        firstDevice: a['device'].id,
        secrets: [a['credentials'].secret],
      }),
  },
  { path: 'user.list', input: (w) => ({ ...inTenant(w), search: 'ann', descending: true, limit: 10 }) },
  { path: 'user.get', input: user },
  { path: 'user.update', input: (w) => ({ ...user(w), revision: w['userRevision'] as number, name: 'Ann Lee' }) },
  {
    path: 'device.create',
    input: (w) => ({ ...inTenant(w), userId: w['user'] as string, label: 'Soft phone', transport: 'wss' }),
    keep: (a, w) => (Object.assign(w, { device: a['device'].id }), w['secrets'].push(a['credentials'].secret)),
  },
  { path: 'device.list', input: inTenant },
  { path: 'device.update', input: (w) => ({ ...device(w), revision: 1, label: 'Laptop' }) },
  { path: 'device.resetSecret', input: device, keep: (a, w) => w['secrets'].push(a['credentials'].secret) },
  { path: 'device.live', input: inTenant },
  { path: 'device.onLive', input: inTenant },
  {
    path: 'account.create',
    input: (w) => ({
      ...inTenant(w),
      name: 'Ann',
      email: 'ann@example.com',
      password: PASSWORD,
      role: 'end_user',
      userId: w['user'] as string,
    }),
  },
  { path: 'account.list', input: inTenant },
  {
    path: 'auth.signIn',
    as: 'nobody',
    input: () => ({ email: 'ann@example.com', password: PASSWORD }),
    keep: (a, w) => (w['ann'] = a['token']),
  },
  {
    path: 'did.create',
    input: () => ({ number: '+49301234567', label: 'Main', portInOn: '2027-01-31' }),
    keep: (a, w) => (w['did'] = a['id']),
  },
  { path: 'did.inventory', input: () => ({ status: 'free', search: '30 12', limit: 10, descending: true }) },
  { path: 'did.change', input: (w) => ({ id: w['did'] as string, revision: 1, note: 'ordered' }) },
  { path: 'did.allocate', input: (w) => ({ ids: [w['did'] as string], to: w['tenant'] as string }) },
  { path: 'did.list', input: (w) => ({ ...inTenant(w), sort: 'label' }) },
  { path: 'did.update', input: (w) => ({ ...did(w), revision: 3, label: 'Head office' }) },
  {
    path: 'did.assign',
    input: (w) => ({ ...did(w), revision: 4, target: { kind: 'user', userId: w['user'] as string } }),
  },
  { path: 'did.get', input: did },
  { path: 'user.references', input: user },
  { path: 'did.assignMany', input: (w) => ({ ...inTenant(w), ids: [w['did'] as string], target: null }) },
  { path: 'did.return', input: (w) => ({ ...inTenant(w), ids: [w['did'] as string] }) },
  { path: 'did.deallocate', input: (w) => ({ ids: [w['did'] as string] }) },
  { path: 'did.export', input: () => ({ format: 'csv' }), keep: (a, w) => (w['numbers'] = a['text']) },
  { path: 'did.remove', input: (w) => ({ ids: [w['did'] as string] }) },
  {
    path: 'did.previewImport',
    input: (w) => ({ format: 'csv', text: w['numbers'] as string }),
    keep: (a, w) => (w['importMark'] = a['mark']),
  },
  {
    path: 'did.import',
    input: (w) => ({ format: 'csv', text: w['numbers'] as string, mark: w['importMark'] as string }),
    keep: (a, w) => (w['import'] = a['importId']),
  },
  { path: 'did.listImports' },
  { path: 'did.undoImport', input: (w) => ({ id: w['import'] as string }) },
  { path: 'self.profile', as: 'ann' },
  { path: 'self.devices', as: 'ann' },
  { path: 'self.updateHandling', as: 'ann', input: () => ({ dnd: true, ringSeconds: 15 }) },
  { path: 'self.handling', as: 'ann' },
  { path: 'self.setVoicemailPin', as: 'ann', input: () => ({ pin: '4711' }) },
  { path: 'voicemail.setPin', input: (w) => ({ ...user(w), pin: null }) },
  ...handlingWalk,
  ...mailWalk,
  ...queueWalk,
  { path: 'self.live', as: 'ann' },
  { path: 'self.onLive', as: 'ann' },
  { path: 'applies.boxPending' },
  { path: 'applies.summary' },
  { path: 'applies.startBox', keep: (a, w) => (w['boxJob'] = a['id']) },
  { path: 'applies.onBoxJob', input: (w) => ({ id: w['boxJob'] as string }) },
  { path: 'applies.boxJob', input: (w) => ({ id: w['boxJob'] as string }) },
  { path: 'applies.startBox', input: () => ({ schedule: tomorrow }), keep: (a, w) => (w['plannedBox'] = a['id']) },
  { path: 'applies.cancelBox', input: (w) => ({ id: w['plannedBox'] as string }) },
  {
    path: 'applies.start',
    input: (w) => ({ ...inTenant(w), schedule: tomorrow }),
    keep: (a, w) => (w['planned'] = a['id']),
  },
  { path: 'applies.cancel', input: (w) => ({ ...inTenant(w), id: w['planned'] as string }) },
  {
    path: 'freeze.add',
    input: (w) => ({
      ...inTenant(w),
      window: { kind: 'weekly', days: ['sat', 'sun'], from: '22:00', until: '06:00' },
      reason: 'Nights of the weekend',
    }),
    keep: (a, w) => (w['freeze'] = a['id']),
  },
  { path: 'freeze.list', input: inTenant },
  { path: 'freeze.remove', input: (w) => ({ ...inTenant(w), id: w['freeze'] as string }) },
  { path: 'applies.pending', input: inTenant },
  { path: 'applies.preview', input: inTenant },
  { path: 'applies.start', input: (w) => ({ ...inTenant(w), reason: 'first' }), keep: (a, w) => (w['job'] = a['id']) },
  { path: 'applies.onJob', input: (w) => ({ ...inTenant(w), id: w['job'] as string }) },
  { path: 'applies.job', input: (w) => ({ ...inTenant(w), id: w['job'] as string }) },
  { path: 'applies.jobs', input: (w) => ({ ...inTenant(w), search: 'first' }) },
  { path: 'applies.allJobs', input: () => ({ limit: 2 }) },
  { path: 'drift.get', input: (w) => (edit('tenants'), { ...inTenant(w), now: true }), keep: keepSeen },
  { path: 'drift.adopt', input: (w) => ({ ...inTenant(w), items: w['seen'] as object }) },
  { path: 'drift.get', input: (w) => (edit('tenants'), { ...inTenant(w), now: true }), keep: keepSeen },
  {
    path: 'drift.reapply',
    input: (w) => ({ ...inTenant(w), items: w['seen'] as object, reason: 'not by hand' }),
    keep: (a, w) => (w['reapplied'] = a['id']),
  },
  { path: 'drift.box', input: () => (edit(''), { now: true }), keep: keepSeen },
  { path: 'drift.adoptBox', input: (w) => ({ items: w['seen'] as object }) },
  { path: 'drift.dropAdoption', input: (w) => ({ name: String(w['seen'][0].key).replace('file:', '') }) },
  { path: 'drift.box', input: () => (edit(''), { now: true }), keep: keepSeen },
  {
    path: 'drift.reapplyBox',
    input: (w) => ({ items: w['seen'] as object }),
    keep: (a, w) => (w['reappliedBox'] = a['id']),
  },
  {
    path: 'history.generations',
    input: inTenant,
    keep: (a, w) => (w['generation'] = a['rows'][0].generation),
  },
  {
    path: 'history.compare',
    input: (w) => ({ ...inTenant(w), from: w['generation'] as number, to: 'model' }),
  },
  { path: 'user.get', input: user, keep: (a, w) => (w['userRevision'] = a['user'].revision) },
  { path: 'user.update', input: (w) => ({ ...user(w), revision: w['userRevision'] as number, name: 'Ann Smith' }) },
  {
    path: 'history.restorePlan',
    input: (w) => ({ ...inTenant(w), generation: w['generation'] as number }),
    keep: (a, w) => (w['mark'] = a['mark']),
  },
  {
    path: 'history.restore',
    input: (w) => ({ ...inTenant(w), generation: w['generation'] as number, mark: w['mark'] as string }),
  },
  { path: 'history.boxGenerations', keep: (a, w) => (w['boxGeneration'] = a['rows'][0].generation) },
  { path: 'history.boxCompare', input: (w) => ({ from: w['boxGeneration'] as number, to: 'model' }) },
  { path: 'box.get', keep: (a, w) => (w['boxRevision'] = a['revision']) },
  { path: 'box.update', input: (w) => ({ revision: w['boxRevision'] as number, emergencyEndpoint: 'carrier' }) },
  {
    path: 'history.boxRestorePlan',
    input: (w) => ({ generation: w['boxGeneration'] as number }),
    keep: (a, w) => (w['boxMark'] = a['mark']),
  },
  {
    path: 'history.boxRestore',
    input: (w) => ({ generation: w['boxGeneration'] as number, mark: w['boxMark'] as string }),
  },
  { path: 'history.restoreAllPlan', input: () => ({ at: new Date().toISOString() }) },
  { path: 'history.restoreAll', input: () => ({ at: new Date().toISOString() }) },
  { path: 'trace.explain', input: (w) => ({ ...inTenant(w), dialled: '1001' }) },
  { path: 'trace.reaches', input: (w) => ({ ...inTenant(w), userId: user(w).id }) },
  {
    path: 'flow.create',
    input: (w) => ({
      ...inTenant(w),
      name: 'Opening hours',
      settings: { kind: 'schedule', week: Array.from({ length: 7 }, () => []), holidays: [] },
    }),
    keep: keepFlow,
  },
  { path: 'flow.update', input: (w) => ({ ...flow(w), revision: w['flow'].revision, name: 'Hours' }), keep: keepFlow },
  { path: 'flow.list', input: (w) => ({ ...inTenant(w), kind: 'schedule', search: 'hours' }) },
  { path: 'flow.override', input: (w) => ({ ...flow(w), override: 'open' }), keep: keepFlow },
  { path: 'flow.get', input: flow },
  { path: 'flow.references', input: flow },
  { path: 'flow.delete', input: (w) => ({ ...flow(w), revision: w['flow'].revision }) },
  ...PROMPT_STEPS,
  { path: 'trunk.create', input: (w) => ({ ...inTenant(w), ...newTrunk(w) }), keep: keepTrunk },
  { path: 'trunk.update', input: (w) => ({ ...inTenant(w), ...trunk(w), channelLimit: 10 }), keep: keepTrunk },
  { path: 'trunk.list', input: inTenant },
  { path: 'trunk.live', input: inTenant },
  ...testCallWalk,
  ...spendingWalk,
  ...emergencyWalk,
  {
    path: 'policy.create',
    input: (w) => ({
      ...inTenant(w),
      name: 'Standard',
      rules: [
        { name: 'Premium', match: { by: 'prefix', prefix: '+491900' }, act: { does: 'deny' } },
        { name: 'Germany', match: { by: 'country', codes: ['49'] }, act: { does: 'allow', trunks: [trunk(w).id] } },
      ],
    }),
    keep: keepPolicy,
  },
  { path: 'policy.duplicate', input: (w) => ({ ...policy(w), name: 'Another' }), keep: keepPolicy },
  {
    path: 'policy.update',
    input: (w) => ({ ...policy(w), revision: w['policy'].revision as number, rules: [] }),
    keep: keepPolicy,
  },
  { path: 'policy.get', input: policy },
  { path: 'policy.list', input: (w) => ({ ...inTenant(w), search: 'a', limit: 1 }) },
  { path: 'policy.settings', input: inTenant, keep: keepOutbound },
  {
    path: 'policy.updateSettings',
    input: (w) => ({
      ...inTenant(w),
      revision: w['outbound'].revision as number,
      dialling: {
        countryCode: '49',
        nationalPrefix: '0',
        internationalPrefix: '00',
        outsidePrefix: '',
        bare: 'local',
        areaCode: '30',
      },
      callsPerMinute: 30,
    }),
  },
  { path: 'policy.delete', input: policy },
  {
    path: 'policy.list',
    input: inTenant,
    keep: (a, w) => (w['policy'] = a['rows'][0]),
  },
  { path: 'policy.delete', input: policy },
  { path: 'trunk.delete', input: (w) => ({ ...inTenant(w), id: trunk(w).id }) },
  {
    path: 'trunk.createAny',
    input: (w) => ({ ...newTrunk(w), inTenant: null, kind: 'ip', matchAddresses: ['203.0.113.0/24'] }),
    keep: keepTrunk,
  },
  { path: 'trunk.updateAny', input: (w) => ({ ...trunk(w), matchAddresses: [] }), keep: keepTrunk },
  { path: 'trunk.listAll' },
  { path: 'trunk.liveAll' },
  ...anyTestCallWalk,
  { path: 'trunk.deleteAny', input: (w) => ({ id: trunk(w).id }) },
  { path: 'user.suspend', input: user },
  { path: 'user.restore', input: user },
  { path: 'tenant.suspend', input: inTenant },
  { path: 'tenant.restore', input: inTenant },
  { path: 'device.revoke', input: device },
  { path: 'user.get', input: user, keep: (a, w) => (w['userRevision'] = a['user'].revision) },
  { path: 'user.delete', input: (w) => ({ ...user(w), revision: w['userRevision'] as number }) },
  { path: 'applies.startAll', keep: (a, w) => (w['all'] = a['jobs'][0].id) },
  { path: 'audit.list', input: (w) => ({ ...inTenant(w), limit: 200 }), keep: (a, w) => (w['record'] = a) },
  { path: 'auth.signOut', as: 'second' },
];
const world: World = {};
const answers: string[] = [];

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  database = openDatabase(lab.url);
  const box = await ensureBox(database, everywhere, { name: 'box' });
  const boxId: BoxId = box.id;
  const etc = join(state, 'etc');
  mkdirSync(join(etc, 'extensions.d/synergycall'), { recursive: true });
  const realtime = sqliteRealtime({ file: join(state, 'pbx.sqlite3') });
  await realtime.ensureSchema();
  const deps: ApplyDeps = {
    boxId,
    database,
    keyring: keyring({ current: 'k1test', keys: { k1test: Buffer.alloc(32, 7).toString('base64') } }),
    realtime,
    asterisk: fakeAsterisk(etc, realtime),
    files: ownedFiles({ etc, state: join(state, 'apply') }),
    journals: journalFolder<ApplyRecord>(join(state, 'journal')),
    log,
  };
  service = applyService(deps);
  closeApply = async () => {
    await service.close();
    await realtime.close();
  };
  walked = fakeRouter(database, boxId, { ...deps, service });
  document = (await openApiDocument(walked.router, { version: '0', baseUrl: '/api/v1' })) as unknown as Document;
  rest = restHandler({ router: walked.router, log });
  world['database'] = database;
  world['code'] = await ensureBootstrapCode(database);
});
afterAll(async () => {
  walked?.close();
  await closeApply?.();
  await database?.close();
  await server?.release();
  rmSync(state, { recursive: true, force: true });
  rmSync(FAKE_SPOOL, { recursive: true, force: true });
});

test('the walk goes through every procedure', () => {
  expect([...new Set(WALK.map((step) => step.path))].toSorted()).toEqual([...procedures().keys()].toSorted());
});

test.each(WALK.map((step, n) => [n, step.path, step] as const))(
  '%i: %s works, answers as documented, and leaves its record',
  async (_, path, step) => {
    const { type, meta } = procedures().get(path)!;
    const before = await recordSize();
    const token = step.as === 'nobody' ? undefined : (world[step.as ?? 'admin'] as string | undefined);
    const input = (await step.input?.(world)) ?? {};
    const answer = meta.openapi
      ? await overRest(meta.openapi, input, token)
      : await direct(path, step.input && input, token);
    if (type === 'mutation') expect(await recordSize()).toBeGreaterThan(before);
    else if (type === 'query') expect(await recordSize()).toBe(before);
    if (!/^(auth\.|user\.create|device\.(create|resetSecret))/.test(path)) answers.push(JSON.stringify(answer));
    step.keep?.(answer, world);
    // An apply goes on by itself, and its end is a row of the record too.
    const followed = {
      'applies.onJob': 'job',
      'applies.onBoxJob': 'boxJob',
      'applies.startAll': 'all',
      'drift.reapply': 'reapplied',
      'drift.reapplyBox': 'reappliedBox',
    }[path];
    if (followed) await service.ended(world[followed] as JobId);
  },
);

test('the record names actor, action, entity and source of each change', async () => {
  const rows = await database.read(everywhere, ({ db }) => db.selectFrom('audit').selectAll().execute());
  for (const row of rows) expect(row.actor_name).not.toBe('');
  const byPeople = rows.filter((row) => !['system', 'start', 'test'].includes(row.actor_name));
  expect(
    byPeople.every((row) => row.source === '192.0.2.1'),
    'a source address',
  ).toBe(true);
  expect(world['record'].total).toBeGreaterThan(10);
});

test('no secret is in the record, the log, or an answer that does not hand it out', async () => {
  const rows = await database.read(everywhere, ({ db }) => db.selectFrom('audit').selectAll().execute());
  const places = { record: JSON.stringify(rows), log: logged, answers: answers.join('\n') };
  const secrets = [
    ...(world['secrets'] as string[]),
    PASSWORD,
    NEXT,
    world['admin'],
    world['ann'],
    world['code'],
  ] as string[];
  for (const [place, text] of Object.entries(places)) {
    expect(text.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(text.includes(secret), place).toBe(false);
    expect(text, place).not.toMatch(/\$argon2|"v1\.k\w+\./);
  }
});

test('the document is sound: ids once, parameters declared, references resolved', () => {
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  expect(new Set(operations.map((o) => o.operation.operationId)).size).toBe(operations.length);
  for (const { path, operation } of operations) {
    const declared = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
    expect(declared.toSorted(), path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((m) => String(m[1])).toSorted());
  }
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([\w.-]+)"/g))
    expect(Object.keys(document.components.schemas)).toContain(name);
});

// Or one that a person alone may get wrong, who is gone by then (tests/contract asks).
const PERSONS = ['self.updateHandling', 'self.setVoicemailPin', 'self.setQueue', ...MESSAGE_ACTS];
const NO_INPUT = ['auth.signOut', 'applies.startBox', 'applies.startAll', ...PERSONS];
const operations = [...new Set(WALK.map((s) => s.path))];
test.each(operations)('%s answers bad input and strangers as documented', async (path) => {
  const { meta } = procedures().get(path)!;
  if (!meta.openapi) return expect(procedures().get(path)!.type).toBe('subscription');
  const isPublic = meta.guard?.kind === 'public';
  const asked = { tenantId: world['tenant'] as string, id: world['user'] as string };
  if (!isPublic) expect((await ask(meta.openapi, asked, undefined)).status).toBe(401);
  const takesInput = meta.openapi.path.includes('{') || ['POST', 'PATCH'].includes(meta.openapi.method);
  // Nothing to get wrong: no input at all.
  if (!takesInput || NO_INPUT.includes(path)) return undefined;
  const bad = await ask(meta.openapi, { tenantId: 'not an id', id: '../etc' }, world['admin'] as string);
  expect(bad.status).toBe(400);
  expect(bad.body).toMatchObject({ code: 'input.invalid', failure: { issues: expect.any(Array) } });
  expect(JSON.stringify(bad.body)).not.toContain('not an id');
});

async function recordSize(): Promise<number> {
  const row = await database.read(everywhere, ({ db }) =>
    db.selectFrom('audit').select(db.fn.countAll<string>().as('n')).executeTakeFirstOrThrow(),
  );
  return Number(row.n);
}

async function contextFor(token: string | undefined) {
  const session = token === undefined ? undefined : await resolveSession(database, token, 'bearer');
  return { ...contextOf(database, undefined, log), session };
}

async function direct(path: string, input: object | undefined, token: string | undefined): Promise<World> {
  const caller = walked.router.createCaller(await contextFor(token)) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  const [feature = '', name = ''] = path.split('.');
  const answer = await caller[feature]![name]!(input);
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return answer as World;
  const stream = (answer as AsyncIterable<World>)[Symbol.asyncIterator]();
  const first = await stream.next();
  await stream.return?.();
  return first.value as World;
}

/** A good call: 200, in the documented form. */
async function overRest(
  openapi: NonNullable<ProcedureMeta['openapi']>,
  input: object,
  token: string | undefined,
): Promise<World> {
  const { status, body } = await ask(openapi, input, token);
  expect(body).not.toHaveProperty('failure');
  expect(status).toBe(200);
  return body;
}

async function ask(
  openapi: NonNullable<ProcedureMeta['openapi']>,
  input: object,
  token: string | undefined,
): Promise<{ status: number; body: World }> {
  const left = new Map(Object.entries(input));
  const path = openapi.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = encodeURIComponent(String(left.get(name)));
    left.delete(name);
    return value;
  });
  const hasBody = openapi.method !== 'GET' && openapi.method !== 'DELETE';
  const query = hasBody
    ? ''
    : `?${new URLSearchParams([...left].map(([key, value]): [string, string] => [key, String(value)])).toString()}`;
  const request = new Request(`https://agent.example/api/v1${path}${query}`, {
    method: openapi.method,
    ...(hasBody && { body: JSON.stringify(Object.fromEntries(left)), headers: { 'content-type': 'application/json' } }),
  });
  const response = await rest({ request, path, createContext: () => contextFor(token) });
  const body = (await response.json()) as World;
  const operation = document.paths[openapi.path]![openapi.method.toLowerCase()]!;
  const documented = operation.responses[String(response.status)];
  expect(documented, `status ${response.status} of ${openapi.path}`).toBeDefined();
  const resolved = JSON.parse(
    JSON.stringify({
      ...documented!.content['application/json'].schema,
      $defs: document.components.schemas,
    }).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as Parameters<typeof z.fromJSONSchema>[0];
  const checked = z.fromJSONSchema(resolved).safeParse(body);
  expect(checked.error?.issues, `the answer of ${openapi.path} is as documented`).toBeUndefined();
  return { status: response.status, body };
}
