import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeEach, beforeAll, describe, expect, test } from 'vitest';
import { files, loadedDialplan } from './files.ts';
import { byFirstName, openOffice, username, type Credentialed, type Office } from './office.ts';
import { storesOr } from '../lab/runs.ts';

/** Who is let in, and from when on not any more. Every test has its own company. */
describe.each(storesOr('mariadb'))('credentials, phones in %s', (store) => {
  let office: Office;
  let ann: CreatedUser, ben: CreatedUser;
  let companies = 0;

  beforeAll(async () => {
    office = await openOffice(store);
  });
  beforeEach(async () => {
    ({ ann, ben } = byFirstName<'ann' | 'ben'>(await office.company(`Company ${++companies}`, ['Ann Lee', 'Ben Ode'])));
  });
  afterEach(() => office.everybodyLeaves());
  afterAll(() => office?.release());

  const tenant = () => ({ tenantId: ann.user.tenantId });
  const registers = async (who: Credentialed, secret?: string): Promise<number> => {
    const line = await office.line(who, { register: false });
    return (await line.register(secret === undefined ? {} : { secret })).code;
  };

  test('a device taken out of service is refused at its next REGISTER after Apply', async () => {
    const line = await office.line(ben);
    const device = ben.device!;
    await office.admin.device.update.mutate({ ...tenant(), id: device.id, revision: device.revision, enabled: false });
    expect((await line.register()).code).toBe(200);
    await office.apply(ann.user.tenantId);
    expect((await line.register()).code).toBe(401);
    const call = await (await office.line(ann)).invite({ dialled: '1002' });
    expect(call).toMatchObject({ code: 480, rang: false });
    expect(line.incoming).toHaveLength(0);
  });

  test('a revoked device is out at once, without an apply: not rung, not registered, and it stays out', async () => {
    const line = await office.line(ben);
    const caller = await office.line(ann);
    expect(await caller.invite({ dialled: '1002' })).toMatchObject({ code: 486, rang: true });
    await office.admin.device.revoke.mutate({ ...tenant(), id: ben.device!.id });
    expect(await caller.invite({ dialled: '1002' })).toMatchObject({ code: 480, rang: false });
    expect((await line.register()).code).toBe(401);
    expect((await line.invite({ dialled: '1001' })).code).toBe(401);
    expect(line.incoming).toHaveLength(1);
    await office.apply(ann.user.tenantId);
    expect(await registers(ben)).toBe(401);
    expect(await caller.invite({ dialled: '1002' })).toMatchObject({ code: 480, rang: false });
  });

  test('deleting a user refuses their phones at once; their number is nobody’s after Apply', async () => {
    const line = await office.line(ben);
    const caller = await office.line(ann);
    await office.admin.user.delete.mutate({ ...tenant(), id: ben.user.id, revision: ben.user.revision });
    expect((await line.register()).code).toBe(401);
    expect(await caller.invite({ dialled: '1002' })).toMatchObject({ code: 480, rang: false });
    await office.apply(ann.user.tenantId);
    expect((await caller.invite({ dialled: '1002' })).code).toBe(404);
    expect(line.incoming).toHaveLength(0);
  });

  test('after a reset the old secret is good until Apply, then the new one alone', async () => {
    expect(await registers(ann)).toBe(200);
    const old = ann.credentials!.secret;
    const reset = await office.admin.device.resetSecret.mutate({ ...tenant(), id: ann.device!.id });
    expect(reset.credentials.secret).not.toBe(old);
    expect([await registers(ann), await registers(reset)]).toEqual([200, 401]);
    await office.apply(ann.user.tenantId);
    expect([await registers(ann), await registers(reset)]).toEqual([401, 200]);
    expect((await (await office.line(ann, { register: false })).invite({ dialled: '1002' })).code).toBe(401);
  });

  test('a moved extension rings at its new number, a renamed person by the new name', async () => {
    const benLine = await office.line(ben);
    const annLine = await office.line(ann);
    await annLine.invite({ dialled: '1002' });
    await office.admin.user.update.mutate({
      ...tenant(),
      id: ben.user.id,
      revision: ben.user.revision,
      extension: 1500,
    });
    await office.admin.user.update.mutate({
      ...tenant(),
      id: ann.user.id,
      revision: ann.user.revision,
      name: 'Ann Grey',
    });
    await office.apply(ann.user.tenantId);
    expect((await annLine.invite({ dialled: '1002' })).code).toBe(404);
    expect((await annLine.invite({ dialled: '1500' })).code).toBe(486);
    const shown = benLine.incoming.map((call) => call.invite.headers['from']?.[0]?.split(';')[0]);
    expect(shown[0]).toMatch(/^"Ann Lee" <sip:1001@/);
    expect(shown[1]).toMatch(/^"Ann Grey" <sip:1001@/);
  });

  test('new people and devices go live without a reload and without a file being touched', async () => {
    const core = async () => ({ files: files(office), loaded: await loadedDialplan(office, 'sc-') });
    expect(office.heard.some((event) => event['event'] === 'Reload')).toBe(true); // the company's first apply
    office.forget();
    const before = await core();
    const mobile = await office.admin.device.create.mutate({ ...tenant(), userId: ann.user.id, label: 'Mobile' });
    const cleo = await office.admin.user.create.mutate({ ...tenant(), name: 'Cleo Fay' });
    const job = await office.apply(ann.user.tenantId);
    expect(job.steps.find(({ step }) => step === 'reload')).toMatchObject({ detail: 'nothing to reload' });
    expect(await core()).toEqual(before);
    expect([await registers(mobile), await registers(cleo)]).toEqual([200, 200]);
    // A later event has come, so an earlier one would have.
    await office.marksTheEvents();
    expect(office.heard.filter((event) => event['event'] === 'Reload')).toEqual([]);
  });

  test('no clear secret stands where Asterisk or anybody else could read it', async () => {
    const rows = await office.rows.readAll(tagOf(ann));
    expect(rows.ok && rows.value).toHaveLength(2);
    const text = JSON.stringify(rows) + (await office.asterisk.cli(`pjsip show auth ${username(ann)}`));
    for (const who of [ann, ben]) expect(text).not.toContain(who.credentials!.secret);
  });
});

const tagOf = (who: CreatedUser): string => username(who).split('-')[0]!;
