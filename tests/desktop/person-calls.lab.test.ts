import type { DeviceView, TenantView, UserView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { callsForHelp, fakeEmergency } from './fake-agent/emergency.ts';
import { fakeHandling, fakeNotify } from './fake-agent/handling.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedPlaces } from './policy-seed.ts';

/** US6, FR-031 to FR-033, FR-035, FR-042: a person's calls, locations and calls for help as an admin sees them. Fake agent. */
describe(`call handling, locations and emergency calls on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  let acme: TenantView;
  let ann: UserView;
  let ben: UserView;
  let annPhone: DeviceView;
  const content = () => desktop.page.getByRole('main');
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const button = (name: string | RegExp) => desktop.page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = (name?: string | RegExp) => desktop.page.getByRole('dialog', name === undefined ? {} : { name });
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
  const gone = () => dialog().waitFor({ state: 'detached' });
  const toast = (text: string | RegExp) => desktop.page.getByRole('alert').filter({ hasText: text });
  const row = (name: string | RegExp) => desktop.page.getByRole('row', { name });
  const forward = (event: string) => content().getByRole('combobox', { name: event, exact: true });
  const shownFor = (event: string) => forward(event).inputValue();
  const handling = () => fakeHandling(agent.state)(ann.id);
  const sends = async (event: string, written: string, option: string | RegExp) => {
    await forward(event).fill(written);
    await content().getByRole('option', { name: option }).click();
  };
  const clean = async (name: string) => {
    expect.soft(await violations(desktop.page), name).toEqual([]);
    expect.soft(await cutOff(desktop.page), name).toEqual([]);
  };
  const as = async (role: FakeAgent['state']['role'], path: string) => {
    agent.state.role = role;
    await desktop.page.evaluate((to) => history.pushState(null, '', to), `/t/${acme.id}/${path}`);
    await desktop.page.reload();
  };

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop({ colorScheme: 'light', bypassCSP: true, viewport: { width: 1440, height: 900 } });
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    acme = agent.state.tenants[0]!;
    ({ ann, ben } = seedPlaces(agent.state, acme));
    Object.assign(
      agent.state.users.find(({ id }) => id === ann.id)!,
      { email: 'ann.lee@acme.example' },
    );
    annPhone = agent.state.devices.find(({ userId }) => userId === ann.id)!;
    await desktop.page.reload();
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('what a person’s calls do is said, and changed at once: to a colleague, a flow, outside, and back', async () => {
    const { page } = desktop;
    const pending = agent.state.pendingOf(acme.id);
    await person(page).opensUser('Ann Lee');
    await page.getByRole('tab', { name: 'Call handling' }).click();
    await content().getByText('Takes effect at once, for the next call').waitFor();
    expect(await shownFor('All calls')).toBe('Phones ring (usual)');
    expect(await shownFor('When busy')).toBe('Own voicemail (usual)');
    await clean('handling');
    await sends('When busy', 'ben', /Ben Ode/);
    await toast('When busy: calls of Ann Lee go to Ben Ode, 1002').waitFor();
    expect(handling().forwards.busy).toEqual({ kind: 'user', userId: ben.id });
    await sends('When nobody answers', '1500', /Sales/);
    await toast('When nobody answers: calls of Ann Lee go to Sales, 1500').waitFor();
    await sends('All calls', '030 1234567', 'As one dials it: 030 1234567');
    await toast(/All calls: calls of Ann Lee go to \+49\s301\s234\s567/).waitFor();
    await content().getByText('Passed over while all calls are forwarded.').first().waitFor();
    await toast(/All calls: calls of Ann Lee/)
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect.poll(() => shownFor('All calls')).toBe('Phones ring (usual)');
    expect(handling().forwards).toEqual({
      busy: { kind: 'user', userId: ben.id },
      noanswer: { kind: 'flow', flowId: 'f0000000000a' },
    });
    expect(agent.state.pendingOf(acme.id)).toEqual(pending);
  });

  test('by keyboard alone: nowhere, and how long the phones ring', async () => {
    const { page } = desktop;
    await forward('When no phone can be reached').focus();
    await page.keyboard.type('nowhere');
    await content().getByRole('option', { name: 'Nowhere: the call ends' }).waitFor();
    await page.keyboard.press('Enter');
    await toast('calls of Ann Lee go to Nowhere: the call ends').waitFor();
    expect(handling().forwards.away).toEqual({ kind: 'hangup' });
    await page.keyboard.press('Tab');
    const rings = content().getByRole('combobox', { name: 'How long the phones ring' });
    await expect.poll(() => rings.evaluate((each) => each === document.activeElement)).toBe(true);
    await rings.click();
    await page.getByRole('option', { name: '45 seconds' }).click();
    await content().getByText('After it rang for 45 seconds.').waitFor();
    expect(handling().ringSeconds).toBe(45);
  });

  test('a refusal stands at its field, names who is in the way, and changes nothing', async () => {
    fakeHandling(agent.state)(ben.id).forwards.always = { kind: 'user', userId: ann.id };
    await sends('All calls', 'ben', /Ben Ode/);
    await content().getByText('Calls would go round: Ann Lee → Ben Ode → Ann Lee.').waitFor();
    await sends('All calls', '+1 900 555 0100', /900/);
    await content().getByText('Calls can’t be forwarded to', { exact: false }).waitFor();
    await sends('All calls', '7777', 'As one dials it: 7777');
    await content().getByText('Nobody has the extension 7777, and it is no phone number outside.').waitFor();
    await clean('refused');
    expect(await shownFor('All calls')).toBe('Phones ring (usual)');
    expect(handling().forwards.always).toBeUndefined();
    fakeHandling(agent.state)(ben.id).forwards = {};
  });

  test('what a code at the phone changed shows while one looks, without asking (FR-035)', async () => {
    const dnd = content().getByRole('switch', { name: 'Do not disturb' });
    expect(await dnd.isChecked()).toBe(false);
    Object.assign(handling(), { dnd: true });
    agent.state.changed();
    await content().getByText('Changed a moment ago at the phone', { exact: false }).waitFor();
    expect(await dnd.isChecked()).toBe(true);
    await dnd.click();
    await toast('Ann Lee can be reached again').waitFor();
    expect(handling().dnd).toBe(false);
    expect(await content().getByText('Changed a moment ago', { exact: false }).count()).toBe(0);
  });

  test('voicemail off waits for apply and says so; a PIN is set at once, hard to guess, and removed (FR-033)', async () => {
    const { page } = desktop;
    await content().getByText('None: messages are heard from own phones alone').waitFor();
    await button('Set a PIN').click();
    await field('PIN').waitFor();
    expect(await field('PIN').inputValue()).toMatch(/^\d{6}$/);
    await clean('pin');
    await field('PIN').fill('1234');
    await dialog().getByRole('button', { name: 'Set a PIN' }).click();
    await dialog().getByText('Anybody would try this one', { exact: false }).waitFor();
    await field('PIN').fill('4711');
    await page.keyboard.press('Enter');
    await toast('Ann Lee has a new voicemail PIN').waitFor();
    await content().getByText('Set, for hearing messages from other phones').waitFor();
    await button('Remove PIN').click();
    await dialog().getByRole('button', { name: 'Remove PIN' }).click();
    await gone();
    await button('Set a PIN').waitFor();
    const notify = content().getByRole('combobox', { name: 'E-mail about new messages' });
    expect(await notify.inputValue()).toBe('Usual: Who called and when');
    await content().getByText('At once, to ann.lee@acme.example').waitFor();
    await notify.click();
    await clean('e-mail about messages');
    await page.getByRole('option', { name: 'With the recording, then delete the message' }).click();
    await toast('E-mail about messages for Ann Lee is changed').waitFor();
    await content().getByText('It is kept aside for a week', { exact: false }).waitFor();
    expect(fakeNotify(agent.state).get(ann.id)).toBe('recording-delete');
    await clean('messages by e-mail alone');
    await toast('E-mail about messages').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => notify.inputValue()).toBe('Usual: Who called and when');
    await content().getByRole('switch', { name: 'Voicemail box' }).click();
    await toast('Ann Lee has no voicemail box any more').getByText('goes live with the next apply').waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await row(/Mailbox: PIN removed/).waitFor();
    await row(/Calls: do not disturb, forwards or ring time changed/)
      .first()
      .waitFor();
  });

  test('phones without a place are work to do; the first location places them all', async () => {
    const { page } = desktop;
    await link('Emergency').click();
    await page.getByText('No locations yet').waitFor();
    await clean('no-locations');
    await page.getByRole('tab', { name: /Phones to place/ }).click();
    await row(/Ann Lee.*1001.*Desk phone.*No location and no number/).waitFor();
    await page.getByText('A default location places all of them at once.').waitFor();
    await clean('phones');
    await page.getByRole('tab', { name: 'Locations' }).click();
    await page.keyboard.press('n');
    await field('Name').fill('Head office');
    await field('Address').fill('1 Main Street\n10115 Berlin');
    await dialog().getByRole('combobox', { name: 'Number shown' }).click();
    await dialog()
      .getByRole('option', { name: /\+49\s301\s234\s56/ })
      .click();
    await dialog().getByRole('combobox', { name: 'Add a person' }).fill('ben');
    await dialog()
      .getByRole('option', { name: /Ben Ode/ })
      .click();
    await dialog().getByText('No e-mail address: can’t be told.').waitFor();
    await dialog().getByRole('combobox', { name: 'E-mail addresses that are told' }).fill('guard');
    await page.keyboard.press('Enter');
    await dialog().getByRole('button', { name: 'Create location' }).click();
    await dialog().getByText('“guard”: Write an e-mail address', { exact: false }).waitFor();
    await page.keyboard.press('Backspace');
    await dialog().getByRole('combobox', { name: 'E-mail addresses that are told' }).click();
    await page.keyboard.press('Backspace');
    await page.keyboard.type('guard@example.com');
    await page.keyboard.press('Enter');
    await clean('new-location');
    await dialog().getByRole('button', { name: 'Create location' }).click();
    await toast('Head office is created').waitFor();
    await row(/Head office.*Default.*New.*1 Main Street, 10115 Berlin.*2 addresses/).waitFor();
    await clean('location');
    await page.getByRole('tab', { name: /Phones to place/ }).click();
    await page.getByText('Every phone is placed').waitFor();
  });

  test('a second location; a phone stands there; two admins at once; deleting asks where its phones stand', async () => {
    const { page } = desktop;
    await page.getByRole('tab', { name: 'Locations' }).click();
    await button('New location').click();
    await field('Name').fill('Branch');
    await dialog().getByRole('button', { name: 'Create location' }).click();
    await row(/Branch.*No address.*Nobody/).waitFor();
    await person(page).opensUser('Ann Lee');
    const card = page.getByRole('article', { name: 'Desk phone' });
    await card.getByText('Head office (default)').waitFor();
    await button('More actions for Desk phone').click();
    await page.getByRole('menuitem', { name: 'Set location' }).click();
    await dialog('Where does “Desk phone” stand?').getByRole('combobox', { name: 'Location' }).click();
    await dialog().getByRole('option', { name: 'Branch' }).click();
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await toast('“Desk phone” stands at Branch').waitFor();
    await card.getByText('Branch', { exact: true }).waitFor();
    await link('Devices').click();
    await row(/Desk phone.*Ann Lee.*Branch/).waitFor();
    await row(/Desk phone.*Ben Ode.*Head office \(default\)/).waitFor();
    await link('Emergency').click();
    await row(/Branch/).click();
    await button('Edit').click();
    await field('Address').fill('2 Side Street');
    const branch = [...fakeEmergency(agent.state).locations.values()].find(({ name }) => name === 'Branch')!;
    Object.assign(branch, { name: 'Branch, by Tess', revision: branch.revision + 1 });
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().getByText('Someone else changed this location meanwhile').waitFor();
    // Hers shows where nothing was written; what was written stays.
    await expect.poll(() => field('Name').inputValue()).toBe('Branch, by Tess');
    expect(await field('Address').inputValue()).toBe('2 Side Street');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await gone();
    await button('More actions for Branch, by Tess').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByText('1 phone stands there. Say where instead:').waitFor();
    // Escape is the dialog's; what stands beside the list stays.
    await page.keyboard.press('Escape');
    await gone();
    await button('More actions for Branch, by Tess').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByText('1 phone stands there. Say where instead:').waitFor();
    expect(await dialog().getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog().getByRole('combobox', { name: 'Instead' }).click();
    await dialog().getByRole('option', { name: 'The default: Head office' }).waitFor();
    await dialog().getByRole('option', { name: 'Head office', exact: true }).click();
    await clean('delete-location');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await toast('Branch, by Tess is deleted').waitFor();
    expect(annPhone.locationId).toBe([...fakeEmergency(agent.state).locations.keys()][0]);
  });

  test('a call for help is said above every page as it comes, red where it found no way out, and kept', async () => {
    const { page } = desktop;
    await link('Users').click();
    callsForHelp(agent.state, annPhone);
    const alert = page.getByRole('alert').filter({ hasText: 'called 112' });
    await alert.getByText('from Head office, 1 Main Street, 10115 Berlin', { exact: false }).waitFor();
    await clean('alert');
    const benPhone = agent.state.devices.find(({ userId }) => userId === ben.id)!;
    callsForHelp(agent.state, benPhone, { unrouted: true, shown: null, notify: [] });
    await alert.getByText('Ben Ode called 112').waitFor();
    await alert.getByText('The call found no way out.').waitFor();
    await alert.getByText('1 more call for help.').waitFor();
    await alert.getByRole('link', { name: 'Look' }).click();
    await row(/Ben Ode.*112.*Head office.*no number.*Found no way out/).waitFor();
    await row(/Ann Lee.*112.*Head office.*Went out/).waitFor();
    const peek = page.getByRole('complementary', { name: 'Emergency call of Ben Ode' });
    await peek.getByText('Nobody: the location names no one').waitFor();
    await clean('calls');
    await row(/Ann Lee/).click();
    await page
      .getByRole('complementary', { name: 'Emergency call of Ann Lee' })
      .getByText(/Whoever rings \+49\s301\s234\s56 back reaches this phone until/)
      .waitFor();
    await button('Hide this alert').click();
    await alert.waitFor({ state: 'detached' });
    await row(/Ben Ode.*Found no way out/).waitFor();
  });

  test('support looks and changes nothing; loading, a failure, what is gone and offline are said in their place', async () => {
    const { page } = desktop;
    await as('support', `users/${ann.id}/handling`);
    await page.getByText('Your role may look at call handling, not change it.').waitFor();
    await content().getByText('Ben Ode, 1002').waitFor();
    expect(await content().getByRole('combobox').count()).toBe(1);
    expect(await content().getByRole('switch', { name: 'Do not disturb' }).isDisabled()).toBe(true);
    expect(await button(/PIN/).count()).toBe(0);
    await as('support', 'emergency');
    await page.getByText('Your role may look at locations, not change them.').waitFor();
    await row(/Head office/).click();
    expect(await page.getByRole('button', { name: /^Edit|^More actions/ }).count()).toBe(0);
    agent.state.slow.set('location.list', 1500);
    await as('support', 'emergency/locations/000000000000');
    await page.getByRole('status', { name: 'Loading' }).first().waitFor();
    agent.state.slow.clear();
    await page.getByText('This location does not exist').waitFor();
    agent.state.failNext.set('location.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await as('support', 'emergency');
    await page.getByText('The application database does not answer').waitFor();
    await button('Try again').click();
    await row(/Head office/).waitFor();
    await as('support', 'emergency/calls');
    await row(/Ann Lee.*Went out/).waitFor();
    await as('platform_admin', `users/${ann.id}/handling`);
    await forward('When busy').waitFor();
    await agent.cut();
    await page.getByText('What you see is from', { exact: false }).waitFor();
    await sends('When busy', 'nowhere', 'Nowhere: the call ends');
    await content().getByText('can’t be reached', { exact: false }).waitFor();
    await expect.poll(() => shownFor('When busy')).toBe('Ben Ode, 1002');
    await agent.restore();
    await page.getByTestId('connection').getByText('Live').waitFor();
    await sends('When busy', 'nowhere', 'Nowhere: the call ends');
    await toast('When busy: calls of Ann Lee go to Nowhere').waitFor();
    expect(handling().forwards.busy).toEqual({ kind: 'hangup' });
  });
});
