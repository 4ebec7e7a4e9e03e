import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generationFamily, generationsFamily, pointerKey } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadedDialplan } from '../calls/files.ts';
import { byFirstName, openOffice, type Office } from '../calls/office.ts';
import { storesOr } from '../lab/runs.ts';
import type { Company } from '../lab/index.ts';

/** What one company applies, another does not notice: not on disk, not in Asterisk, not in a call (SC-020). */
describe.each(storesOr('sqlite'))('a neighbour’s apply, phones in %s', (store) => {
  let office: Office;
  let beta: Company;
  beforeAll(async () => {
    office = await openOffice(store);
    beta = await office.company('Beta', ['Bea Kim', 'Bob Lau']);
  });
  afterAll(() => office?.release());

  const picture = async () => {
    const { tag } = beta.tenant;
    const file = join(office.asterisk.paths.etc, 'extensions.d/synergycall/tenants', `${tag}.conf`);
    const pointer = await office.ami.dbGet(pointerKey(tag));
    const keys = await office.asterisk.cli(`database show ${generationsFamily(tag)}`);
    const generation = pointer.ok ? Number(pointer.value) : 0;
    expect(keys).toContain(`/${generationFamily(tag, generation)}/meta`);
    const rows = await office.rows.readAll(tag);
    return {
      file: readFileSync(file, 'utf8'),
      written: statSync(file).mtimeMs,
      inode: statSync(file).ino,
      loaded: [
        ...(await loadedDialplan(office, `sc-t-${tag}`)),
        ...(await loadedDialplan(office, `sc-in-${tag}`)),
        ...(await loadedDialplan(office, `sc-off-${tag}`)),
        ...(await loadedDialplan(office, `sc-no-${tag}`)),
      ],
      pointer,
      keys,
      rows,
      contacts: (await office.asterisk.cli('pjsip show contacts'))
        .split('\n')
        .filter((line) => line.includes(tag))
        .map((line) => line.trim().split(/\s+/).slice(0, 3).join(' ')),
    };
  };

  test('of a new company, with a reload, and of many changes: nothing of Beta changes, and Beta’s call goes on', async () => {
    const { bea, bob } = byFirstName<'bea' | 'bob'>(beta);
    const [beaPhone, bobPhone] = await Promise.all([
      office.registered(bea, { tone: 440 }),
      office.registered(bob, { tone: 620 }),
    ]);
    const call = await beaPhone.calls('1002');
    const incoming = await bobPhone.rings();
    await incoming.answers();
    await call.answered();
    await Promise.all([beaPhone.hears(620), bobPhone.hears(440)]);
    const before = await picture();
    expect(before.loaded.length).toBeGreaterThan(4);

    office.forget();
    const acme = await office.company('Acme', ['Ann Lee', 'Ben Ode']);
    expect(office.heard.some((event) => event['event'] === 'Reload')).toBe(true);
    const tenant = { tenantId: acme.tenant.id };
    const { ann, ben } = byFirstName<'ann' | 'ben'>(acme);
    for (let i = 0; i < 20; i += 1) await office.admin.user.create.mutate({ ...tenant, name: `Person ${i}` });
    await office.admin.user.update.mutate({
      ...tenant,
      id: ann.user.id,
      revision: ann.user.revision,
      name: 'Ann Grey',
      extension: 1700,
    });
    await office.admin.device.revoke.mutate({ ...tenant, id: ben.device!.id });
    await office.apply(acme.tenant.id);
    await office.admin.user.suspend.mutate({ ...tenant, id: ann.user.id });
    await office.admin.tenant.suspend.mutate(tenant);
    await office.apply(acme.tenant.id).catch(() => undefined); // nothing pending is fine

    expect(await picture()).toEqual(before);
    await Promise.all([beaPhone.hears(620), bobPhone.hears(440)]);
    await call.hangUp();
    expect(await incoming.ended()).toMatchObject({ code: 200, by: 'them' });
    const again = await bobPhone.calls('1001');
    await (await beaPhone.rings()).answers();
    await again.answered();
  });

  test('an admin of Acme can’t see, change or apply Beta', async () => {
    const gamma = await office.company('Gamma', ['Gil Ray']);
    const email = 'gina@gamma.example';
    const password = 'tundra-violin-cactus-58';
    await office.admin.account.create.mutate({
      tenantId: gamma.tenant.id,
      name: 'Gina Gamma',
      email,
      password,
      role: 'tenant_admin',
    });
    const gina = await office.signIn(email, password);
    expect((await gina.user.list.query({ tenantId: gamma.tenant.id })).rows.map((one) => one.name)).toEqual([
      'Gil Ray',
    ]);
    const foreign = { tenantId: beta.tenant.id };
    const before = await picture();
    const bea = beta.people[0]!;
    for (const tried of [
      () => gina.user.list.query(foreign),
      () => gina.user.get.query({ ...foreign, id: bea.user.id }),
      () => gina.user.get.query({ tenantId: gamma.tenant.id, id: bea.user.id }),
      () => gina.device.revoke.mutate({ tenantId: gamma.tenant.id, id: bea.device!.id }),
      () => gina.user.suspend.mutate({ tenantId: gamma.tenant.id, id: bea.user.id }),
      () => gina.applies.start.mutate(foreign),
      () => gina.applies.startBox.mutate({}),
      () => gina.tenant.suspend.mutate(foreign),
    ])
      await expect(tried()).rejects.toThrow();
    expect(await picture()).toEqual(before);
  });
});
