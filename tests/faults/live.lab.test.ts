import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resetSecret, revokeDevice } from '../../agent/src/features/device/index.ts';
import { setTenantStatus } from '../../agent/src/features/tenant/index.ts';
import { setUserStatus } from '../../agent/src/features/user/index.ts';
import { keepReconciled } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { pointerKey, type CreatedUser, type SipUsername, type TenantTag } from '../../packages/domain/src/index.ts';
import { rawLine, type RawLine } from '../lab/phones/index.ts';
import { must, testBox, type TestBox, type Watch } from './box.ts';
import { storesOr } from '../lab/runs.ts';

describe.each(storesOr('mariadb'))('live state and apply on %s', (kind) => {
  let box: TestBox;
  let refuse = 0;
  let meanwhile: (() => Promise<unknown>) | undefined;
  const watch: Watch = (deps) => ({
    ...deps,
    asterisk: {
      ...deps.asterisk,
      async healthCall(probe) {
        const now = meanwhile;
        meanwhile = undefined;
        await now?.();
        return refuse-- > 0
          ? { ok: false, error: { kind: 'refused', detail: 'the test wants a rollback' } }
          : deps.asterisk.healthCall(probe);
      },
    },
  });
  const lines: RawLine[] = [];
  beforeAll(async () => {
    box = await testBox({ realtime: kind, watch });
  }, 120_000);
  afterEach(async () => {
    refuse = 0;
    for (const line of lines.splice(0)) await line.close();
  });
  afterAll(() => box?.release());

  async function tenantWith(...names: string[]) {
    const tenant = await box.tenant(`Acme ${Math.random()}`);
    const users = await box.users(tenant.scope, names);
    expect((await box.applied(tenant.scope)).status).toBe('SUCCESS');
    return { ...tenant, users, tag: tenant.view.tag as TenantTag };
  }
  async function line(user: CreatedUser, secret = user.credentials?.secret): Promise<RawLine> {
    const made = await rawLine({
      server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
      username: user.device?.sipUsername ?? '',
      ...(secret === undefined ? {} : { secret }),
    });
    lines.push(made);
    return made;
  }
  const username = (user: CreatedUser): SipUsername => user.device?.sipUsername ?? ('' as SipUsername);
  const contextOf = async (user: CreatedUser) => must(await box.realtime.read([username(user)]))[0]?.endpoint.context;
  const contacts = async () => must(await box.writer.pjsipShowContacts()).map((contact) => contact.aor);

  test('a phone registers as soon as its apply has ended, and calls a colleague', async () => {
    const { users } = await tenantWith('Ann', 'Ben');
    const [ann, ben] = [await line(users[0]!), await line(users[1]!)];
    expect(await ann.register()).toMatchObject({ code: 200 });
    expect(await ben.register()).toMatchObject({ code: 200 });
    expect((await ann.invite({ dialled: String(users[1]!.user.extension) })).code).toBe(200);
  });

  test('a suspended user is cut off at once, stays so through an apply and a rollback, and comes back at once', async () => {
    const { scope, tag, users } = await tenantWith('Ann', 'Ben');
    const [ann, ben] = [await line(users[0]!), await line(users[1]!)];
    await ann.register();
    await ben.register();
    await box.database.inTenant(scope, async (tx) => must(await setUserStatus(tx, users[0]!.user.id, 'suspended')));
    expect(await box.service.live.suspendUser(tag, users[0]!.user.id, [username(users[0]!)])).toBe('live');
    expect((await ann.invite({ dialled: '1002' })).code).toBe(403);

    await box.users(scope, ['Cid']);
    refuse = 1;
    expect((await box.applied(scope)).status).toBe('ROLLED_BACK');
    expect(await contextOf(users[0]!)).toBe(`sc-off-${tag}`);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(await contextOf(users[0]!)).toBe(`sc-off-${tag}`);
    expect((await ann.invite({ dialled: '1002' })).code).toBe(403);
    expect((await ben.invite({ dialled: '1001' })).code).toBe(480);

    await box.database.inTenant(scope, async (tx) => must(await setUserStatus(tx, users[0]!.user.id, 'active')));
    expect(await box.service.live.restoreUser(tag, users[0]!.user.id, [username(users[0]!)])).toBe('live');
    expect((await ann.invite({ dialled: '1002' })).code).toBe(200);
  });

  test('a revoked device is refused at once, and neither apply nor rollback brings it back', async () => {
    const { scope, tag, users } = await tenantWith('Ann', 'Ben');
    const ann = await line(users[0]!);
    expect(await ann.register()).toMatchObject({ code: 200 });
    const revoke = async (user: CreatedUser) => {
      await box.database.inTenant(scope, async (tx) => must(await revokeDevice(tx, user.device!.id)));
      return box.service.live.revokeDevice(tag, username(user));
    };
    expect(await revoke(users[0]!)).toBe('live');
    expect(await contacts()).not.toContain(username(users[0]!));
    expect((await ann.register()).code).not.toBe(200);

    // Ben's phone is revoked while an apply that changes it is being verified, and undone.
    await box.database.inTenant(scope, async (tx) =>
      must(await resetSecret(box.credentials, tx, users[1]!.device!.id)),
    );
    meanwhile = () => revoke(users[1]!);
    // The first refusal is explained by the revocation and looked at again; the second is not.
    refuse = 2;
    expect((await box.applied(scope)).status).toBe('ROLLED_BACK');
    expect(must(await box.realtime.readAll(tag))).toEqual([]);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(must(await box.realtime.readAll(tag))).toEqual([]);
  });

  test('a new secret counts from the apply on: the old one is refused at the next REGISTER', async () => {
    const { scope, users } = await tenantWith('Ann');
    const old = await line(users[0]!);
    expect(await old.register()).toMatchObject({ code: 200 });
    const reset = await box.database.inTenant(scope, async (tx) =>
      must(await resetSecret(box.credentials, tx, users[0]!.device!.id)),
    );
    expect(await old.register()).toMatchObject({ code: 200 });
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect((await old.register()).code).toBe(401);
    expect(await (await line(users[0]!, reset.credentials.secret)).register()).toMatchObject({ code: 200 });
  });

  test('a rolled back secret is the old one again, for the phone too', async () => {
    const { scope, users } = await tenantWith('Ann');
    const old = await line(users[0]!);
    await old.register();
    await box.database.inTenant(scope, async (tx) =>
      must(await resetSecret(box.credentials, tx, users[0]!.device!.id)),
    );
    refuse = 1;
    expect((await box.applied(scope)).status).toBe('ROLLED_BACK');
    expect(await old.register()).toMatchObject({ code: 200 });
  });

  test('a suspended tenant refuses calls but emergency ones; acts that Asterisk could not hear are made good', async () => {
    const { scope, tag, users } = await tenantWith('Ann', 'Ben');
    const keeper = keepReconciled(box.service, {
      writer: box.writer,
      log: createLog({ level: 'silent' }),
      everyMs: 200,
    });
    try {
      box.ami.cut();
      await box.database.inTenant(scope, async (tx) => must(await setTenantStatus(tx, scope.tenantId, 'suspended')));
      expect(await box.service.live.suspendTenant(tag)).toBe('queued');
      box.ami.mend();
      await until(async () => must(await box.writer.dbGet({ family: `sc/live/${tag}`, key: 'state' })) === 'suspended');
      const ann = await line(users[0]!);
      await ann.register();
      expect((await ann.invite({ dialled: '1002' })).code).toBe(403);
    } finally {
      await keeper.stop();
    }
  });

  test('a restored user is no longer suspended, and what else is kept of live state stays', async () => {
    const { scope, tag, users } = await tenantWith('Ann');
    const id = users[0]!.user.id;
    const own = `sc/live/${tag}/u/${id}`;
    const kept = [
      { family: own, key: 'of-a-later-version' },
      { family: `${own}/forward`, key: 'always' },
      { family: `sc/live/${tag}/night`, key: 'state' },
    ];
    for (const key of kept) must(await box.writer.dbPut({ ...key, value: '1' }));
    await box.database.inTenant(scope, async (tx) => must(await setUserStatus(tx, id, 'suspended')));
    await box.service.live.suspendUser(tag, id, [username(users[0]!)]);
    expect(must(await box.writer.dbGet({ family: own, key: 'state' }))).toBe('suspended');
    await box.database.inTenant(scope, async (tx) => must(await setUserStatus(tx, id, 'active')));
    await box.service.live.restoreUser(tag, id, [username(users[0]!)]);
    expect(must(await box.writer.dbGet({ family: own, key: 'state' }))).toBeUndefined();
    await box.service.reconcile();
    for (const key of kept) expect(must(await box.writer.dbGet(key))).toBe('1');
  });

  test('an AstDB that lost a tenant is put right when Asterisk has booted', async () => {
    const { tag, users } = await tenantWith('Ann', 'Ben');
    const pointer = must(await box.writer.dbGet(pointerKey(tag)));
    must(await box.writer.dbDelTree(`sc/g/${tag}`));
    must(await box.writer.dbDel(pointerKey(tag)));
    const keeper = keepReconciled(box.service, {
      writer: box.writer,
      log: createLog({ level: 'silent' }),
      everyMs: 200,
    });
    try {
      await box.asterisk.restart();
      // The pointer's deletion may not have reached the disk before the restart, so the keys tell.
      await until(async () => must(await box.writer.dbGet(pointerKey(tag))) === pointer);
      await until(
        async () => must(await box.writer.dbGet({ family: `sc/g/${tag}/${pointer}`, key: 'meta' })) !== undefined,
      );
      const [ann, ben] = [await line(users[0]!), await line(users[1]!)];
      await ann.register();
      await ben.register();
      expect((await ann.invite({ dialled: '1002' })).code).toBe(200);
    } finally {
      await keeper.stop();
    }
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(50)) if (await holds().catch(() => false)) return;
  throw new Error('it did not come true within 15 s');
}
