import type { TestCallStep } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { fakeTrunks, type FakeTrunk } from './fake-agent/trunk-memory.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedTrunks } from './trunk-seed.ts';

const PASSWORD = 'carrier-password-Xy7';
const LATER = 'later-password-Qw3';

/** US8, FR-021, FR-022: trunks as admins of the platform, of a tenant and support see them. Fake agent. */
describe(`trunks on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const acme = () => agent.state.tenants[0]!;
  const memory = () => fakeTrunks(agent.state);
  const stored = (name: string): FakeTrunk => [...memory().trunks.values()].find(({ view }) => view.name === name)!;
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const row = (part: string | RegExp) => desktop.page.getByRole('row', { name: part });
  const peek = (name: string) => desktop.page.getByRole('complementary', { name });
  const dialog = (name?: string) => desktop.page.getByRole('dialog', name === undefined ? {} : { name });
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
  const toast = (text: string | RegExp) => desktop.page.getByRole('alert').filter({ hasText: text });
  const undo = (text: string | RegExp) => toast(text).getByRole('button', { name: 'Undo' });
  const gone = () => dialog().waitFor({ state: 'detached' });
  const pick = async (label: string, option: string) => {
    await dialog().getByRole('combobox', { name: label, exact: true }).click();
    await dialog().getByRole('option', { name: option, exact: true }).click();
  };
  const menu = async (name: string, item: string) => {
    await desktop.page.getByRole('button', { name: `More actions for ${name}` }).click();
    await desktop.page.getByRole('menuitem', { name: item }).click();
  };
  /** Everything that is on the page, fields included. */
  const onScreen = () =>
    desktop.page.evaluate(() =>
      [document.body.innerText, ...[...document.querySelectorAll('input')].map((each) => each.value)].join('\n'),
    );
  const as = async (role: FakeAgent['state']['role'], path: string) => {
    agent.state.role = role;
    await desktop.page.evaluate((to) => history.pushState(null, '', to), path);
    await desktop.page.reload();
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
    acme().timezone = 'Europe/Berlin';
    agent.state.addTenant('Beta Bakery');
    await desktop.page.reload();
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('an empty place leads to a trunk by registration, made by keyboard alone', async () => {
    const { page } = desktop;
    await link('Trunks').click();
    await page.getByText('No trunks yet').waitFor();
    await page.keyboard.press('n');
    await expect.poll(() => field('Name').evaluate((each) => each === document.activeElement)).toBe(true);
    await page.keyboard.type('Main line');
    await page.keyboard.press('Tab');
    await page.keyboard.type('sip.carrier.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type('acct1');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await toast('Main line is created').getByText('Goes live with the next apply.').waitFor();
    await row(/Main line.*Not live yet.*New.*sip\.carrier\.example.*Registration/).waitFor();
    await peek('Main line').getByText('It is loaded by the next apply.').waitFor();
    expect(stored('Main line')).toMatchObject({
      secret: PASSWORD,
      view: {
        tenantId: acme().id,
        kind: 'registration',
        username: 'acct1',
        transport: 'udp',
        // What the tenant's time zone says of its country.
        inbound: {
          where: 'request-uri',
          countryCode: '49',
          nationalPrefix: '0',
          internationalPrefix: '00',
          bare: 'e164',
        },
      },
    });
    expect(await onScreen()).not.toContain(PASSWORD);
  });

  test('its change is told before it is applied, leads back to it, and then it is shown as registered', async () => {
    const { page } = desktop;
    await page.getByRole('link', { name: 'Preview' }).click();
    await page.getByText('Main line, sip.carrier.example: new, signs in at the carrier').waitFor();
    await page.getByRole('link', { name: 'Main line, sip.carrier.example' }).click();
    await peek('Main line').waitFor();
    await person(page).applies();
    await page
      .getByText(/^Live since/)
      .first()
      .waitFor();
    await row(/Main line.*Registered.*0$/).waitFor();
    await peek('Main line').getByText('In 18 ms').waitFor();
  });

  test.each([
    [{ registration: 'rejected' as const }, 'Refused by the carrier', 'Ask it for both and replace the password'],
    [
      { registration: 'unregistered' as const, reachable: 'unreachable' as const },
      'Not registered',
      'the firewall lets them out',
    ],
    [{ reachable: 'unreachable' as const }, 'Registered, not answering', 'if calls come in, all is well'],
  ])('shows %j as it turns, and what to do', async (live, state, remedy) => {
    memory().setLive(stored('Main line').view.id, { ...live, since: new Date(Date.now() - 120_000).toISOString() });
    await row(new RegExp(`Main line.*${state}`)).waitFor();
    await peek('Main line').getByText(remedy, { exact: false }).waitFor();
    await peek('Main line')
      .getByText(/since 2 min ago/)
      .waitFor();
  });

  test('changes what is written and nothing else; the password is replaced, never shown; its history says so', async () => {
    const { page } = desktop;
    memory().setLive(stored('Main line').view.id, { calls: 3 });
    await row(/Main line.*Registered.*3$/).waitFor();
    await page.getByRole('grid', { name: 'Trunks' }).focus();
    await page.keyboard.press('Enter');
    await dialog('Edit Main line').waitFor();
    expect(await dialog().getByLabel('Replace password').inputValue()).toBe('');
    const save = dialog().getByRole('button', { name: 'Save changes' });
    expect(await save.isDisabled()).toBe(true);
    await dialog().getByLabel('Replace password').fill(LATER);
    await dialog().getByRole('button', { name: /^More/ }).click();
    await field('Calls at once').fill('10');
    await pick('The called number is sent', 'As one dials it in the country');
    await dialog().getByText('A call to +49 301 234 567 is sent as 0301234567.').waitFor();
    await dialog().getByText('0301234567 is read as +49 301 234 567').waitFor();
    await field('Before numbers of the country').fill('');
    await dialog().getByText('A call to +49 301 234 567 is sent as 301234567.').waitFor();
    await field('Before numbers of the country').fill('0');
    await save.click();
    await toast('Main line is saved').waitFor();
    await gone();
    await row(/Main line.*Registered.*Changed.*3 of 10/).waitFor();
    expect(stored('Main line')).toMatchObject({
      secret: LATER,
      view: { username: 'acct1', channelLimit: 10, called: { form: 'national' }, revision: 2 },
    });
    await peek('Main line').getByText('A call to +49 301 234 567 is sent as 0301234567.').waitFor();
    await peek('Main line').getByText('Set, never shown').waitFor();
    await peek('Main line').getByText('Trunk: changed: called numbers, calls at once, password').waitFor();
    expect(await onScreen()).not.toMatch(new RegExp(`${PASSWORD}|${LATER}`));
    await page.getByRole('link', { name: 'Preview' }).click();
    await page
      .getByText(
        'Main line, sip.carrier.example: called numbers are sent as one dials it in the country; at most 10 calls at once; new user name or password',
      )
      .waitFor();
    await page.goBack();
  });

  test('who has written something is asked before it is lost; somebody else’s change is not overwritten', async () => {
    const { page } = desktop;
    await row(/Main line/).click();
    await peek('Main line').getByRole('button', { name: 'Edit' }).click();
    await field('Name').fill('Other line');
    await page.keyboard.press('Escape');
    await page.getByText('What you wrote is lost.').waitFor();
    await dialog('Leave without saving?').getByRole('button', { name: 'Cancel' }).click();
    await dialog('Leave without saving?').waitFor({ state: 'detached' });
    expect(await field('Name').inputValue()).toBe('Other line');
    stored('Main line').view.revision++;
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().getByRole('alert').waitFor();
    expect(stored('Main line').view.name).toBe('Main line');
    expect(await field('Name').inputValue()).toBe('Other line');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog('Leave without saving?').getByRole('button', { name: 'Leave', exact: true }).click();
    await gone();
  });

  test('among all trunks, one that is known by its address is made for the box; what is refused stands at its field', async () => {
    const { page } = desktop;
    await link('All trunks').click();
    await row(/Main line.*Acme Logistics/).waitFor();
    await page.getByRole('button', { name: 'New trunk' }).click();
    await dialog().getByRole('radiogroup', { name: 'How the carrier is known' }).getByText('Address').click();
    await dialog().getByText('No password is asked.', { exact: false }).waitFor();
    const create = dialog().getByRole('button', { name: 'Create trunk' });
    await create.click();
    await dialog().getByText('Write a host name or an address', { exact: false }).waitFor();
    await field('Name').fill('Main line');
    await field('Carrier’s host').fill('203.0.113.10');
    await dialog().getByRole('combobox', { name: 'Country', exact: true }).fill('Germ');
    await dialog().getByRole('option', { name: 'Germany (+49)' }).click();
    const addresses = dialog().getByLabel('Addresses that the carrier sends from').first();
    await addresses.fill('nonsense');
    await addresses.press('Enter');
    await create.click();
    await dialog().getByText('“nonsense”: Write an address such as 203.0.113.7', { exact: false }).waitFor();
    await addresses.press('Backspace');
    await addresses.fill('198.51.100.0/24');
    await addresses.press('Enter');
    await create.click();
    await dialog().getByText('There is a trunk Main line already', { exact: false }).waitFor();
    await field('Name').fill('By address');
    await create.click();
    await dialog().getByText('203.0.113.10 is this box itself', { exact: false }).waitFor();
    await field('Carrier’s host').fill('10.0.0.5');
    await create.click();
    await dialog().getByText('10.0.0.5 is no public address', { exact: false }).waitFor();
    await field('Carrier’s host').fill('gw.backup.example');
    await create.click();
    await dialog()
      .getByText('198.51.100.0/24 covers the address of the phone Desk phone of Ann', { exact: false })
      .waitFor();
    await addresses.press('Backspace');
    await addresses.fill('203.0.113.7');
    await addresses.press('Enter');
    await create.click();
    await toast('By address is created').getByText('Apply the box to make it live.').waitFor();
    await gone();
    await row(/By address.*Not live yet.*New.*The box.*gw\.backup\.example.*Address/).waitFor();
    expect(stored('By address').view).toMatchObject({
      tenantId: null,
      kind: 'ip',
      matchAddresses: ['203.0.113.7'],
      allowPrivate: false,
      hasCredentials: false,
    });
  });

  test('the box is applied where its trunks are, and the new one answers', async () => {
    const { page } = desktop;
    await page.getByText('1 change of the box is not live yet').waitFor();
    await page.getByRole('button', { name: 'Look and apply' }).click();
    await dialog().getByText('By address, gw.backup.example: new, the carrier is known by its address').waitFor();
    await dialog().getByRole('button', { name: 'Apply box' }).click();
    await dialog()
      .getByText(/^Live since/)
      .first()
      .waitFor();
    await dialog().getByRole('button', { name: 'Close' }).first().click();
    await gone();
    await row(/By address.*Answering.*The box/).waitFor();
    await page.getByText('is not live yet').waitFor({ state: 'detached' });
  });

  test('private addresses take a platform admin’s word; a trunk is given to a tenant; address and name stay the platform’s', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'New trunk' }).click();
    await pick('Belongs to', 'Beta Bakery');
    await field('Name').fill('Own gateway');
    await field('Carrier’s host').fill('10.0.0.5');
    await field('User name').fill('beta1');
    await dialog().getByLabel('Password', { exact: true }).fill(PASSWORD);
    await pick('Country', 'Other, written below');
    await field('Country code').fill('0');
    await dialog().getByRole('button', { name: 'Create trunk' }).click();
    await dialog().getByText('Write the country code without zeros or plus sign', { exact: false }).first().waitFor();
    await field('Country code').fill('353');
    await dialog().getByRole('switch', { name: 'Allow private addresses' }).click();
    await dialog().getByText('phones and servers of the own network can pass for it', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Create trunk' }).click();
    await row(/Own gateway.*Beta Bakery.*10\.0\.0\.5/).waitFor();
    expect(stored('Own gateway').view).toMatchObject({ allowPrivate: true, inbound: { countryCode: '353' } });
    expect(await onScreen()).not.toContain(PASSWORD);
  });

  test('is switched off and on again; deleting says what it means, and names the policies that hold it', async () => {
    const { page } = desktop;
    await row(/By address/).click();
    await menu('By address', 'Switch off');
    await row(/By address.*Still on/).waitFor();
    await peek('By address').getByText('Calls come in by it until the box is applied.').waitFor();
    await undo('By address is off with the next apply').click();
    await row(/By address.*Answering/).waitFor();
    expect(stored('By address').view.enabled).toBe(true);
    await menu('By address', 'Delete');
    await dialog().getByText('calls to numbers of every tenant no longer come in by it', { exact: false }).waitFor();
    agent.state.failNext.set('trunk.deleteAny', {
      code: 'trunk.in-use',
      name: 'By address',
      by: ['Standard', 'Abroad'],
      count: 2,
    });
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await dialog().getByText('2 policies send calls out by By address').waitFor();
    await dialog().getByText('Take it out of them first: Standard, Abroad.').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await gone();
    await menu('By address', 'Delete');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await toast('By address is deleted').waitFor();
    await row(/By address/).waitFor({ state: 'detached' });
    await page.getByText('By address removed').waitFor();
  });

  test('finds a trunk by any part of it; a link to one that is gone says so', async () => {
    const { page } = desktop;
    seedTrunks(agent.state, acme(), agent.state.tenants[1]!);
    await page.reload();
    await page.getByText(/^12 trunks, \d up$/).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('203.0.113');
    await page.getByText('1 found').waitFor();
    await row(/Backup by address.*Not answering/).waitFor();
    const search = page.getByRole('textbox', { name: 'Search name, tenant, carrier or address' });
    await search.fill('zzz');
    await page.getByText('No trunk has “zzz” in its name, carrier or addresses.').waitFor();
    await page.getByRole('button', { name: 'Clear search' }).click();
    await row(/Lost.*Not in Asterisk/).click();
    await peek('Lost').getByRole('link', { name: 'Look at the differences' }).waitFor();
    await as('platform_admin', '/trunks/t0t0t0t0t0t0');
    await page.getByText('This trunk is not here any more.').waitFor();
  });

  test('a test call shows what it meets as it comes, and at the end why, and what to do', async () => {
    const { page } = desktop;
    await as('platform_admin', '/trunks');
    await row(/Backup by address/).click();
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const steps = (...names: readonly TestCallStep[]) => names.map((step, n) => ({ step, at: at(n / 10) }));
    const call = async (number: string) => {
      await field('Number to call').fill(number);
      await page.keyboard.press('Enter');
    };
    await page.getByRole('button', { name: 'Test call' }).click();
    await call('112');
    await dialog().getByText('Write it with plus sign and country code', { exact: false }).waitFor();
    expect(memory().tests.size).toBe(0);
    memory().course = [
      { steps: steps('sent', 'trying'), end: null },
      { steps: steps('sent', 'trying', 'ringing'), end: null },
      { steps: steps('sent', 'trying', 'ringing', 'answered'), end: { at: at(1), cause: 'works', code: null } },
    ];
    await call('+49 30 123456');
    await dialog().getByText('It rings (180)').waitFor();
    await dialog().getByText('The trunk works').waitFor();
    expect([...memory().tests.values()].map(({ number }) => number)).toEqual(['+4930123456']);
    memory().course = [{ steps: steps('sent', 'trying'), end: { at: at(1), cause: 'forbidden', code: 403 } }];
    await dialog().getByRole('button', { name: 'Call again' }).click();
    await dialog().getByText('The carrier forbids this call').waitFor();
    await dialog().getByText('The carrier said 403.', { exact: false }).waitFor();
    agent.state.failNext.set('trunk.testCallAnyState', { code: 'not-found', what: 'test call' });
    await dialog().getByRole('button', { name: 'Call again' }).click();
    await dialog().getByText('This test call does not exist').waitFor();
    agent.state.failNext.set('trunk.testCallAny', {
      code: 'trunk.test-refused',
      number: '+4930123456',
      reason: 'own-number',
    });
    await dialog().getByRole('button', { name: 'Call again' }).click();
    await dialog().getByText('is a number of this box', { exact: false }).waitFor();
    await page.keyboard.press('Escape');
    await gone();
    await peek('Backup by address').getByRole('button', { name: 'Test call' }).waitFor();
  });

  test('on a tenant’s page the platform’s admin is led to where a trunk of the box is changed', async () => {
    const { page } = desktop;
    await as('platform_admin', `/t/${acme().id}/trunks`);
    await row(/Main carrier.*Box.*Registered/).click();
    await peek('Main carrier').getByText('Calls at once').waitFor({ state: 'detached' });
    await peek('Main carrier').getByRole('link', { name: 'Open among all trunks' }).click();
    await page.getByRole('heading', { name: 'All trunks' }).waitFor();
    await peek('Main carrier').getByRole('button', { name: 'Edit' }).waitFor();
    await peek('Main carrier').getByText('30', { exact: true }).waitFor();
  });

  test('a tenant’s admin makes and changes its own by registration, and sees why not the others', async () => {
    const { page } = desktop;
    await as('tenant_admin', `/t/${acme().id}/trunks`);
    await row(/Main carrier/).click();
    await peek('Main carrier').getByText('It belongs to the box, and every tenant uses it.').waitFor();
    expect(await page.getByRole('button', { name: /^Edit|^More actions/ }).count()).toBe(0);
    await row(/Pinned by the platform/).click();
    await peek('Pinned by the platform').getByText('asks for no password', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: /^Edit|^More actions/ }).count()).toBe(0);
    expect(await row(/Beta line/).count()).toBe(0);
    expect(await link('All trunks').count()).toBe(0);
    await page.getByRole('button', { name: 'New trunk' }).click();
    await dialog().getByRole('button', { name: /^More/ }).click();
    expect(await dialog().getByRole('radiogroup', { name: 'How the carrier is known' }).count()).toBe(0);
    expect(await dialog().getByText('Allow private addresses').count()).toBe(0);
    await field('Name').fill('Third line');
    await field('Carrier’s host').fill('pbx.lan');
    await field('User name').fill('acme3');
    await dialog().getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog().getByRole('button', { name: 'Create trunk' }).click();
    await dialog().getByText('pbx.lan is no public address', { exact: false }).waitFor();
    await field('Carrier’s host').fill('sip.third.example');
    await dialog().getByRole('button', { name: 'Create trunk' }).click();
    await row(/Third line.*Not live yet/).waitFor();
    await menu('Third line', 'Switch off');
    await row(/Third line.*Off/).waitFor();
    await menu('Third line', 'Delete');
    await dialog().getByText('calls to numbers of Acme Logistics no longer come in by it', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await row(/Third line/).waitFor({ state: 'detached' });
  });

  test('support looks and changes nothing; a failure stays in place; without Asterisk nothing is claimed', async () => {
    const { page } = desktop;
    await as('support', `/t/${acme().id}/trunks`);
    await page.getByText('Your role may look at trunks, not change them.').waitFor();
    await row(/Acme line.*Registered/).click();
    await peek('Acme line').getByText('acme1').waitFor();
    expect(await page.getByRole('button', { name: /New trunk|^Edit|^More actions/ }).count()).toBe(0);
    agent.state.asterisk = 'down';
    await row(/Acme line.*State unknown/).waitFor();
    agent.state.asterisk = 'live';
    await row(/Acme line.*Registered/).waitFor();
    agent.state.slow.set('trunk.list', 1500);
    await page.reload();
    await page.getByRole('status', { name: 'Loading' }).first().waitFor();
    agent.state.slow.clear();
    await row(/Acme line/).waitFor();
    agent.state.failNext.set('trunk.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page.reload();
    await page.getByText('The application database does not answer').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(/Acme line/).waitFor();
  });
});
