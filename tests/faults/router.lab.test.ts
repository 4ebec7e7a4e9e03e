import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyRouter } from '../../agent/src/features/apply/index.ts';
import { resetSecret } from '../../agent/src/features/device/index.ts';
import { hashOf } from '../../agent/src/platform/files/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { createCallerFactory, type RequestContext } from '../../agent/src/rpc/index.ts';
import type { JobView, TenantId } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';

let box: TestBox;
beforeAll(async () => {
  box = await testBox();
}, 120_000);
afterAll(() => box?.release());

function caller(role: 'platform_admin' | 'tenant_admin', tenantId: TenantId | null) {
  const session = {
    id: 's00000000000',
    accountId: 'a00000000000',
    name: 'Ada',
    email: 'ada@example.com',
    grants: [{ role, tenantId, userId: null }],
    expiresAt: new Date(Date.now() + 60_000),
    via: 'bearer',
    csrf: null,
  };
  const context = {
    database: box.database,
    log: createLog({ level: 'silent' }),
    source: null,
    userAgent: null,
    session,
    csrfHeader: null,
    cookie: { set() {}, clear() {} },
  } as unknown as RequestContext;
  return createCallerFactory(applyRouter(box.applyDeps))(context);
}

test('pending, preview, start, each step, the record: the way of the Apply bar', async () => {
  const { scope, view } = await box.tenant('Acme');
  const [ann] = await box.users(scope, ['Ann', 'Ben']);
  const admin = caller('tenant_admin', scope.tenantId);
  const tenantId = scope.tenantId;

  const pending = await admin.pending({ tenantId });
  expect(pending.changes.map((change) => `${change.change} ${change.kind} ${change.name}`)).toEqual([
    'new tenant Acme',
    'new user Ann',
    'new user Ben',
    'new device Desk',
    'new device Desk',
  ]);
  const first = await admin.preview({ tenantId });
  expect(first.reloads).toEqual(['pbx_config']);
  expect(first.text.map((text) => text.target).toSorted()).toEqual(['astdb', 'file', 'realtime', 'realtime']);
  expect(first.text.find((text) => text.target === 'astdb')?.after).toContain('x/1001 = user:');

  const started = await admin.start({ tenantId, reason: 'first' });
  const seen: JobView[] = [];
  for await (const job of await admin.onJob({ tenantId, id: started.id })) seen.push(job);
  expect(seen.at(-1)).toMatchObject({ status: 'SUCCESS', actor: 'Ada', reason: 'first' });
  expect(await admin.job({ tenantId, id: started.id })).toEqual(seen.at(-1));
  expect(await admin.pending({ tenantId })).toMatchObject({ count: 0, runningJobId: null });
  await expect(admin.start({ tenantId })).rejects.toThrow('apply.nothing-pending');

  await box.database.inTenant(scope, async (tx) => must(await resetSecret(box.credentials, tx, ann!.device!.id)));
  const secret = await admin.preview({ tenantId });
  expect(secret.reloads).toEqual([]);
  expect(secret.text).toHaveLength(1);
  expect(secret.text[0]?.after).toContain('ps_auths.md5_cred = [changed]');
  expect(JSON.stringify(secret)).not.toMatch(/[0-9a-f]{32}/);
  await admin.start({ tenantId });
  await box.service.close();

  const page = await admin.jobs({ tenantId, limit: 1 });
  expect(page).toMatchObject({ total: 2, rows: [{ status: 'SUCCESS' }] });
  const older = await admin.jobs({ tenantId, limit: 1, cursor: page.nextCursor ?? '' });
  expect(older.rows.map((job) => job.id)).toEqual([started.id]);
  expect(older.nextCursor).toBeNull();
  const audit = await box.database.inPlatform(box.platform, (tx) =>
    tx.db
      .selectFrom('audit')
      .select('action')
      .where('entity_id', '=', tenantId)
      .where('action', 'like', 'apply.%')
      .orderBy('id')
      .execute(),
  );
  expect(audit.map((row) => row.action)).toEqual(['apply.start', 'apply.end', 'apply.start', 'apply.end']);
  expect(view.tag).toHaveLength(4);
});

test('another tenant’s admin sees neither pending changes nor jobs', async () => {
  const { scope } = await box.tenant('Acme Two');
  await box.users(scope, ['Ann']);
  const job = await box.applied(scope);
  const other = await box.tenant('Globex');
  const stranger = caller('tenant_admin', other.scope.tenantId);
  await expect(stranger.pending({ tenantId: scope.tenantId })).rejects.toThrow('access.denied');
  await expect(stranger.job({ tenantId: other.scope.tenantId, id: job.id })).rejects.toThrow('apply.job-not-found');
  await expect(stranger.startBox({})).rejects.toThrow('access.denied');
});

test('an agent of a newer version renews the core and the files of live tenants, and does so once', async () => {
  const { scope, view } = await box.tenant('Renewed');
  await box.users(scope, ['Ann']);
  await box.applied(scope);
  expect(await box.service.ensureCore()).toBeUndefined();
  const path = `extensions.d/synergycall/tenants/${view.tag}.conf`;
  const older = '; of an older version\n';
  writeFileSync(join(box.asterisk.paths.etc, path), older);
  must(await box.applyDeps.files.remember([{ path, hash: hashOf(older) }]));
  expect(await box.service.ensureCore()).toMatchObject({ ok: true, value: { status: 'SUCCESS', tenantId: null } });
  expect(await box.asterisk.cli(`dialplan show sc-t-${view.tag}`)).toContain(`sc-in-${view.tag}`);
  expect(await box.service.ensureCore()).toBeUndefined();
});
