import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, type Office } from './office.ts';
import { STORES } from '../lab/runs.ts';

/** US1 and US7: both companies have a 1001 and a 1002; only Beta has a 1003. */
describe.each(STORES)('two companies with the same extensions, phones in %s', (store) => {
  let office: Office;
  let ann: CreatedUser, ben: CreatedUser, bea: CreatedUser, bob: CreatedUser, cleo: CreatedUser;

  beforeAll(async () => {
    office = await openOffice(store);
    ({ ann, ben } = byFirstName<'ann' | 'ben'>(await office.company('Acme', ['Ann Lee', 'Ben Ode'])));
    ({ bea, bob, cleo } = byFirstName<'bea' | 'bob' | 'cleo'>(
      await office.company('Beta', ['Bea Kim', 'Bob Lau', 'Cleo Fay']),
    ));
  });
  afterEach(() => office.everybodyLeaves());
  afterAll(() => office?.release());

  test('a user gets an extension and a phone that registers at its first REGISTER after Apply', async () => {
    expect([ann, ben, bea, bob, cleo].map((one) => one.user.extension)).toEqual([1001, 1002, 1001, 1002, 1003]);
    const { tenant, people } = await office.company(`Gamma ${store}`, ['Gil Ray'], { apply: false });
    const gil = people[0]!;
    const early = await office.phone(gil);
    expect((await early.isRefused()).code).toBe(401);
    await office.apply(tenant.id);
    await early.registers();
  });

  test('a wrong password is refused, a right one is not', async () => {
    const stranger = await office.phone(ann, { secret: `${ann.credentials!.secret}x` });
    expect((await stranger.isRefused()).code).toBe(401);
    await office.registered(ann);
  });

  test('1002 reaches one’s own 1002, and nobody else’s: each hears the own company’s tone', async () => {
    const [annPhone, benPhone, beaPhone, bobPhone] = await Promise.all([
      office.registered(ann, { tone: 440 }),
      office.registered(ben, { tone: 620 }),
      office.registered(bea, { tone: 800 }),
      office.registered(bob, { tone: 1000 }),
    ]);
    const inAcme = await annPhone.calls('1002');
    const benRings = await benPhone.rings();
    expect(benRings.from).toEqual({ name: 'Ann Lee', number: '1001' });
    await bobPhone.staysSilent(300);
    await benRings.answers();
    await inAcme.answered();

    const inBeta = await beaPhone.calls('1002');
    const bobRings = await bobPhone.rings();
    expect(bobRings.from).toEqual({ name: 'Bea Kim', number: '1001' });
    await bobRings.answers();
    await inBeta.answered();

    await Promise.all([annPhone.hears(620), benPhone.hears(440), beaPhone.hears(1000), bobPhone.hears(800)]);
    await inAcme.hangUp();
    await inBeta.hangUp();
    expect(await benRings.ended()).toMatchObject({ code: 200, by: 'them' });
  });

  test('a number that only the other company has is refused, and rings nowhere', async () => {
    const [annPhone, beaPhone, cleoPhone] = await Promise.all([
      office.registered(ann),
      office.registered(bea),
      office.registered(cleo),
    ]);
    expect(await (await annPhone.calls('1003')).ended()).toMatchObject({ code: 404, by: 'refusal' });
    await cleoPhone.staysSilent(300);
    await beaPhone.calls('1003');
    expect((await cleoPhone.rings()).from.name).toBe('Bea Kim');
  });

  test('a second device rings too, and stops when the first is answered', async () => {
    const mobile = await office.admin.device.create.mutate({
      tenantId: ben.user.tenantId,
      userId: ben.user.id,
      label: 'Mobile',
    });
    await office.apply(ben.user.tenantId);
    const [annPhone, desk, pocket] = await Promise.all([
      office.registered(ann),
      office.registered(ben, { tone: 620 }),
      office.registered(mobile),
    ]);
    const call = await annPhone.calls('1002');
    const [onDesk, inPocket] = await Promise.all([desk.rings(), pocket.rings()]);
    await onDesk.answers();
    await call.answered();
    expect((await inPocket.ended()).code).toBe(487);
    await annPhone.hears(620);
    await call.hangUp();
    // Calling oneself rings the other device only.
    await desk.calls('1002');
    await pocket.rings();
    await desk.staysSilent(300);
  });
});
