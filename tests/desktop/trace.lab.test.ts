import { personOf, type FlowId, type TenantView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { fakeDids } from './fake-agent/did-memory.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedCallsOut, type CallsOutScene } from './policy-seed.ts';

const MONDAY = '2026-11-30T10:00';
const SUNDAY = '2026-11-29T09:00';

/** US5: "why does this number ring there, and what would happen on Sunday at 9?" Fake agent, the domain's own answers. */
describe(`the call tracer on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  let acme: TenantView;
  let scene: CallsOutScene;
  const main = () => desktop.page.getByRole('main');
  const choose = (text: string) => main().getByText(text, { exact: true }).click();
  const path = () => main().getByRole('list', { name: 'Way of the call' });
  const steps = () => path().first().getByRole('listitem').allInnerTexts();
  const said = (text: string | RegExp) => main().getByText(text, { exact: false }).first().waitFor();
  const column = (name: string) => main().getByRole('region', { name, exact: true });
  const calls = async (number: string) => {
    await main().getByRole('combobox', { name: 'Number called' }).fill(number);
    await desktop.page.getByRole('option').first().waitFor();
    await desktop.page.keyboard.press('Enter');
  };
  const at = async (wall: string) => {
    await choose('At a time');
    await main().getByLabel('Time in Europe/Berlin').fill(wall);
  };
  const dials = (what: string) => main().getByRole('textbox', { name: 'What is dialled' }).fill(what);
  const from = async (name: string) => {
    await main().getByRole('combobox', { name: 'From whose phone' }).fill(name);
    await desktop.page.getByRole('option', { name }).click();
  };

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    acme = agent.state.tenants[0]!;
    acme.timezone = 'Europe/Berlin';
    scene = seedCallsOut(agent.state, acme);
    await desktop.page.reload();
    await desktop.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Call tracer', exact: true })
      .click();
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('why a number rings there: step by step, whom, on which phones, and that the next apply changes nothing', async () => {
    await said('Choose the number that somebody outside calls.');
    await calls('switch');
    await at(MONDAY);
    await said('Rings 2 people');
    const told = (await steps()).join('\n').replaceAll('\u00a0', ' ');
    expect(told).toContain('+49 301 234 56 belongs to this company');
    expect(told).toContain('It leads to Opening hours');
    expect(told).toContain('Opening hours is open');
    expect(told).toContain('By its hours: there it is Monday 30 Nov 10:00 (Europe/Berlin). On to Sales.');
    expect(told).toContain('Sales rings 2 people');
    const end = main().getByRole('group', { name: 'Where it ends' });
    await end.getByText('Ann Lee, 1001').waitFor();
    await end.getByText('Desk phone, after 5 s').waitFor();
    await said('The next apply changes nothing about this call.');
    expect(await path().count()).toBe(1);
  });

  test('what on Sunday at 9: closed, outside by the company’s policy; a number of nobody’s says so', async () => {
    await main().getByLabel('Time in Europe/Berlin').fill(SUNDAY);
    await said('Opening hours is closed');
    await said('It goes outside to +44 207 946 0958, at the company’s cost');
    await said('Leaves to +44 207 946 0958');
    await main().getByText('02079460958', { exact: true }).waitFor();
    await calls('+1 202 555 0199');
    await said('Refused: nobody’s number');
    await said('The caller hears that there is no such number.');
  });

  test('what the next apply changes stands beside what is live, from the step on that differs', async () => {
    await calls('switch');
    const hours = agent.state.flows.find(({ id }) => id === ('f0000000000b' as FlowId))!;
    hours.exits = {
      ...hours.exits,
      closed: { destination: { kind: 'user', userId: scene.ann.id }, name: 'Ann Lee', detail: '1001' },
    };
    await desktop.page.reload();
    await at(SUNDAY);
    await said('The next apply changes what happens to this call.');
    await column('Live now').getByText('Leaves to +44 207 946 0958').waitFor();
    await column('After the next apply').getByText('Rings Ann Lee, 1001').waitFor();
    await column('After the next apply').getByText('On to Ann Lee, 1001').waitFor();
    await column('After the next apply')
      .getByText(/Not taken\s*Own voicemail/)
      .waitFor();
    expect(await column('After the next apply').locator('[data-differs]').first().innerText()).toContain(
      'Opening hours is closed',
    );
  });

  test('from a person’s phone: by their own policy or the default, blocked or out; without a phone nothing is dialled', async () => {
    await choose('A call from a phone');
    await said('Write what is dialled, and choose from whose phone.');
    await from('Ann Lee');
    await dials('001 202 555 0123');
    await said('The default policy Standard holds');
    await said('0012025550123 means +1 202 555 0123');
    await said('Leaves to +1 202 555 0123');
    await dials('0081 3 1234 5678');
    await said('Blocked by the outbound policy');
    await said('Rules 1 to 4 don’t match');
    await from('Ben Ode');
    await said('Ben Ode goes by the policy Abroad');
    await said('Leaves to +81 312 345 678');
    await dials('1500');
    await said('1500 is the extension of Sales');
    await said('Ben Ode is passed over: the call comes from their only phone');
    await dials('911');
    await said('Emergency call to 911');
    agent.state.addUser(acme, { name: 'Cem Yılmaz', pending: 'none' });
    await from('Cem');
    await said('This person has no phone yet');
  });

  test('what reaches Ann, asked from her page: each way, whether it rings now; a row leads to its trace', async () => {
    const { page } = desktop;
    await person(page).opensUser('Ann Lee');
    await page.getByRole('link', { name: 'What reaches Ann Lee?' }).click();
    await page.getByRole('row', { name: /\+49\s301\s234\s57.*Number.*Directly.*Rings/ }).waitFor();
    await at(MONDAY);
    await page.getByRole('row', { name: /\+49\s301\s234\s56.*Opening hours \(open\) → Sales.*Rings/ }).waitFor();
    await main().getByLabel('Time in Europe/Berlin').fill(SUNDAY);
    await page
      .getByRole('row', { name: /\+49\s301\s234\s56.*Opening hours \(open\) → Sales.*Does not ring/ })
      .waitFor();
    await page.getByRole('row', { name: /1001.*Extension.*Directly.*Rings/ }).waitFor();
    await choose('After the next apply');
    await page.getByRole('row', { name: /\+49\s301\s234\s56.*Rings/ }).click();
    await said('Opening hours is closed');
    // From the number's own place as well.
    await page.getByRole('link', { name: 'Phone numbers', exact: true }).click();
    await page
      .getByRole('row', { name: /Ann/ })
      .filter({ hasText: /234\s57/ })
      .click();
    await page.getByRole('link', { name: 'Trace a call to it' }).click();
    await said('It leads to Ann Lee, 1001');
    expect([...fakeDids(agent.state).dids.values()].some(({ target }) => personOf(target) === scene.ann.id)).toBe(true);
  });

  test('what was suspended a moment ago, a model that can’t be applied, and a lost connection are said in their place', async () => {
    const { page } = desktop;
    scene.ann.status = 'suspended';
    await page.reload();
    await said('Does not ring: the person is suspended');
    scene.ann.status = 'active';
    agent.state.failNext.set('trace.explain', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page.reload();
    await said('The application database does not answer');
    await page.reload();
    await said('Rings Ann Lee, 1001');
    await agent.cut();
    await page.getByText('What you see is from', { exact: false }).waitFor();
    await said('Rings Ann Lee, 1001');
    await agent.restore();
  });
});
