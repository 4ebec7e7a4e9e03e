import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keepReconciled } from '../../agent/src/features/apply/index.ts';
import { resetSecret, revokeDevice } from '../../agent/src/features/device/index.ts';
import { setUserStatus } from '../../agent/src/features/user/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import type { CreatedUser, TenantTag } from '../../packages/domain/src/index.ts';
import { rawLine, type RawLine } from '../lab/phones/index.ts';
import { must, testBox, type TestBox } from './box.ts';

describe.each(['sqlite', 'mariadb'] as const)('rows that vanished from %s', (kind) => {
  let box: TestBox;
  const lines: RawLine[] = [];
  beforeAll(async () => {
    box = await testBox({ realtime: kind });
  }, 120_000);
  afterEach(async () => {
    for (const line of lines.splice(0)) await line.close();
  });
  afterAll(() => box?.release());

  const username = (user: CreatedUser) => user.device!.sipUsername;
  async function line(user: CreatedUser): Promise<RawLine> {
    const made = await rawLine({
      server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
      username: username(user),
      secret: user.credentials!.secret,
    });
    lines.push(made);
    return made;
  }
  const rows = async (tag: string) => must(await box.realtime.readAll(tag)).map((row) => row.id);
  const wipe = async (tag: string) => {
    const ids = await rows(tag);
    must(await box.realtime.transact({ delete: ids }));
    must(await box.applyDeps.asterisk.expireCached(ids));
  };

  test('all rows and the whole AstDB are lost: after FullyBooted phones register again and call', async () => {
    const { scope, view } = await box.tenant('Acme');
    const users = await box.users(scope, ['Ann', 'Ben']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    await wipe(view.tag);
    must(await box.writer.dbDelTree('sc/g'));
    must(await box.writer.dbDelTree('sc/ptr'));
    const [ann, ben] = [await line(users[0]!), await line(users[1]!)];
    expect((await ann.register()).code).not.toBe(200);
    expect(await box.service.start(scope)).toMatchObject({ error: { code: 'apply.nothing-pending' } });

    const keeper = keepReconciled(box.service, {
      writer: box.writer,
      log: createLog({ level: 'silent' }),
      everyMs: 200,
    });
    try {
      await box.asterisk.restart();
      await until(async () => (await ann.register()).code === 200 && (await ben.register()).code === 200);
      expect((await ann.invite({ dialled: String(users[1]!.user.extension) })).code).toBe(200);
    } finally {
      await keeper.stop();
    }
  });

  test('only what was applied and still counts comes back; what was edited by hand is left and named', async () => {
    const { scope, view } = await box.tenant('Globex');
    const tag = view.tag as TenantTag;
    const users = await box.users(scope, ['Ann', 'Ben', 'Cid', 'Dan']);
    const [ann, ben, cid, dan] = users.map(username) as unknown as [string, string, string, string];
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    await box.database.inTenant(scope, async (tx) => {
      must(await revokeDevice(tx, users[0]!.device!.id));
      must(await resetSecret(box.credentials, tx, users[1]!.device!.id));
      must(await setUserStatus(tx, users[2]!.user.id, 'suspended'));
    });
    must(await box.realtime.transact({ delete: [ann, ben, cid] }));
    must(await box.realtime.transact({ update: [{ id: dan, endpoint: { allow: 'g722' } }] }));
    // Applied neither before nor now.
    await box.users(scope, ['Eve']);

    expect(await box.service.reconcile()).toMatchObject({
      complete: true,
      rows: { restored: [cid], left: [ben], differ: [dan] },
    });
    const there = new Map(must(await box.realtime.readAll(tag)).map((row) => [row.id, row]));
    expect([...there.keys()]).toEqual([cid, dan].toSorted());
    expect(there.get(cid)?.endpoint.context).toBe(`sc-off-${tag}`);
    expect(there.get(dan)?.endpoint.allow).toBe('g722');
    expect(await box.service.reconcile()).toMatchObject({ rows: { restored: [], left: [ben], differ: [dan] } });

    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(await rows(tag)).toContain(ben);
    expect(await rows(tag)).not.toContain(ann);
    expect(await box.service.reconcile()).toMatchObject({ rows: { restored: [], left: [], differ: [] } });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(200))
    if (await holds().catch(() => false)) return;
  throw new Error('it did not come true within 15 s');
}
