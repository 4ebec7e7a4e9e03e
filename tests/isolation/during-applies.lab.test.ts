import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generationFamily, pointerKey } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, type Office } from '../calls/office.ts';
import { storesOr } from '../lab/runs.ts';
import type { AgentClient, Company } from '../lab/index.ts';
import { callLoad, type SippPhone } from '../lab/phones/index.ts';

/** One company calls while another one applies (SC-020). How long a set-up takes then: `npm run bench -- --only isolation`. */
describe.each(storesOr('mariadb'))('calls of Beta during applies of Acme, phones in %s', (store) => {
  let office: Office;
  let acme: Company;
  let beta: Company;
  beforeAll(async () => {
    office = await openOffice(store);
    beta = await office.company('Beta', ['Bea Kim', 'Bob Lau', 'Cleo Fay']);
    acme = await office.company('Acme', ['Ann Lee', 'Ben Ode']);
  });
  afterAll(() => office?.release());
  afterEach(() => office.everybodyLeaves());

  /** All of Beta that an apply makes: hashes of its file, live keys and rows, and `dialplan show` of its contexts, word for word. */
  const generated = async () => {
    const { tag } = beta.tenant;
    const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
    const file = join(office.asterisk.paths.etc, 'extensions.d/synergycall/tenants', `${tag}.conf`);
    const pointer = await office.ami.dbGet(pointerKey(tag));
    const generation = pointer.ok ? Number(pointer.value) : 0;
    const keys = await office.asterisk.cli(`database show ${generationFamily(tag, generation)}`);
    expect(keys).toContain('/meta');
    const contexts = ['sc-t', 'sc-in', 'sc-off', 'sc-no'].map((kind) => `${kind}-${tag}`);
    const shown = [];
    // Line numbers count on from the file read before (22.10.1), whoever it belongs to.
    for (const context of contexts)
      shown.push((await office.asterisk.cli(`dialplan show ${context}`)).replaceAll(/\.conf:\d+\]/g, '.conf]'));
    expect(shown.join()).toContain('sc-core,${SC_N},1');
    return {
      file: [hash(readFileSync(file, 'utf8')), statSync(file).mtimeMs, statSync(file).ino],
      generation,
      keys: hash(keys),
      rows: hash(await office.rows.readAll(tag)),
      dialplan: shown,
    };
  };
  /** New people, new names, and now and then a company whose first apply reloads the dialplan. */
  async function applyAgainAndAgain(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      const tenantId = acme.tenant.id;
      await office.admin.user.create.mutate({ tenantId, name: `Person ${n}` });
      expect((await office.apply(tenantId)).status).toBe('SUCCESS');
      if (n % 5 === 2) await office.company(`Newcomer ${n}`, ['Nia New']);
    }
  }

  test('a call goes on, all that are set up succeed, and nothing of Beta’s is another', async () => {
    const { bea, bob, cleo } = byFirstName<'bea' | 'bob' | 'cleo'>(beta);
    const [beaPhone, bobPhone] = await Promise.all([
      office.registered(bea, { tone: 440 }),
      office.registered(bob, { tone: 620 }),
    ]);
    const line = await office.line(cleo);
    line.answersCallsWith({ say: 'answer' });
    const talk = await beaPhone.calls('1002');
    const incoming = await bobPhone.rings();
    await incoming.answers();
    await talk.answered();
    await Promise.all([beaPhone.hears(620), bobPhone.hears(440)]);
    const before = await generated();

    const caller: SippPhone = { username: bob.credentials!.sipUsername, secret: bob.credentials!.secret };
    const [load] = await Promise.all([
      callLoad({
        server: { host: '127.0.0.1', port: office.asterisk.ports.sip },
        phones: [caller],
        dialled: String(cleo.user.extension),
        rate: 15,
        calls: 120,
        talkMs: 300,
      }),
      applyAgainAndAgain(10),
    ]);
    expect(load, load.complaint).toMatchObject({ attempted: 120, ok: 120, failed: 0 });

    expect(await generated()).toEqual(before);
    await Promise.all([beaPhone.hears(620), bobPhone.hears(440)]);
    await talk.hangUp();
    expect(await incoming.ended()).toMatchObject({ code: 200, by: 'them' });
  });

  test('an admin of Acme applies what is pending there, and Beta’s pending changes stay pending', async () => {
    const { cleo } = byFirstName<'cleo'>(beta);
    const admin = async (company: Company, name: string): Promise<AgentClient> => {
      const login = { email: `${name}@example.com`.toLowerCase(), password: 'tundra-violin-cactus-58' };
      const tenantId = company.tenant.id;
      await office.admin.account.create.mutate({ tenantId, name, role: 'tenant_admin', ...login });
      return office.signIn(login.email, login.password);
    };
    const ofAcme = await admin(acme, 'Anton');
    const ofBeta = await admin(beta, 'Berta');
    const [a, b] = [{ tenantId: acme.tenant.id }, { tenantId: beta.tenant.id }];
    const newInAcme = await ofAcme.user.create.mutate({ ...a, name: 'Asa Acme', device: { label: 'Desk' } });
    const newInBeta = await ofBeta.user.create.mutate({ ...b, name: 'Bert Beta', device: { label: 'Desk' } });
    await ofBeta.user.update.mutate({ ...b, id: cleo.user.id, revision: cleo.user.revision, name: 'Cleo Grey' });
    const pendingOfBeta = await ofBeta.applies.pending.query(b);
    expect(pendingOfBeta.count).toBeGreaterThan(1);
    const before = await generated();

    await expect(ofAcme.applies.start.mutate(b)).rejects.toThrow();
    let job = await ofAcme.applies.start.mutate(a);
    while (job.status === 'PENDING' || job.status === 'RUNNING')
      job = await ofAcme.applies.job.query({ ...a, id: job.id });
    expect(job.status).toBe('SUCCESS');

    expect((await ofAcme.applies.pending.query(a)).count).toBe(0);
    expect(await ofBeta.applies.pending.query(b)).toEqual(pendingOfBeta);
    expect(await generated()).toEqual(before);
    // The one can register, the other not yet.
    await office.line(newInAcme);
    const early = await office.line(newInBeta, { register: false });
    expect((await early.register()).code).toBe(401);

    await office.apply(beta.tenant.id);
    expect((await early.register()).code).toBe(200);
    expect(await generated()).not.toEqual(before);
  });
});
