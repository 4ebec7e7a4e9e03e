import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driftWatch, type DriftWatch } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { pointerKey, type TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';

describe.each(['sqlite', 'mariadb'] as const)('what differs from what was applied, over %s', (kind) => {
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
  });
});
