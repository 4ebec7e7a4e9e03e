import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { driftWatch, keepReconciled, type DriftWatch } from '../../agent/src/features/apply/index.ts';
import { createDevice, resetSecret, revokeDevice, updateDevice } from '../../agent/src/features/device/index.ts';
import { setTenantStatus } from '../../agent/src/features/tenant/index.ts';
import { deleteUser, findUser, setUserStatus, updateUser } from '../../agent/src/features/user/index.ts';
import { userDevices } from '../../agent/src/features/device/index.ts';
import { userNumbers } from '../../agent/src/features/did/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import type { TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';
import { storesOr, thoroughly } from '../lab/runs.ts';

/** A watch that cries wolf is switched off: after each kind of act nothing differs, nor while acts go on. */
describe.each(storesOr('sqlite'))('nothing differs over %s', (kind) => {
  let box: TestBox;
  let watch: DriftWatch;
  let broken = false;
  const log = createLog({ level: 'silent' });
  beforeAll(async () => {
    box = await testBox({
      realtime: kind,
      watch: (deps) => ({
        ...deps,
        asterisk: {
          ...deps.asterisk,
          healthCall: (probe) => {
            if (!broken) return deps.asterisk.healthCall(probe);
            broken = false;
            return Promise.resolve({ ok: false, error: { kind: 'refused', detail: 'broken for this test' } });
          },
        },
      }),
    });
    watch = driftWatch({ ...box.applyDeps, live: box.service.live, scope: box.platform, log, everyMs: 150 });
  }, 120_000);
  afterAll(() => box?.release());

  const NOTHING = { unknown: [], items: [] };
  const look = async (tenant: unknown) => {
    const looked = await watch.look(tenant as never);
    return looked && { unknown: looked.unknown, items: looked.found.map(({ item }) => item) };
  };

  thoroughly(
    'after changes that wait, applies, suspensions, revocations, new secrets, removals and restarts',
    async () => {
      const { scope, view } = await box.tenant('Acme');
      const tag = view.tag as TenantTag;
      const quiet = async (after: string) => {
        expect(await look(view), after).toEqual(NOTHING);
        expect(await look(null), `the box ${after}`).toEqual(NOTHING);
      };
      const change = box.database.inTenant.bind(box.database, scope);
      const apply = async (after: string) => {
        await quiet(`${after}, pending`);
        expect(await box.applied(scope), after).toMatchObject({ status: 'SUCCESS', error: null });
        await quiet(`${after}, applied`);
      };
      const { tenantId } = scope;
      const people = await box.users(scope, ['Ann', 'Ben', 'Cid', 'Dora; ^3B ^', 'É'.repeat(70)]);
      const [ann, ben, cid, dora] = people as [
        (typeof people)[0],
        (typeof people)[0],
        (typeof people)[0],
        (typeof people)[0],
      ];
      await apply('people came');

      await change(async (tx) => {
        const user = (await findUser(tx, ann.user.id))!;
        must(
          await updateUser(tx, {
            tenantId,
            id: user.id,
            revision: user.revision,
            name: 'Ann "the \\ Lee"',
            extension: 1900,
          }),
        );
      });
      await apply('one was renamed and renumbered');

      const wishes = [
        { transport: 'tls', nat: 'off' },
        { transport: 'wss', codecs: ['opus', 'alaw'] },
        { transport: 'tcp', codecs: ['g729'] },
        { enabled: false },
        { enabled: true },
      ] as const;
      for (const wish of wishes) {
        await change(async (tx) => {
          const device = (await userDevices(box.credentials).ofUser(tx, ben.user.id))[0]!;
          const { codecs, ...rest } = { codecs: undefined, ...wish };
          const fields = { ...rest, ...(codecs && { codecs: [...codecs] }) };
          must(await updateDevice(tx, { tenantId, id: device.id, revision: device.revision, ...fields }));
        });
        await apply(JSON.stringify(wish));
      }
      await change(async (tx) =>
        must(
          await createDevice(box.credentials, tx, {
            tenantId,
            userId: ben.user.id,
            label: 'Second',
            transport: 'wss',
            nat: 'auto',
          }),
        ),
      );
      await apply('a second phone');
      await change(async (tx) => must(await resetSecret(box.credentials, tx, ben.device!.id)));
      await apply('a new secret');

      const phones = [cid.device!.sipUsername];
      await change(async (tx) => must(await setUserStatus(tx, cid.user.id, 'suspended')));
      expect(await box.service.live.suspendUser(tag, cid.user.id, phones)).toBe('live');
      await quiet('a person is suspended');
      await box.users(scope, ['Eve']);
      await apply('somebody came while one is suspended');
      await change(async (tx) => must(await setUserStatus(tx, cid.user.id, 'active')));
      expect(await box.service.live.restoreUser(tag, cid.user.id, phones)).toBe('live');
      await quiet('a person is back');
      for (const status of ['suspended', 'active'] as const) {
        await change(async (tx) => must(await setTenantStatus(tx, tenantId, status)));
        const act = status === 'active' ? box.service.live.restoreTenant : box.service.live.suspendTenant;
        expect(await act(tag)).toBe('live');
        await quiet(`the tenant is ${status}`);
      }

      await change(async (tx) => must(await revokeDevice(tx, ann.device!.id)));
      expect(await box.service.live.revokeDevice(tag, ann.device!.sipUsername)).toBe('live');
      await apply('a phone was revoked');
      await change(async (tx) => {
        const user = (await findUser(tx, dora.user.id))!;
        const { id, revision } = user;
        const done = await deleteUser({ devices: userDevices(box.credentials), numbers: userNumbers }, tx, {
          tenantId,
          id,
          revision,
          releaseExtension: true,
        });
        must(done);
      });
      expect(await box.service.live.revokeDevices(tag, [dora.device!.sipUsername])).toBe('live');
      await apply('a person is gone');

      await box.database.inPlatform(box.platform, (tx) =>
        tx.db
          .updateTable('boxes')
          .set({ emergency_numbers: ['112', '110'] })
          .execute(),
      );
      await quiet('emergency numbers wait');
      const job = must(await box.service.startBox(box.platform, { reason: 'numbers' }));
      expect(await box.service.ended(job.id)).toMatchObject({ status: 'SUCCESS' });
      await quiet('emergency numbers are applied');

      await change(async (tx) => must(await resetSecret(box.credentials, tx, ben.device!.id)));
      await box.users(scope, ['Fay']);
      broken = true;
      expect(await box.applied(scope)).toMatchObject({ status: 'ROLLED_BACK' });
      await quiet('an apply was rolled back');

      await box.asterisk.restart();
      expect(await box.writer.waitLive(20_000)).toBe(true);
      expect(await box.service.reconcile()).toMatchObject({ complete: true });
      await quiet('Asterisk was restarted');
    },
    120_000,
  );

  test('while a watch that never rests meets applies and live acts', async () => {
    const { scope, view } = await box.tenant('Busy');
    const tag = view.tag as TenantTag;
    const [ann] = await box.users(scope, ['Ann', 'Ben']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    let over = false;
    const alarms: unknown[] = [];
    let looks = 0;
    const watching = (async () => {
      while (!over) {
        const looked = await look(view);
        if (looked) looks += 1;
        if (looked && looked.items.length + looked.unknown.length > 0) alarms.push(looked);
        await sleep(10);
      }
    })();
    for (let turn = 0; turn < 6; turn++) {
      await box.users(scope, [`Person ${turn}`]);
      const applying = box.applied(scope);
      const status = turn % 2 ? 'active' : 'suspended';
      await box.database.inTenant(scope, async (tx) => must(await setUserStatus(tx, ann!.user.id, status)));
      await box.service.live[turn % 2 ? 'restoreUser' : 'suspendUser'](tag, ann!.user.id, [ann!.device!.sipUsername]);
      expect((await applying).status).toBe('SUCCESS');
      await sleep(100);
    }
    over = true;
    await watching;
    expect(alarms).toEqual([]);
    expect(looks).toBeGreaterThan(5);
  }, 60_000);

  test('a watch by itself: an edit is counted soon, and gone after it was undone', async () => {
    const { scope, view } = await box.tenant('Watched');
    await box.users(scope, ['Ann']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    const [row] = must(await box.realtime.readAll(view.tag));
    const watching = watch.start();
    const keeper = keepReconciled(box.service, { writer: box.writer, log, everyMs: 200, coreTried: true });
    const until = async (count: number) => {
      for (let waited = 0; watch.countOf(view.id) !== count && waited < 30_000; waited += 50) await sleep(50);
      expect(watch.countOf(view.id)).toBe(count);
    };
    try {
      must(await box.realtime.transact({ update: [{ id: row!.id, endpoint: { language: 'de' } }] }));
      await until(1);
      expect(watch.view(view.id)).toMatchObject({ unknown: [], items: [{ store: 'realtime', name: row!.id }] });
      must(await box.realtime.transact({ update: [{ id: row!.id, endpoint: { language: 'en' } }] }));
      await until(0);
    } finally {
      await keeper.stop();
      await watching.stop();
    }
  }, 60_000);
});
