import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropAdoption, listAdopted } from '../../agent/src/features/apply/adopt-file.ts';
import { adopt } from '../../agent/src/features/apply/drift-adopt.ts';
import { reapply, type ResolveDeps } from '../../agent/src/features/apply/drift-reapply.ts';
import { addFreeze } from '../../agent/src/features/apply/freeze.service.ts';
import { driftWatch, type DriftWatch } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { pointerKey, type TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';
import { storesOr } from '../lab/runs.ts';

describe.each(storesOr('mariadb'))('what differs from what was applied, over %s', (kind) => {
  let box: TestBox;
  let watch: DriftWatch;
  beforeAll(async () => {
    box = await testBox({ realtime: kind });
    watch = driftWatch({
      ...box.applyDeps,
      live: box.service.live,
      scope: box.platform,
      log: createLog({ level: 'silent' }),
    });
  }, 120_000);
  afterAll(() => box?.release());

  const look = async (tenant: { id: string; tag: string; name: string } | null) => {
    const looked = await watch.look(tenant as never);
    if (!looked) throw new Error('an apply is at work');
    return { unknown: looked.unknown, items: looked.found.map(({ item }) => item) };
  };
  const deps = (): ResolveDeps => ({
    ...box.applyDeps,
    live: box.service.live,
    scope: box.platform,
    service: box.service,
    watch,
  });
  const named = (tenant: unknown, items: readonly { key: string; seen: string }[]) => ({
    tenant: tenant as never,
    items: items.map(({ key, seen }) => ({ key, seen })),
    reason: 'test',
    platform: tenant === null ? box.platform : undefined,
  });
  const ended = async (started: Awaited<ReturnType<typeof reapply>>) => {
    const job = must(started);
    return (await box.service.ended(job.id)) ?? job;
  };
  /** What a hand does in the realtime database. */
  const raw = async (sql: string) => {
    const place = box.address.asterisk.realtime;
    if (place.kind === 'sqlite') {
      const db = new Database(place.file);
      db.exec(sql);
      db.close();
      return;
    }
    const { host, port, user, password, database } = place;
    const connection = await mysql.createConnection({ host, port, user, password, database });
    await connection.query(sql);
    await connection.end();
  };
  const idle = async () => {
    while (await box.database.boxLock.holder(box.address.boxId)) await sleep(50);
  };
  const fileOf = (tag: string) => join(box.address.asterisk.etc, `extensions.d/synergycall/tenants/${tag}.conf`);

  test('nothing differs in a box that is as it was applied, nor before the first apply', async () => {
    const { scope, view } = await box.tenant('Quiet');
    const nothing = { unknown: [], items: [] };
    expect(await look(null)).toEqual(nothing);
    expect(await look(view)).toEqual(nothing);
    await box.users(scope, ['Ann', 'Ben "the \\ man"; ^x', 'Ç'.repeat(60)]);
    expect(await look(view)).toEqual(nothing);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(await look(view)).toEqual(nothing);
    expect(await look(null)).toEqual(nothing);
  });

  test('a file, a row, a key and the loaded dialplan are each found and named; a neighbour sees none of it', async () => {
    const { scope, view } = await box.tenant('Acme');
    const other = await box.tenant('Globex');
    const [ann, ben] = await box.users(scope, ['Ann', 'Ben']);
    await box.users(other.scope, ['Zoe']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect((await box.applied(other.scope)).status).toBe('SUCCESS');
    const tag = view.tag as TenantTag;

    writeFileSync(fileOf(tag), `${readFileSync(fileOf(tag), 'utf8')}; by hand\n`);
    const [annsPhone, bensPhone] = [ann!.device!.sipUsername, ben!.device!.sipUsername];
    must(await box.realtime.transact({ update: [{ id: annsPhone, endpoint: { allow: 'alaw' } }] }));
    must(await box.realtime.transact({ update: [{ id: bensPhone, auth: { md5_cred: '0'.repeat(32) } }] }));
    const pointer = must(await box.writer.dbGet(pointerKey(tag)));
    must(await box.writer.dbPut({ ...pointerKey(tag), value: '1' }));
    await box.asterisk.cli(`dialplan add extension 999,1,Answer() into sc-t-${tag}`);

    const { items, unknown } = await look(view);
    expect(unknown).toEqual([]);
    expect(items.map((one) => `${one.store} ${one.found} ${one.name}`).toSorted()).toEqual(
      [
        `astdb changed sc/ptr/${tag}`,
        `dialplan changed sc-t-${tag}`,
        `file changed extensions.d/synergycall/tenants/${tag}.conf`,
        `realtime changed ${annsPhone}`,
        `realtime changed ${bensPhone}`,
      ].toSorted(),
    );
    const by = (name: string) => items.find((one) => one.name === name)!;
    expect(by(annsPhone)).toMatchObject({
      object: { kind: 'device', name: `Ann ${ann!.user.extension}, Desk` },
      meant: expect.stringContaining('ps_endpoints.allow = g722,alaw,ulaw'),
      live: expect.stringContaining('ps_endpoints.allow = alaw\n'),
      adopt: { can: true, into: 'model' },
    });
    expect(by(bensPhone)).toMatchObject({
      meant: expect.stringContaining('md5_cred = [secret]'),
      live: expect.stringContaining('md5_cred = [changed]'),
      adopt: { can: false, because: 'not-in-the-model' },
    });
    expect(JSON.stringify(items)).not.toContain('0'.repeat(32));
    expect(by(`sc/ptr/${tag}`)).toMatchObject({ meant: pointer, live: '1' });
    expect(by(`sc-t-${tag}`).live).toContain('999,1,Answer()');
    expect(await look(other.view)).toEqual({ unknown: [], items: [] });
    expect(await look(null)).toEqual({ unknown: [], items: [] });

    // Not what was seen: nothing is overwritten.
    const wish = { tenant: view as never, reason: null, platform: undefined };
    const unseen = items.map(({ key }) => ({ key, seen: 'something else' }));
    expect(await reapply(deps(), scope, { ...wish, items: unseen })).toMatchObject({ error: { code: 'drift.stale' } });
    // A hand edit that nobody named refuses the apply, and says which.
    await box.users(scope, ['Cid']);
    expect(await box.applied(scope)).toMatchObject({
      status: 'FAILED',
      error: { code: 'apply.drift', object: `extensions.d/synergycall/tenants/${tag}.conf` },
    });

    const job = await ended(await reapply(deps(), scope, { ...wish, items }));
    expect(job).toMatchObject({ status: 'SUCCESS', error: null });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    expect(await box.asterisk.cli(`dialplan show sc-t-${tag}`)).not.toContain('999');
    expect(readFileSync(fileOf(tag), 'utf8')).not.toContain('; by hand');
  });

  test('only the loaded dialplan differs: it is read again', async () => {
    const { scope, view } = await box.tenant('Initech');
    await box.users(scope, ['Ann']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    await box.asterisk.cli(`dialplan remove extension _[+*#0-9]!@sc-in-${view.tag}`);
    const { items } = await look(view);
    expect(items).toMatchObject([{ store: 'dialplan', adopt: { can: false, because: 'memory-only' } }]);
    expect(await ended(await reapply(deps(), scope, named(view, items)))).toMatchObject({ status: 'SUCCESS' });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    // The same for what all tenants share.
    await box.asterisk.cli('dialplan add extension 999,1,Answer() into sc-core');
    const shared = await look(null);
    expect(shared.items).toMatchObject([{ store: 'dialplan', name: 'sc-core', found: 'changed' }]);
    expect(await ended(await reapply(deps(), box.platform, named(null, shared.items)))).toMatchObject({
      status: 'SUCCESS',
    });
    expect(await look(null)).toEqual({ unknown: [], items: [] });
  });

  test('what a row says is taken over by the model, and nothing differs after the next apply', async () => {
    const { scope, view } = await box.tenant('Hooli');
    const [ann] = await box.users(scope, ['Ann', 'Ben']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    const id = ann!.device!.sipUsername;
    const endpoint = {
      allow: 'alaw,g722',
      callerid: '"Ann \\"Lee\\"" <1777>',
      rtp_symmetric: 'no',
      force_rport: 'no',
    } as const;
    must(await box.realtime.transact({ update: [{ id, endpoint }] }));
    const { items } = await look(view);
    expect(items).toMatchObject([{ name: id, adopt: { can: true, into: 'model' } }]);
    expect(must(await adopt(deps(), scope, named(view, items)))).toEqual({ adopted: 1, pendingCount: 2 });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    const pending = await box.service.readPending(scope, scope.tenantId);
    expect(
      pending?.changes.flatMap((change) => change.fields.map(({ field, to }) => `${field} ${to}`)).toSorted(),
    ).toEqual(['codecs alaw, g722', 'extension 1777', 'name Ann "Lee"', 'nat off']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    expect(must(await box.realtime.read([id]))[0]?.endpoint).toMatchObject(endpoint);

    // No word of the model says this.
    must(await box.realtime.transact({ update: [{ id, endpoint: { direct_media: 'yes' } }] }));
    const odd = await look(view);
    expect(odd.items).toMatchObject([{ adopt: { can: false, because: 'not-in-the-model' } }]);
    expect(await adopt(deps(), scope, named(view, odd.items))).toMatchObject({
      error: { code: 'drift.not-adoptable' },
    });
    expect(await ended(await reapply(deps(), scope, named(view, odd.items)))).toMatchObject({ status: 'SUCCESS' });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
  });

  test('what nobody wrote is found, left alone by other applies, and removed when it is named', async () => {
    const { scope, view } = await box.tenant('Umbrella');
    await box.users(scope, ['Ann']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    const [row] = must(await box.realtime.readAll(view.tag));
    const id = `${view.tag}-stranger`;
    must(
      await box.realtime.transact({
        insert: [
          {
            id,
            endpoint: { ...row!.endpoint, id, aors: id, auth: id },
            auth: { ...row!.auth, id, username: id },
            aor: { ...row!.aor, id },
          },
        ],
      }),
    );
    must(await box.writer.dbPut({ family: `sc/g/${view.tag}/77`, key: 'x/1', value: 'user:nobody' }));
    const file = join(box.address.asterisk.etc, 'extensions.d/synergycall/mine.conf');
    writeFileSync(file, '[sc-mine]\nexten => 1,1,Hangup()\n');
    await sleep(1_200);

    const seen = await look(view);
    expect(seen.items.map((one) => `${one.store} ${one.found} ${one.name}`).toSorted()).toEqual([
      `astdb foreign sc/g/${view.tag}/77`,
      `realtime foreign ${id}`,
    ]);
    const shared = await look(null);
    expect(shared.items).toMatchObject([{ store: 'file', found: 'foreign', adopt: { can: false } }]);
    await box.users(scope, ['Ben']);
    expect(await box.applied(scope)).toMatchObject({ status: 'SUCCESS', error: null });
    expect((await look(view)).items.map((one) => one.name)).toContain(id);

    must(await box.writer.dbPut({ family: `sc/live/${view.tag}`, key: 'state', value: 'suspended' }));
    // It would make the apply's own call fail; nothing is touched, and it is named.
    await box.users(scope, ['Cid']);
    expect(await box.applied(scope)).toMatchObject({
      status: 'FAILED',
      error: { code: 'apply.drift', object: `sc/live/${view.tag}/state` },
    });
    const left = await look(view);
    expect(left.items.map((one) => one.name)).toContain(`sc/live/${view.tag}/state`);
    expect(await ended(await reapply(deps(), scope, named(view, left.items)))).toMatchObject({ status: 'SUCCESS' });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    expect(await ended(await reapply(deps(), box.platform, named(null, shared.items)))).toMatchObject({
      status: 'SUCCESS',
    });
    expect(existsSync(file)).toBe(false);
    expect(await look(null)).toEqual({ unknown: [], items: [] });
  });

  test('nothing foreign goes from the box while a tenant whose file would change with it is frozen', async () => {
    const { scope, view } = await box.tenant('Wonka');
    await box.users(scope, ['Ann']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    const own = readFileSync(fileOf(view.tag), 'utf8');
    const file = join(box.address.asterisk.etc, 'extensions.d/synergycall/mine.conf');
    writeFileSync(file, '[sc-mine]\nexten => 1,1,Hangup()\n');
    writeFileSync(fileOf(view.tag), `${own}; by hand\n`);
    const [from, until] = [-60_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
    const window = { kind: 'once' as const, from: from ?? '', until: until ?? '' };
    must(
      await box.database.inTenant(scope, (tx) =>
        addFreeze(tx, { tenantId: scope.tenantId, window, reason: 'Fair' }, Date.now()),
      ),
    );
    const { items } = await look(null);
    expect(await reapply(deps(), box.platform, named(null, items))).toMatchObject({ error: { code: 'apply.frozen' } });
    expect(existsSync(file)).toBe(true);
    writeFileSync(fileOf(view.tag), own);
    expect(await ended(await reapply(deps(), box.platform, named(null, items)))).toMatchObject({ status: 'SUCCESS' });
    expect(existsSync(file)).toBe(false);
  });

  test('whoever asks while a look is under way shares the next one', async () => {
    const { view } = await box.tenant('Busy');
    let reads = 0;
    const counting = driftWatch({
      ...box.applyDeps,
      realtime: { ...box.realtime, readPartial: (tag) => (reads++, box.realtime.readPartial(tag)) },
      live: box.service.live,
      scope: box.platform,
      log: createLog({ level: 'silent' }),
    });
    const looks = await Promise.all(Array.from({ length: 20 }, () => counting.look(view as never)));
    expect(looks.every((one) => one?.found.length === 0)).toBe(true);
    expect(reads).toBe(2);
    await counting.look(view as never);
    expect(reads).toBe(3);
  });

  test('an endpoint without a login, and what is left of a phone, are found and put right', async () => {
    const { scope, view } = await box.tenant('Vandelay');
    const [ann] = await box.users(scope, ['Ann']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    const phone = ann!.device!.sipUsername;
    await raw(`INSERT INTO ps_endpoints (id, context) VALUES ('${view.tag}-open', 'sc-t-${view.tag}')`);
    await raw(`DELETE FROM ps_auths WHERE id = '${phone}'`);
    const { items } = await look(view);
    expect(items.map((one) => `${one.found} ${one.name}`).toSorted()).toEqual(
      [`foreign ${view.tag}-open`, `missing ${phone}`].toSorted(),
    );
    expect(await ended(await reapply(deps(), scope, named(view, items)))).toMatchObject({
      status: 'SUCCESS',
      error: null,
    });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
  });

  test('a platform admin keeps an edited file: applies write it, until SynergyCall’s own text changes', async () => {
    const { scope, view } = await box.tenant('Soylent');
    const other = await box.tenant('Tyrell');
    await box.users(scope, ['Ann']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    const own = readFileSync(fileOf(view.tag), 'utf8');
    const edited = own.replace(' same => n,Set(SC_N=', ' same => n,NoOp(by hand)\n same => n,Set(SC_N=');
    writeFileSync(fileOf(view.tag), edited);
    const { items } = await look(view);
    expect(items).toMatchObject([{ store: 'file', adopt: { can: true, into: 'file' } }]);
    expect(await adopt(deps(), scope, named(view, items))).toMatchObject({ error: { code: 'drift.not-adoptable' } });
    const asAdmin = { ...named(view, items), platform: box.platform };
    expect(must(await adopt(deps(), scope, asAdmin))).toEqual({ adopted: 1, pendingCount: 0 });
    // Asterisk has not read it yet.
    const unread = await look(view);
    expect(unread.items).toMatchObject([{ store: 'dialplan', name: `sc-in-${view.tag}` }]);
    expect(await ended(await reapply(deps(), scope, named(view, unread.items)))).toMatchObject({ status: 'SUCCESS' });
    expect(readFileSync(fileOf(view.tag), 'utf8')).toBe(edited);
    expect(await box.asterisk.cli(`dialplan show sc-in-${view.tag}`)).toContain('by hand');
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    await box.users(scope, ['Ben']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(must(await box.service.startBox(box.platform, { reason: 'again' })).status).toBeDefined();
    await idle();
    expect(readFileSync(fileOf(view.tag), 'utf8')).toBe(edited);

    // Given up: listed no more, and SynergyCall's own text comes with the next apply.
    const [path, by] = [`extensions.d/synergycall/tenants/${view.tag}.conf`, box.platform.actor.name];
    expect(await listAdopted(deps(), null)).toMatchObject([{ name: path, by }]);
    expect(await listAdopted(deps(), view as never)).toMatchObject([{ name: path, by }]);
    expect(await listAdopted(deps(), other.view as never)).toEqual([]);
    must(await dropAdoption(deps(), box.platform, path));
    expect(await dropAdoption(deps(), box.platform, path)).toMatchObject({ error: { code: 'not-found' } });
    expect(await look(view)).toEqual({ unknown: [], items: [] });
    await box.users(scope, ['Dan']);
    expect((await box.applied(scope)).status).toBe('SUCCESS');
    expect(readFileSync(fileOf(view.tag), 'utf8')).toBe(own);
    writeFileSync(fileOf(view.tag), edited);
    const again = { ...named(view, (await look(view)).items), platform: box.platform };
    expect(must(await adopt(deps(), scope, again))).toMatchObject({ adopted: 1 });

    // Another version of SynergyCall would write it otherwise.
    await box.database.inPlatform(box.platform, (tx) =>
      tx.db.updateTable('adopted_files').set({ base_hash: 'another' }).execute(),
    );
    await box.users(scope, ['Cid']);
    expect(await box.applied(scope)).toMatchObject({ status: 'FAILED', error: { code: 'apply.adopted-outdated' } });
    const outdated = await look(view);
    expect(outdated.items).toMatchObject([{ store: 'file', found: 'changed', meant: own, live: edited }]);
    expect(await reapply(deps(), scope, named(view, outdated.items))).toMatchObject({
      error: { code: 'access.denied' },
    });
    const dropping = { ...named(view, outdated.items), platform: box.platform };
    expect(await ended(await reapply(deps(), scope, dropping))).toMatchObject({ status: 'SUCCESS' });
    expect(readFileSync(fileOf(view.tag), 'utf8')).toBe(own);
    expect(await look(view)).toEqual({ unknown: [], items: [] });
  });
});
