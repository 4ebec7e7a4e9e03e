import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../apps/desktop/src/renderer/frame/routes.ts';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { looks } from '../lab/runs.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedFlows } from './flow-seed.ts';
import { seedMenus } from './menu-seed.ts';
import { seedCallsOut } from './policy-seed.ts';
import { seed } from './seed.ts';

beforeAll(ensureBuilt);

describe.each(looks<'light' | 'dark'>('light', 'dark'))(`axe finds nothing on ${launcher} in %s`, (colorScheme) => {
  let agent: FakeAgent;
  let desktop: Desktop;
  beforeAll(async () => {
    agent = await startFakeAgent();
    desktop = await launchDesktop({ colorScheme, bypassCSP: true });
    desktop.page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });
  const clean = async () => expect(await violations(desktop.page)).toEqual([]);
  const go = async (link: string, shown: string) => {
    await desktop.page.getByRole('link', { name: link, exact: true }).click();
    await desktop.page.getByText(shown).first().waitFor();
  };

  test('connect, trust, first admin', async () => {
    const { page } = desktop;
    await page.getByLabel('Address').waitFor();
    await clean();
    await page.getByLabel('Address').fill('https://127.0.0.1:1');
    await page.keyboard.press('Enter');
    await page.getByText('can’t be reached').waitFor();
    await clean();
    await page.getByLabel('Address').fill(agent.url);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Is this your agent?' }).waitFor();
    await clean();
    await page.getByRole('button', { name: /trust and connect/ }).click();
    await page.getByLabel('One-time code').waitFor();
    await clean();
  });

  test('empty places, new tenant', async () => {
    const { page } = desktop;
    await person(page).setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await page.getByText('No company here yet').waitFor();
    await clean();
    await page.getByRole('button', { name: 'New tenant' }).first().click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
    await clean();
    await person(page).closesThePanel();
    await person(page).createsTenant('Acme Logistics');
    await page.getByText('No users yet').waitFor();
    await clean();
    for (const [link, shown] of [
      ['Devices', 'No devices yet'],
      ['Apply history', 'Nothing was applied yet'],
      ['Accounts', 'Nobody but platform admins'],
      ['Audit', 'Nothing on record yet'],
    ] as const) {
      await go(link, shown);
      await clean();
    }
  });

  test('new user with problems, credentials', async () => {
    const { page } = desktop;
    await go('Users', 'No users yet');
    await person(page).opensNewUser();
    await page.getByRole('button', { name: 'Create user' }).click();
    await page.getByText('This can’t be empty.').waitFor();
    await clean();
    await person(page).createsUser('Ann Lee');
    await clean();
    await person(page).closesThePanel();
  });

  test('users with every state, side panel, a person’s page and its dialogs', async () => {
    const { page } = desktop;
    seed(agent.state, agent.state.tenants[0]!);
    await page.reload();
    await page
      .getByRole('row', { name: /Not answering/ })
      .first()
      .waitFor();
    await clean();
    await page.getByRole('row', { name: /Cem Yılmaz/ }).click();
    await page.getByRole('button', { name: 'Open page' }).waitFor();
    await clean();
    await page.getByRole('button', { name: 'Open page' }).click();
    await page.getByText('Registered from').waitFor();
    await clean();
    await page.getByRole('button', { name: 'More actions for Cem Yılmaz' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
    await clean();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More actions for Desk phone' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).waitFor();
    await clean();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByText('for good:').waitFor();
    await clean();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('tab', { name: 'Profile' }).click();
    await page.getByText('On record').waitFor();
    await clean();
  });

  test('preview, apply, its page, history, audit, devices, settings, tenants', async () => {
    const { page } = desktop;
    await page.getByRole('link', { name: 'Preview' }).click();
    await page.getByRole('button', { name: 'Show what is written' }).click();
    await clean();
    agent.state.nextApply = 'ROLLED_BACK';
    await person(page).applies();
    await page
      .getByText(/^Rolled back/)
      .first()
      .waitFor();
    await clean();
    await page.getByRole('link', { name: 'Details' }).click();
    await page.getByText('not reached').first().waitFor();
    await clean();
    await page.getByRole('link', { name: 'Apply history' }).first().click();
    await page.getByRole('grid', { name: 'Apply history' }).waitFor();
    await clean();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('row').nth(1).click();
    await page.getByText('After').waitFor();
    await clean();
    await go('Devices', 'registered');
    await clean();
    await go('Settings', 'Fingerprint of its authority');
    await page.getByRole('button', { name: 'Apply box' }).waitFor();
    await clean();
    await go('Tenants', 'Acme Logistics');
    await clean();
    await page.getByRole('button', { name: 'More actions for Acme Logistics' }).click();
    await page.getByRole('menuitem', { name: 'Suspend' }).waitFor();
    await clean();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await clean();
    await page.keyboard.press('Escape');
  });

  test('box: problems, what waits, its apply; editing a tenant', async () => {
    const { page } = desktop;
    await go('Settings', 'Fingerprint of its authority');
    await page.getByRole('combobox', { name: 'Emergency numbers' }).fill('12a');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Emergency calls leave by' }).fill('carrier trunk');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('“12a”: Write 3 to 5 digits, such as 112.').waitFor();
    await clean();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('textbox', { name: 'Emergency calls leave by' }).fill('carrier-trunk');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved, not live yet').waitFor();
    await clean();
    agent.state.nextApply = 'FAILED';
    await page.getByRole('button', { name: 'Apply box' }).click();
    await page.getByText('Nothing changed', { exact: false }).waitFor();
    await clean();
    await go('Tenants', 'Acme Logistics');
    await person(page).opensTenantToEdit('Acme Logistics');
    await clean();
    await page.getByRole('combobox', { name: 'Time zone' }).click();
    await page.getByRole('option').first().waitFor();
    await clean();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Last extension' }).fill('1002');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('leaves out extensions in use', { exact: false }).waitFor();
    await clean();
    await person(page).closesThePanel();
  });

  test('every page of calls, numbers and trunks, as it opens; their forms and states stand behind --full', async () => {
    const { page } = desktop;
    const acme = agent.state.tenants[0]!;
    seedFlows(agent.state, acme);
    seedMenus(agent.state, acme);
    seedCallsOut(agent.state, acme);
    const pages: readonly (readonly [path: string, shown: string | RegExp])[] = [
      [routes.numbers(acme.id), '+1 202 555 0100'],
      [routes.trunks(acme.id), 'Trunk'],
      [routes.flows(acme.id), 'Opening hours'],
      [routes.flowsOf(acme.id, 'ring_group'), 'Sales'],
      [routes.flowsOf(acme.id, 'schedule'), 'Opening hours'],
      [routes.policies(acme.id), 'Standard'],
      [routes.outbound(acme.id), 'is read as'],
      [routes.trace(acme.id), 'Call tracer'],
      [routes.inventory(), '+1 202 555 0100'],
    ];
    for (const [path, shown] of pages) {
      await page.evaluate((to) => history.pushState(null, '', to), path);
      await page.reload();
      await page.getByRole('main').getByText(shown).first().waitFor();
      await clean();
    }
  });

  test('palette, switcher, failures, offline, changed authority', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search users, pages and actions').waitFor();
    await clean();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Switch tenant/ }).click();
    await page.getByRole('option').first().waitFor();
    await clean();
    await page.keyboard.press('Escape');
    agent.state.failNext.set('user.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.reload();
    agent.state.asterisk = 'down';
    agent.state.changed();
    await page.getByText('Asterisk does not answer, so phone states are unknown.', { exact: false }).waitFor();
    await clean();
    await agent.cut();
    await page.getByText('What you see is from', { exact: false }).waitFor();
    await clean();
    await agent.restore({ newAuthority: true });
    await page.reload();
    await page.getByText('This is not the agent you trusted').waitFor();
    await clean();
  });
});
