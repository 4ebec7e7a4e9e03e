import { agentInterface, type CreatedUser, type FlowView, type TenantTag } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, type Office } from '../../../../tests/calls/office.ts';
import type { Company } from '../../../../tests/lab/index.ts';
import { storesOr } from '../../../../tests/lab/runs.ts';

/** What makes a queue live: a real agent, and Asterisk on MariaDB, whose rows app_queue has to change. */
describe.each(storesOr('mariadb'))('queues of a company, rows in %s', (store) => {
  let office: Office;
  let acme: Company;
  let ann: CreatedUser;
  let bob: CreatedUser;
  let cleo: CreatedUser;
  let hotline: FlowView;
  beforeAll(async () => {
    office = await openOffice(store);
    acme = await office.company('Acme', ['Ann Lee', 'Bob Lau', 'Cleo Fay']);
    ({ ann, bob, cleo } = byFirstName<'ann' | 'bob' | 'cleo'>(acme));
    hotline = await office.admin.flow.create.mutate({
      ...here(),
      name: 'Hotline',
      extension: 1500 as never,
      settings: { kind: 'queue', members: [{ userId: bob.user.id }, { userId: cleo.user.id, mayLogOut: false }] },
      exits: { empty: { kind: 'user', userId: ann.user.id } },
    });
    await office.apply(acme.tenant.id);
  });
  afterAll(() => office?.release());
  afterEach(() => office.everybodyLeaves());

  const here = () => ({ tenantId: acme.tenant.id });
  const live = () => office.admin.queue.live.query({ ...here(), id: hotline.id });
  const agent = async (who: CreatedUser) => (await live()).agents.find(({ userId }) => userId === who.user.id)!;
  const rows = async () => {
    const read = await office.rows.readQueueRows({ queues: [`q-${hotline.id}`], music: [] });
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const row = async (who: CreatedUser) => (await rows()).find(({ key }) => key.endsWith(who.user.id));
  const setAgent = (who: CreatedUser, loggedIn: boolean) =>
    office.admin.queue.setAgent.mutate({ ...here(), id: hotline.id, userId: who.user.id, loggedIn });
  const audited = async (action: string) =>
    (await office.admin.audit.list.query({ ...here(), limit: 200 })).rows.filter((one) => one.action === action);

  test('an apply brings its rows; a call rings an agent’s phone, though it is new to Asterisk', async () => {
    expect((await rows()).map(({ table }) => table).toSorted()).toEqual(['queue_members', 'queue_members', 'queues']);
    expect((await row(bob))?.values['interface']).toBe(agentInterface(acme.tenant.tag as TenantTag, bob.user.id, '00'));
    const caller = await office.line(ann);
    const phone = await office.line(bob);
    phone.answersCallsWith({ say: 'answer', ringing: true, after: 100 });
    const call = await caller.invite({ dialled: '1500' });
    expect(call.code).toBe(200);
    await phone.nextCall();
    await expect.poll(async () => (await agent(bob)).state, { timeout: 10_000 }).toBe('talking');
    expect((await agent(cleo)).state).toBe('away');
    await expect.poll(async () => (await live()).today, { timeout: 10_000 }).toMatchObject({ answered: 1 });
    await call.dialog!.hangUp();
  });

  test('whoever waits is seen, and whoever gives up is counted', async () => {
    const caller = await office.line(ann);
    const phone = await office.line(bob);
    phone.answersCallsWith({ say: 'ring' });
    const call = await caller.invite({ dialled: '1500' });
    await phone.nextCall();
    expect((await live()).callers).toMatchObject([
      { position: 1, name: 'Ann Lee', number: String(ann.user.extension) },
    ]);
    await expect.poll(async () => (await agent(bob)).state, { timeout: 10_000 }).toBe('ringing');
    await call.dialog!.hangUp();
    await expect.poll(async () => (await live()).today.abandoned, { timeout: 10_000 }).toBe(1);
    expect((await live()).callers).toEqual([]);
  });

  test('an admin logs an agent out at once, without an apply; an apply and a change leave it so', async () => {
    await setAgent(bob, false);
    expect((await row(bob))?.paused).toBe(true);
    const now = await office.admin.flow.get.query({ ...here(), id: hotline.id });
    const { settings } = now;
    if (settings.kind !== 'queue') throw new Error('no queue');
    await office.admin.flow.update.mutate({
      ...here(),
      id: hotline.id,
      revision: now.revision,
      settings: { ...settings, ringSeconds: 33 },
    });
    await office.apply(acme.tenant.id);
    expect((await rows()).find(({ table }) => table === 'queues')?.values['timeout']).toBe('33');
    expect((await row(bob))?.paused).toBe(true);
    await setAgent(bob, true);
    expect((await row(bob))?.paused).toBe(false);
    expect(await audited('queue.log-out')).toHaveLength(1);
  });

  test('*45 at the phone works with the agent stopped, and the agent hears of it when it is back (SC-015)', async () => {
    await office.agent.stop();
    const phone = await office.line(bob);
    const call = await phone.invite({ dialled: '*45' });
    await call.dialog?.ends();
    expect(call.code).toBe(200);
    expect((await row(bob))?.paused).toBe(true);
    await office.restartAgent();
    await expect.poll(async () => (await audited('queue.log-out')).length, { timeout: 20_000 }).toBe(2);
    expect((await audited('queue.log-out'))[0]).toMatchObject({ actor: { name: 'Bob Lau' } });
    expect(await agent(bob)).toMatchObject({ loggedIn: false });
    expect((await row(bob))?.paused).toBe(true);
    await setAgent(bob, true);
  });

  test('who may not leave by themselves stays; whoever is no agent is none', async () => {
    await setAgent(cleo, false);
    expect((await row(cleo))?.paused).toBe(true);
    await setAgent(cleo, true);
    await expect(setAgent(ann, false)).rejects.toMatchObject({ data: { failure: { code: 'queue.not-an-agent' } } });
  });

  test('rows that others changed are named as a difference, those that are gone come back', async () => {
    await office.rows.writeQueueRows({ remove: [{ table: 'queues', key: `q-${hotline.id}` }] });
    const gone = await office.admin.drift.get.query({ ...here(), now: true });
    expect(JSON.stringify(gone)).toContain(`queues q-${hotline.id}`);
    await office.restartAgent();
    await expect.poll(async () => (await rows()).filter(({ table }) => table === 'queues').length).toBe(1);
  });

  test('a deleted queue takes its rows with it, after the apply', async () => {
    const { revision } = await office.admin.flow.get.query({ ...here(), id: hotline.id });
    await office.admin.flow.delete.mutate({ ...here(), id: hotline.id, revision, leadTo: null });
    expect(await rows()).toHaveLength(3);
    await office.apply(acme.tenant.id);
    expect(await rows()).toEqual([]);
  });
});
