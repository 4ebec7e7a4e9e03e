import type { CreatedUser, DeviceId, TenantId } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, username, type Office } from './office.ts';
import { storesOr } from '../lab/runs.ts';

/** Restoring an earlier version makes pending changes, and the next apply makes phones ring as they did then. */
describe.each(storesOr('mariadb'))('an earlier version restored, phones in %s', (store) => {
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

  const tenant = (): { tenantId: TenantId } => ({ tenantId: ann.user.tenantId });
  const newest = async (): Promise<number> => {
    const { rows } = await office.admin.history.generations.query({ ...tenant(), limit: 1 });
    return rows[0]!.generation;
  };
  const restore = async (generation: number) => {
    const { mark } = await office.admin.history.restorePlan.query({ ...tenant(), generation });
    return office.admin.history.restore.mutate({ ...tenant(), generation, mark });
  };

  test('a deleted person is back at their extension, and rings once the phone is set up anew', async () => {
    const withBen = await newest();
    const annPhone = await office.registered(ann);
    await office.admin.user.delete.mutate({ ...tenant(), id: ben.user.id, revision: ben.user.revision });
    await office.apply(ann.user.tenantId);

    const done = await restore(withBen);
    expect(done.notes.map((note) => note.note)).toEqual(['device-revoked']);
    const call = await (await office.line(ann, { register: false })).invite({ dialled: '1002' });
    expect(call, 'nothing is live before the apply').toMatchObject({ code: 404, rang: false });
    const { devices } = await office.admin.user.get.query({ ...tenant(), id: ben.user.id });
    const fresh = devices.find((device) => device.revokedAt === null)!;
    expect(fresh).toMatchObject({ label: ben.device!.label, pending: 'new' });
    const set = await office.admin.device.resetSecret.mutate({ ...tenant(), id: fresh.id });
    await office.apply(ann.user.tenantId);

    const benPhone = await office.registered(set);
    const ringing = benPhone.rings();
    const talk = await annPhone.calls('1002');
    const incoming = await ringing;
    expect(incoming.from).toEqual({ number: '1001', name: 'Ann Lee' });
    await incoming.answers();
    await talk.answered();
    await talk.hangUp();
    // Revoked for good is for good.
    const old = await office.line(ben, { register: false });
    expect((await old.register()).code).toBe(401);
  });

  test('who was not there then goes by the apply and not before, and comes back with the same phone', async () => {
    const before = await newest();
    const cleo = await office.admin.user.create.mutate({ ...tenant(), name: 'Cleo Fay', voicemailEnabled: false });
    await office.apply(ann.user.tenantId);
    const withCleo = await newest();
    const line = await office.line(cleo);
    const caller = await office.line(ann);

    await restore(before);
    expect(await caller.invite({ dialled: '1003' }), 'not before the apply').toMatchObject({ code: 486, rang: true });
    expect((await line.register()).code).toBe(200);
    await office.apply(ann.user.tenantId);
    expect((await caller.invite({ dialled: '1003' })).code).toBe(404);
    expect((await line.register()).code).toBe(401);

    await restore(withCleo);
    await office.apply(ann.user.tenantId);
    expect((await line.register()).code).toBe(200);
    expect(await caller.invite({ dialled: '1003' })).toMatchObject({ code: 486, rang: true });
  });

  test('a suspension of now outlives the version of then', async () => {
    const before = await newest();
    await office.admin.user.update.mutate({
      ...tenant(),
      id: ben.user.id,
      revision: ben.user.revision,
      name: 'Ben Odd',
    });
    await office.admin.user.suspend.mutate({ ...tenant(), id: ben.user.id });
    await office.apply(ann.user.tenantId);
    expect((await restore(before)).notes.map((note) => note.note)).toEqual(['live-state-kept']);
    await office.apply(ann.user.tenantId);
    expect((await (await office.line(ben)).invite({ dialled: '1001' })).code).toBe(403);
    const { user } = await office.admin.user.get.query({ ...tenant(), id: ben.user.id });
    expect(user).toMatchObject({ name: 'Ben Ode', status: 'suspended' });
  });

  test('one phone alone: its settings of then, with the credentials of now', async () => {
    const before = await newest();
    const id: DeviceId = ben.device!.id;
    const revision = ben.device!.revision;
    await office.admin.device.update.mutate({ ...tenant(), id, revision, codecs: ['g722'], label: 'Attic' });
    await office.apply(ann.user.tenantId);
    const allowed = () => office.asterisk.cli(`pjsip show endpoint ${username(ben)}`);
    expect(await allowed()).toMatch(/allow\s+: \(g722\)/);
    const objects = [{ kind: 'device' as const, id }];
    const { mark } = await office.admin.history.restorePlan.query({ ...tenant(), generation: before, objects });
    await office.admin.history.restore.mutate({ ...tenant(), generation: before, objects, mark });
    await office.apply(ann.user.tenantId);
    expect(await allowed()).not.toMatch(/allow\s+: \(g722\)/);
    expect((await (await office.line(ben, { register: false })).register()).code).toBe(200);
  });
});
