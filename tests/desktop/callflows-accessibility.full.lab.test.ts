import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { seedFlows } from './flow-seed.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

beforeAll(ensureBuilt);

const LOOKS: readonly (readonly ['light' | 'dark', number])[] = [
  ['dark', 900],
  ['light', 1440],
  ['light', 900],
  ['dark', 1440],
  ['light', 1024],
];

describe.each(LOOKS)(
  `call flows: axe finds nothing, nothing is cut off, on ${launcher} in %s at %i px`,
  (colorScheme, width) => {
    let agent: FakeAgent;
    let desktop: Desktop;
    let seeded: ReturnType<typeof seedFlows>;
    const tenantPath = (rest: string) => `/t/${agent.state.tenants[0]!.id}/${rest}`;
    const open = (path: string) =>
      desktop.page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    const folder = process.env['SYNERGYCALL_SHOTS'];
    let shots = 0;
    const clean = async (name: string) => {
      if (folder !== undefined)
        await desktop.page.screenshot({
          path: `${folder}/${colorScheme}-${width}-${String(++shots).padStart(2, '0')}-${name}.png`,
        });
      expect.soft(await violations(desktop.page), name).toEqual([]);
      expect.soft(await cutOff(desktop.page), name).toEqual([]);
    };
    const dialog = () => desktop.page.getByRole('dialog');
    const row = (name: string | RegExp) => desktop.page.getByRole('row', { name });
    const button = (name: string | RegExp) => desktop.page.getByRole('button', { name });
    const leaves = async () => {
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'detached' });
    };
    /** In a narrow window the panel lies over the list. */
    const closesPeek = () => button('Close the side panel').click();

    beforeAll(async () => {
      agent = await startFakeAgent();
      desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
      desktop.page.setDefaultTimeout(15_000);
      const me = person(desktop.page);
      await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
      await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
      await me.createsTenant('Acme Logistics');
      seed(agent.state, agent.state.tenants[0]!);
      await desktop.page.setViewportSize({ width, height: 900 });
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('empty pages, the list of groups, one beside it, its form with problems, deleting', async () => {
      const { page } = desktop;
      await open(tenantPath('flows'));
      await page.getByText('No calls come in yet').waitFor();
      await clean('picture-empty');
      await open(tenantPath('hours'));
      await page.getByText('No hours yet').waitFor();
      await clean('hours-empty');
      await open(tenantPath('groups'));
      await page.getByText('No ring groups yet').waitFor();
      await clean('groups-empty');
      seeded = seedFlows(agent.state, agent.state.tenants[0]!);
      await page.reload();
      await row(/Sales.*1500/).click();
      await page.getByRole('complementary', { name: 'Sales' }).getByText('Opening hours: open').waitFor();
      await clean('group');
      await page.getByRole('complementary').getByRole('button', { name: 'Edit' }).click();
      await dialog()
        .getByRole('button', { name: /^Move Jo down|^Move Frida/ })
        .first()
        .waitFor();
      await clean('group-edit');
      await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('');
      await dialog().getByRole('textbox', { name: 'Before the caller’s name' }).fill('Sales!');
      await dialog().getByRole('textbox', { name: 'For', exact: true }).fill('4');
      await dialog().getByRole('combobox', { name: 'Add a person' }).fill('J');
      await page.getByRole('option', { name: /^Jo/ }).waitFor();
      await clean('group-add');
      await page.keyboard.press('Escape');
      await dialog().getByRole('button', { name: 'Save changes' }).click();
      await dialog().getByText('This is too small or too short.').waitFor();
      await clean('group-problems');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Leave', exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
      await button('More actions for Sales').click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await dialog().getByRole('radio', { name: 'To another destination' }).check();
      await clean('group-delete');
      await leaves();
      await closesPeek();
    });

    test('hours: the list, open and closed by hand, the form, a day’s menu, a holiday, problems', async () => {
      const { page } = desktop;
      await open(tenantPath('hours'));
      await row(/Opening hours/).click();
      const here = page.getByRole('complementary', { name: 'Opening hours' });
      await here.getByText('Christmas').waitFor();
      await clean('hours');
      await here.getByText('Close now').click();
      await page.getByText('Opening hours is closed').waitFor();
      await here.getByText('By the hours: Open', { exact: false }).waitFor();
      await clean('hours-by-hand');
      await here.getByText('By the hours', { exact: true }).click();
      await here.getByText('By the hours: Open', { exact: false }).waitFor({ state: 'detached' });
      await open(tenantPath(`hours/${seeded.desk.id}/edit`));
      await dialog().getByText('Wednesday').waitFor();
      await clean('hours-edit');
      await dialog().getByRole('button', { name: 'More for Tuesday' }).click();
      await page.getByRole('menuitem', { name: 'Copy to every day' }).waitFor();
      await clean('hours-menu');
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await dialog().getByRole('textbox', { name: 'Monday, opens 2', exact: true }).fill('11');
      await dialog().getByRole('button', { name: 'Add holiday' }).click();
      await dialog().getByRole('button', { name: 'Save changes' }).click();
      await dialog().getByText('Times of one day stand in order', { exact: false }).waitFor();
      await clean('hours-problems');
      await dialog().getByText('On holidays').scrollIntoViewIfNeeded();
      await clean('hours-problems-below');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Leave', exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
      await page.getByRole('textbox', { name: 'Search name or extension' }).fill('zzz');
      await page.getByText('Nothing matches').waitFor();
      await clean('no-match');
    });

    test('the picture of the default, a way on being changed, refused; of a number, of a flow', async () => {
      const { page } = desktop;
      await open(tenantPath('flows'));
      await page.reload();
      await button(/^Opening hours/)
        .first()
        .waitFor();
      await clean('picture');
      await button('closed: change where calls go from Opening hours').click();
      await dialog().getByRole('combobox').fill('Serv');
      await page.getByRole('option', { name: /Service desk/ }).waitFor();
      await clean('picture-way');
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await button(/^nobody answers: change where calls go from Reception/)
        .first()
        .click();
      await dialog().getByRole('combobox').fill('Opening');
      await page.getByRole('option', { name: /Opening hours/ }).click();
      await dialog().getByText('Calls would go round', { exact: false }).waitFor();
      await clean('picture-refused');
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await button(/Open or close by hand/)
        .first()
        .click();
      await dialog().getByText('Close now').waitFor();
      await clean('picture-by-hand');
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await page
        .locator('button[data-step]', { hasText: /^Sales/ })
        .first()
        .click();
      await dialog().getByRole('button', { name: 'Save changes' }).waitFor();
      await clean('picture-edit');
      await leaves();
      await page.getByRole('link', { name: /0102/ }).click();
      await page.getByText('by default').waitFor();
      await clean('picture-number');
      await page
        .getByRole('navigation', { name: 'Where calls come in' })
        .getByRole('link', { name: /Service desk/ })
        .click();
      await page.getByRole('list', { name: 'Where calls go: Service desk' }).waitFor();
      await clean('picture-flow');
    });

    test('a person’s page, support, one that is gone, a failure, offline', async () => {
      const { page } = desktop;
      await open(tenantPath(`users/${seeded.people[0]!.id}/reached`));
      await row(/Extension 1500/).waitFor();
      await clean('reached');
      await open(tenantPath(`groups/f0f0f0f0f0f0`));
      await page.getByText('This call flow is not here any more.').waitFor();
      await clean('gone');
      agent.state.role = 'support';
      await page.reload();
      await page.getByText('Your role may look at call flows').waitFor();
      await open(tenantPath(`hours/${seeded.opening.id}`));
      await page.getByRole('link', { name: 'Draw it' }).waitFor();
      await clean('support');
      await page.getByRole('link', { name: 'Draw it' }).click();
      await page
        .locator('button[data-step]', { hasText: /^Sales/ })
        .first()
        .click();
      await dialog().getByText('What leads here').waitFor();
      await clean('support-details');
      await dialog().getByRole('button', { name: 'Close' }).click();
      agent.state.failNext.set('flow.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
      await page.reload();
      await page.getByText('The application database does not answer').waitFor();
      await clean('failed');
      await button('Try again').click();
      await button(/^Opening hours/)
        .first()
        .waitFor();
      await agent.cut();
      await page.getByText('What you see is from', { exact: false }).waitFor();
      await clean('offline');
    });
  },
);
