import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AgentClient } from '../lab/agent.ts';
import { failureOf } from '../lab/agent.ts';
import { storesOr } from '../lab/runs.ts';
import type { RawLine } from '../lab/phones/index.ts';
import { byFirstName, openOffice, type Office } from './office.ts';

/** US6, FR-035, SC-013: what a person chooses, by the API or at the phone, counts for the next call, and stays. */
describe.each(storesOr('sqlite'))('what a person’s calls do, phones in %s', (store) => {
  let office: Office;
  let ann: CreatedUser, ben: CreatedUser, cem: CreatedUser, bea: CreatedUser, bob: CreatedUser;
  let own: AgentClient;
  const lines = new Map<string, RawLine>();
  const line = (who: CreatedUser): RawLine => lines.get(who.user.id)!;
  const of = (who: CreatedUser) => ({ tenantId: who.user.tenantId, userId: who.user.id });
  const handling = (who: CreatedUser) => office.admin.handling.get.query(of(who));
  const to = (who: CreatedUser) => ({ kind: 'user' as const, userId: who.user.id });
  const NOTHING = { always: null, busy: null, noanswer: null, away: null };

  beforeAll(async () => {
    office = await openOffice(store);
    ({ ann, ben, cem } = byFirstName<'ann' | 'ben' | 'cem'>(
      await office.company('Acme', ['Ann Lee', 'Ben Ode', 'Cem Ay']),
    ));
    ({ bea, bob } = byFirstName<'bea' | 'bob'>(await office.company('Beta', ['Bea Kim', 'Bob Lau'])));
    const login = { email: 'ann@acme.example', password: 'harbour crane wooden whistle' };
    await office.admin.account.create.mutate({
      ...login,
      tenantId: ann.user.tenantId,
      name: 'Ann Lee',
      role: 'end_user',
      userId: ann.user.id,
    });
    own = await office.signIn(login.email, login.password);
    for (const who of [ann, ben, cem, bea, bob]) lines.set(who.user.id, await office.line(who));
  });
  afterAll(() => office?.release());
  afterEach(async () => {
    for (const who of [ann, ben, cem])
      await office.admin.handling.update.mutate({ ...of(who), dnd: false, ringSeconds: null, forwards: NOTHING });
  });

  /** Whose phones a call rings, by name. */
  async function rings(from: CreatedUser, dialled: string): Promise<string[]> {
    const before = new Map([...lines].map(([id, one]) => [id, one.incoming.length]));
    await line(from).invite({ dialled });
    return [ann, ben, cem, bea, bob]
      .filter(({ user: { id } }) => lines.get(id)!.incoming.length > before.get(id)!)
      .map(({ user }) => user.name.split(' ')[0]!);
  }
  async function dials(who: CreatedUser, code: string): Promise<void> {
    const call = await line(who).invite({ dialled: code });
    expect(call.code).toBe(200);
    await call.dialog!.ends({ within: 15_000 });
  }
  const record = async (who: CreatedUser) =>
    (await office.admin.audit.list.query({ tenantId: who.user.tenantId, entityId: who.user.id, limit: 5 })).rows;

  test('a person’s own choice counts for the next call, without an apply, and is on record', async () => {
    const before = (await office.admin.applies.jobs.query({ tenantId: ann.user.tenantId })).rows.length;
    expect(await own.self.updateHandling.mutate({ dnd: true })).toMatchObject({ dnd: true, forwards: NOTHING });
    expect(await rings(ben, '1001')).toEqual([]);
    await own.self.updateHandling.mutate({ dnd: false, forwards: { always: { kind: 'dialled', dialled: '1002' } } });
    expect((await own.self.handling.query()).forwards.always).toMatchObject({ name: 'Ben Ode', detail: '1002' });
    expect(await rings(cem, '1001')).toEqual(['Ben']);
    // The other company has a 1001 too.
    expect(await rings(bob, '1001')).toEqual(['Bea']);
    expect((await record(ann))[0]).toMatchObject({
      action: 'handling.update',
      actor: { name: 'Ann Lee' },
      after: { dnd: false, forwards: { always: to(ben) } },
    });
    expect(await office.admin.applies.pending.query({ tenantId: ann.user.tenantId })).toMatchObject({ changes: [] });
    expect((await office.admin.applies.jobs.query({ tenantId: ann.user.tenantId })).rows).toHaveLength(before);
  });

  test('an admin sets it for somebody; circles, nobody and blocked numbers are refused in words', async () => {
    await office.admin.handling.update.mutate({ ...of(ben), forwards: { always: to(ann) }, ringSeconds: 15 });
    expect(await handling(ben)).toMatchObject({
      ringSeconds: 15,
      rings: 15,
      forwards: { always: { name: 'Ann Lee' } },
    });
    const refused = (forwards: object) => failureOf(own.self.updateHandling.mutate({ forwards } as never));
    expect(await refused({ busy: to(ben) })).toEqual({ code: 'flow.loop', names: ['Ann Lee', 'Ben Ode', 'Ann Lee'] });
    expect(await refused({ busy: to(ann) })).toEqual({ code: 'flow.loop', names: ['Ann Lee', 'Ann Lee'] });
    expect(await refused({ busy: to(bea) })).toMatchObject({ code: 'destination.not-found', kind: 'user' });
    expect(await refused({ busy: { kind: 'external', number: '+4930123456' } })).toEqual({
      code: 'handling.number-blocked',
      number: '+4930123456',
    });
    expect(await refused({ busy: { kind: 'dialled', dialled: '7777' } })).toMatchObject({
      issues: [{ path: 'forwards.busy', problem: 'handling.nobody' }],
    });
    expect(await handling(ann)).toMatchObject({ dnd: false, forwards: NOTHING });
  });

  test('what a phone says reaches the API, by that person’s name and from the phone', { timeout: 60_000 }, async () => {
    await dials(ann, '*78');
    await expect.poll(async () => (await own.self.handling.query()).dnd, { timeout: 10_000 }).toBe(true);
    await dials(ann, '*721003');
    await expect.poll(async () => (await handling(ann)).forwards.always?.name, { timeout: 10_000 }).toBe('Cem Ay');
    expect((await record(ann))[0]).toMatchObject({
      actor: { name: 'Ann Lee' },
      source: 'phone',
      action: 'handling.update',
    });
    const left = await office.ami.list('DBGetTree', { Family: 'sc/said' });
    expect(left.ok ? left.value : []).toEqual([]);
  });

  test(
    'while the agent is down codes count all the same; when it is back it takes them over and undoes none',
    { timeout: 120_000 },
    async () => {
      await office.admin.handling.update.mutate({ ...of(ben), forwards: { always: to(cem) } });
      await office.agent.stop();
      await dials(ann, '*78');
      await dials(ben, '*73');
      expect(await rings(cem, '1001')).toEqual([]);
      expect(await rings(cem, '1002')).toEqual(['Ben']);
      await office.restartAgent();
      own = await office.signIn('ann@acme.example', 'harbour crane wooden whistle');
      await expect.poll(async () => (await handling(ann)).dnd, { timeout: 20_000 }).toBe(true);
      await expect.poll(async () => (await handling(ben)).forwards.always, { timeout: 20_000 }).toBeNull();
      expect(await rings(cem, '1001')).toEqual([]);
      expect(await rings(cem, '1002')).toEqual(['Ben']);
    },
  );

  test(
    'an apply, a rollback and a restore leave it; an AstDB that lost it gets it back',
    { timeout: 120_000 },
    async () => {
      await office.admin.handling.update.mutate({ ...of(ann), forwards: { always: to(ben) } });
      const { user } = await office.admin.user.get.query({ tenantId: cem.user.tenantId, id: cem.user.id });
      const renamed = { tenantId: user.tenantId, id: user.id, revision: user.revision, name: `${user.name}i` };
      await office.admin.user.update.mutate(renamed);
      const { generation } = await office.apply(ann.user.tenantId);
      expect(generation).not.toBeNull();
      expect(await rings(cem, '1001')).toEqual(['Ben']);
      // Nobody puts it right before it is seen to be lost: a round of the agent since its last start may still be to come.
      await office.agent.stop();
      await office.ami.dbDelTree('sc/live');
      expect(await rings(cem, '1001')).toEqual(['Ann']);
      await office.restartAgent();
      await expect.poll(() => rings(cem, '1001'), { timeout: 20_000 }).toEqual(['Ben']);
    },
  );

  test('who is forwarded to can go: it is shown, and the forward leads elsewhere or by default, at once', async () => {
    const { tenantId } = ann.user;
    const made = await office.admin.user.create.mutate({ tenantId, name: 'Dee' });
    await office.admin.handling.update.mutate({ ...of(ann), forwards: { busy: to(made), always: to(made) } });
    const one = { tenantId, id: made.user.id };
    expect((await office.admin.user.references.query(one)).forwards).toEqual([{ id: ann.user.id, name: 'Ann Lee' }]);
    await office.admin.user.delete.mutate({ ...one, revision: made.user.revision, numbersTo: to(ben) });
    expect((await handling(ann)).forwards).toMatchObject({ always: { name: 'Ben Ode' }, busy: { name: 'Ben Ode' } });
    expect(await rings(cem, '1001')).toEqual(['Ben']);
    const group = await office.admin.flow.create.mutate({
      tenantId,
      name: 'Sales',
      settings: { kind: 'ring_group', members: [{ userId: cem.user.id }] },
    });
    await office.admin.handling.update.mutate({ ...of(ann), forwards: { always: { kind: 'flow', flowId: group.id } } });
    const flow = { tenantId, id: group.id };
    expect(await office.admin.flow.references.query(flow)).toMatchObject({
      rows: [{ kind: 'user', id: ann.user.id, name: 'Ann Lee' }],
      total: 1,
    });
    expect(await failureOf(office.admin.flow.delete.mutate({ ...flow, revision: group.revision }))).toMatchObject({
      code: 'destination.in-use',
      by: ['Ann Lee'],
    });
    await office.admin.flow.delete.mutate({ ...flow, revision: group.revision, leadTo: null });
    expect((await handling(ann)).forwards.always).toBeNull();
    expect(await rings(cem, '1001')).toEqual(['Ann', 'Ben']);
  });
});
