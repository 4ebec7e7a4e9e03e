import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Exchange } from '../lab/phones/index.ts';
import { byFirstName, openOffice, type Credentialed, type Office } from './office.ts';
import { storesOr } from '../lab/runs.ts';

/** Suspension is live state: it needs no apply, and emergency calls pass it. */
describe.each(storesOr('mariadb'))('suspension, phones in %s', (store) => {
  let office: Office;
  let ann: CreatedUser, ben: CreatedUser, bea: CreatedUser, bob: CreatedUser;
  const acme = () => ({ tenantId: ann.user.tenantId });
  const annOf = () => ({ ...acme(), id: ann.user.id });

  beforeAll(async () => {
    office = await openOffice(store);
    ({ ann, ben } = byFirstName<'ann' | 'ben'>(await office.company('Acme', ['Ann Lee', 'Ben Ode'])));
    ({ bea, bob } = byFirstName<'bea' | 'bob'>(await office.company('Beta', ['Bea Kim', 'Bob Lau'])));
    const box = await office.admin.box.get.query();
    await office.admin.box.update.mutate({ revision: box.revision, emergencyEndpoint: 'helper' });
    const started = await office.admin.applies.startBox.mutate({});
    expect(started.tenantId).toBeNull();
    await vi.waitFor(
      async () => expect(await office.asterisk.cli('dialplan show sc-emergency-dial')).toContain('PJSIP/112@helper'),
      10_000,
    );
  });
  beforeEach(() => office.forget());
  afterEach(async () => {
    await office.admin.user.restore.mutate(annOf());
    await office.admin.tenant.restore.mutate(acme());
    await office.everybodyLeaves();
  });
  afterAll(() => office?.release());

  /** Somebody spoke before the call was refused, and the call was never answered. */
  const announced = async (who: Credentialed, dialled = '1002'): Promise<void> => {
    const line = await office.line(who, { register: false });
    const call = await line.invite({ dialled });
    expect(early(call)).toMatch(/m=audio/);
    expect(line.audiblePackets).toBeGreaterThan(20);
    expect(call.code).toBe(403);
  };
  const early = (call: Exchange): string | undefined => call.messages.find((message) => message.code === 183)?.body;
  const reachesHelp = async (who: CreatedUser, dialled: string): Promise<void> => {
    const line = await office.line(who, { register: false });
    const call = await line.invite({ dialled });
    expect(call.code).toBe(200);
    expect(office.helper.carried.at(-1)?.dialled).toBe(dialled);
    await call.dialog?.hangUp();
    await expect.poll(() => office.userEvents('ScEmergency').at(-1)?.['number']).toBe(dialled);
  };

  test('a suspended user hears why and is refused, but reaches 112; restored, calls go on', async () => {
    const benLine = await office.line(ben);
    await office.admin.user.suspend.mutate(annOf());
    await announced(ann);
    expect(benLine.incoming).toHaveLength(0);
    await reachesHelp(ann, '112');
    await office.admin.user.restore.mutate(annOf());
    expect(await (await office.line(ann)).invite({ dialled: '1002' })).toMatchObject({ code: 486, rang: true });
  });

  test('a suspended user stays registered, and is not rung', async () => {
    const annLine = await office.line(ann);
    await office.admin.user.suspend.mutate(annOf());
    const benLine = await office.line(ben);
    expect(await benLine.invite({ dialled: '1001' })).toMatchObject({ code: 480, rang: false });
    expect(annLine.incoming).toHaveLength(0);
    expect((await annLine.register()).code).toBe(200);
    await office.admin.user.restore.mutate(annOf());
    expect(await benLine.invite({ dialled: '1001' })).toMatchObject({ code: 486, rang: true });
    expect(annLine.incoming).toHaveLength(1);
  });

  test('an apply in between does not lift it, and a new phone does not get around it', async () => {
    await office.admin.user.suspend.mutate(annOf());
    const mobile = await office.admin.device.create.mutate({ ...acme(), userId: ann.user.id, label: 'Mobile' });
    await office.apply(acme().tenantId);
    await announced(mobile);
    await office.admin.user.restore.mutate(annOf());
    await office.line(ben);
    expect(await (await office.line(mobile)).invite({ dialled: '1002' })).toMatchObject({ code: 486, rang: true });
  });

  test('in a suspended company nobody calls but for help; the other company does not notice', async () => {
    const [benLine, bobLine] = [await office.line(ben), await office.line(bob)];
    await office.admin.tenant.suspend.mutate(acme());
    await announced(ann);
    expect(benLine.incoming).toHaveLength(0);
    await reachesHelp(ben, '911');
    expect(await (await office.line(bea)).invite({ dialled: '1002' })).toMatchObject({ code: 486, rang: true });
    expect(bobLine.incoming).toHaveLength(1);
    await office.admin.tenant.restore.mutate(acme());
    expect(await (await office.line(ann)).invite({ dialled: '1002' })).toMatchObject({ code: 486, rang: true });
  });

  test('help that does not answer is said aloud and recorded', async () => {
    office.helper.refuses(503);
    const line = await office.line(ann, { register: false });
    const call = await line.invite({ dialled: '112' });
    office.helper.answers();
    expect(early(call)).toBeDefined();
    expect(call.code).toBeGreaterThanOrEqual(400);
    await expect.poll(() => office.userEvents('ScEmergencyUnrouted').length).toBe(1);
  });
});
