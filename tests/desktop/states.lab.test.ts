import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { seed, seedMany } from './seed.ts';
import { person } from './person.ts';

/** What a person sees when things are slow, gone, refused or many. Needs an agent that fails on request: the fake one. */
describe(`desktop in trouble on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme');
    seed(agent.state, agent.state.tenants[0]!);
    await desktop.page.reload();
    await desktop.page.getByRole('grid', { name: 'Users' }).waitFor();
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('shows skeletons of the real list while it loads', async () => {
    agent.state.slow.set('user.list', 1500);
    await desktop.page.reload();
    await desktop.page.getByRole('status', { name: 'Loading' }).first().waitFor();
    agent.state.slow.clear();
    await desktop.page.getByRole('grid', { name: 'Users' }).waitFor();
  });

  test('keeps a failure in place with what to do, and tries again', async () => {
    agent.state.failNext.set('user.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await desktop.page.reload();
    await desktop.page.getByText('The application database does not answer').waitFor();
    await desktop.page.getByRole('button', { name: 'Try again' }).click();
    await desktop.page.getByRole('grid', { name: 'Users' }).waitFor();
  });

  test('says who may do what is refused', async () => {
    agent.state.failNext.set('audit.list', { code: 'access.denied', action: 'audit.read' });
    await desktop.page.getByRole('link', { name: 'Audit' }).click();
    await desktop.page.getByText('Your role does not allow this').waitFor();
    await desktop.page.getByRole('link', { name: 'Users', exact: true }).click();
  });

  test('keeps the box in place when it is refused, and shows what someone else has saved meanwhile', async () => {
    const { page } = desktop;
    agent.state.failNext.set('box.get', { code: 'access.denied', action: 'box.read' });
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByText('Your role does not allow this').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Mine');
    Object.assign(agent.state.box, { name: 'Theirs', revision: agent.state.box.revision + 1 });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Someone else changed this box meanwhile').waitFor();
    await page.getByText('Changed by somebody else to “Theirs”.').waitFor();
    expect(await name.inputValue()).toBe('Mine');
    // It may be saved as it is.
    expect(await name.getAttribute('aria-invalid')).toBe('false');
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await name.inputValue()).toBe('Theirs');
    await page.getByText('Someone else changed this box meanwhile').waitFor({ state: 'detached' });
    await name.fill('Both');
    expect(await page.getByText('Changed by somebody else', { exact: false }).count()).toBe(0);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Both is saved').waitFor();
    await page.getByRole('link', { name: 'Users', exact: true }).click();
  });

  test('finds a device by its person, and says so when there is none', async () => {
    const { page } = desktop;
    await page.getByRole('link', { name: 'Devices' }).click();
    const search = page.getByRole('textbox', { name: 'Search label, person or SIP username' });
    await search.fill('Frida');
    await page.getByRole('row', { name: /Cem Yılmaz/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Frida Åkesson/ }).waitFor();
    await search.fill('zzz');
    await page.getByText('No device has “zzz” in its label, person or SIP username.').waitFor();
    await page.getByRole('link', { name: 'Users', exact: true }).click();
  });

  test('shows a phone coming and going without a reload', async () => {
    const user = agent.state.users.find((u) => u.name === 'Cem Yılmaz')!;
    const device = agent.state.devices.find((d) => d.userId === user.id)!;
    const row = desktop.page.getByRole('row', { name: /Cem Yılmaz/ });
    await row.getByText('Registered', { exact: true }).waitFor();
    agent.state.setLive(device, 'in-call');
    await row.getByText('In a call').waitFor();
    agent.state.setLive(device, 'not-registered');
    await row.getByText('Not registered').waitFor();
  });

  test('keeps what is pending when Asterisk does not answer', async () => {
    const { page } = desktop;
    agent.state.addUser(agent.state.tenants[0]!, { name: 'Nora New' });
    await page.reload();
    await page.getByText('1 change pending').waitFor();
    agent.state.asterisk = 'down';
    agent.state.changed();
    await person(page).applies();
    await page.getByText('Asterisk does not answer, so nothing was changed').waitFor();
    await page.getByText('1 change pending').waitFor();
    agent.state.asterisk = 'live';
    agent.state.changed();
    await page.getByRole('alert').getByRole('button').click();
  });

  test('tells a rolled-back apply with step, object and remedy', async () => {
    const { page } = desktop;
    agent.state.nextApply = 'ROLLED_BACK';
    await person(page).applies();
    await page
      .getByText(/^Rolled back to what was live before: /)
      .first()
      .waitFor();
    await page.getByText('Change the name of Ann Lee, then apply again.').first().waitFor();
    await page.getByRole('link', { name: 'Details' }).click();
    await page.getByText('Stopped at: Verify').waitFor();
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  test('says since when it is offline, keeps what it shows, and recovers by itself', async () => {
    const { page } = desktop;
    await agent.cut();
    await page.getByText('What you see is from', { exact: false }).waitFor();
    await page
      .getByTestId('connection')
      .getByText(/^Offline since/)
      .waitFor();
    expect(await page.getByRole('row', { name: /Cem Yılmaz/ }).isVisible()).toBe(true);
    agent.state.addUser(agent.state.tenants[0]!, { name: 'Mia Meanwhile' });
    await agent.restore();
    await page.getByTestId('connection').getByText('Live', { exact: true }).waitFor();
    await page.getByRole('row', { name: /Mia Meanwhile/ }).waitFor();
  });

  test('asks to sign in again when the session has ended, and comes back to the same page', async () => {
    const { page } = desktop;
    agent.state.tokens.clear();
    await page.getByRole('link', { name: 'Apply history' }).click();
    await page.getByText('Your session has ended. Sign in to go on.').waitFor();
    await person(page).signsIn();
    await page.getByRole('heading', { name: 'Apply history' }).waitFor();
  });

  test('signing out ends the session at the agent too', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(agent.state.tokens.size).toBe(0);
    await person(page).signsIn();
    await page.getByRole('button', { name: /^Account of/ }).waitFor();
  });

  test('a late answer to the session before does not end the new one', async () => {
    const { page } = desktop;
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('grid', { name: 'Users' }).waitFor();
    agent.state.slow.set('audit.list', 2500);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await person(page).signsIn();
    agent.state.slow.clear();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.waitForTimeout(3000);
    await page.getByRole('link', { name: 'Apply history' }).click();
    await page.getByRole('grid', { name: 'Apply history' }).waitFor();
  });

  test('draws 10,000 users without 10,000 rows, and finds one', async () => {
    const { page } = desktop;
    const big = agent.state.addTenant('Big Company', [10_000, 25_000]);
    seedMany(agent.state, big, 10_000);
    await page.reload();
    await page.getByRole('button', { name: /^Switch tenant/ }).click();
    await page.keyboard.type('Big');
    await page.keyboard.press('Enter');
    await page.getByText('10,000 people').waitFor();
    const grid = page.getByRole('grid', { name: 'Users' });
    await grid.waitFor();
    expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
    expect(await grid.getByRole('row').count()).toBeLessThan(80);
    await grid.focus();
    await page.keyboard.press('End');
    await page.getByRole('row', { name: /Person 00199/ }).waitFor();
    await page.getByLabel('Search name', { exact: false }).fill('Person 09876');
    await page.getByText('1 found').waitFor();
    await page.getByRole('row', { name: /Person 09876/ }).waitFor();
  });

  test('refuses an agent whose authority changed, with no way on', async () => {
    const { page } = desktop;
    await agent.cut();
    await agent.restore({ newAuthority: true });
    await page.reload();
    await page.getByText('This is not the agent you trusted').waitFor();
    expect(await page.getByRole('button', { name: /trust|continue|sign in/i }).count()).toBe(0);
    await page.getByRole('button', { name: 'Remove the box and compare anew' }).click();
    await page.getByRole('heading', { name: 'Connect to a box' }).waitFor();
  });
});
