import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { csvOf, seedDids } from './did-seed.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

beforeAll(ensureBuilt);

const LOOKS: readonly (readonly ['light' | 'dark', number])[] = [
  ['light', 720],
  ['dark', 1024],
  ['light', 1440],
  ['dark', 1440],
  ['light', 1024],
  ['dark', 720],
];
describe.each(LOOKS)(
  `numbers: axe finds nothing, nothing is cut off, on ${launcher} in %s at %i px`,
  (colorScheme, width) => {
    let agent: FakeAgent;
    let desktop: Desktop;
    const tenantPath = (rest: string) => `/t/${agent.state.tenants[0]!.id}/${rest}`;
    /** Opens an address of the app, as a link would. */
    const open = (path: string) =>
      desktop.page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    const clean = async () => {
      expect.soft(await violations(desktop.page)).toEqual([]);
      expect.soft(await cutOff(desktop.page)).toEqual([]);
    };
    const cancels = async () => {
      await desktop.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await desktop.page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    beforeAll(async () => {
      agent = await startFakeAgent();
      desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
      desktop.page.setDefaultTimeout(15_000);
      const me = person(desktop.page);
      await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
      await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
      await me.createsTenant('Acme Logistics');
      agent.state.addTenant('Beta Bakery');
      seed(agent.state, agent.state.tenants[0]!);
      await desktop.page.setViewportSize({ width, height: 900 });
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('empty, the list, one beside it, its choices, many, the dialogs', async () => {
      const { page } = desktop;
      await open(tenantPath('numbers'));
      await page.getByText('No phone numbers yet').waitFor();
      await clean();
      await open('/inventory');
      await page.getByText('No numbers on this box yet').waitFor();
      await clean();
      seedDids(agent.state, agent.state.tenants[0]!, agent.state.users);
      await open(tenantPath('numbers'));
      await page.reload();
      await page.getByRole('row', { name: /0101.*No destination/ }).waitFor();
      await clean();
      await page.getByRole('row', { name: /0101/ }).click();
      await page.getByRole('complementary', { name: '+1 202 555 0101' }).getByText('Nothing was changed yet').waitFor();
      await clean();
      await page.getByRole('combobox', { name: 'Assign to a person' }).fill('Frida');
      await page.getByRole('option', { name: /Frida/ }).waitFor();
      await clean();
      await page.getByRole('option', { name: /Frida/ }).click();
      await page.getByText('+1 202 555 0101 rings Frida Åkesson').waitFor();
      await clean();
      await page.getByRole('button', { name: 'Close the side panel' }).click();
      await page.getByRole('checkbox', { name: 'Select +1 202 555 0101' }).click();
      await page.getByRole('checkbox', { name: 'Select +1 202 555 0102' }).click();
      await clean();
      await page.getByRole('button', { name: 'Assign to…' }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await cancels();
      await page.getByRole('button', { name: /: calls to numbers without a destination$/ }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await cancels();
      await page.getByRole('textbox', { name: 'Search number, label, provider or note' }).fill('zzz');
      await page.getByText('No number matches').waitFor();
      await clean();
      await page.getByRole('button', { name: 'Clear search and filters' }).click();
      await page.getByRole('row', { name: /0101/ }).waitFor();
      await open(tenantPath('numbers/n0n0n0n0n0n0'));
      await page.getByText('This phone number is not here any more.').waitFor();
      await clean();
    });

    test('a person’s chips, one more, and what leads to them when they are deleted', async () => {
      const { page } = desktop;
      const [cem] = agent.state.users;
      agent.state.tenants[0]!.defaultDestination = {
        destination: { kind: 'user', userId: cem!.id },
        name: cem!.name,
        detail: '1001',
      };
      await open(tenantPath(`users/${cem!.id}/devices`));
      await page.getByRole('link', { name: '+1 202 555 0100' }).waitFor();
      await clean();
      await page.getByRole('button', { name: 'Assign number' }).click();
      await page.getByRole('option').first().waitFor();
      await clean();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'More actions for Cem Yılmaz' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByRole('radio', { name: 'To another person' }).check();
      await clean();
      await cancels();
    });

    test('inventory: the list, one of each kind beside it, its dialogs, a new number with problems', async () => {
      const { page } = desktop;
      await open('/inventory');
      await page.getByRole('row', { name: /\+49 301 234 560/ }).click();
      await page.getByRole('button', { name: 'Give to a tenant' }).waitFor();
      await clean();
      await page.getByRole('button', { name: 'Give to a tenant' }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await cancels();
      await page.getByRole('button', { name: 'Close the side panel' }).click();
      await page.getByRole('row', { name: /0104/ }).click();
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await cancels();
      await page.getByRole('button', { name: 'Close the side panel' }).click();
      await page.getByRole('checkbox', { name: 'Select +49 301 234 561' }).click();
      await clean();
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'As CSV' }).waitFor();
      await clean();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'New number' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Add number' }).click();
      await page.getByText('Write the number with plus sign', { exact: false }).waitFor();
      await clean();
      await person(page).closesThePanel();
    });

    test('import: the file, its rows, a bad one, done, earlier ones', async () => {
      const { page } = desktop;
      await open('/inventory/import');
      await page.getByText('Nothing was imported yet.').waitFor();
      await clean();
      await page.getByLabel('Or paste it').fill('nothing');
      await page.getByRole('button', { name: 'Look at the rows' }).click();
      await page.getByText('This file can’t be read', { exact: false }).waitFor();
      await clean();
      await page
        .getByLabel('Or paste it')
        .fill(csvOf(300, ['+12025550101,Night desk,,', '0301234,,,', '+12025550100,,,Beta Bakery']));
      await page.getByRole('button', { name: 'Look at the rows' }).click();
      await page.getByRole('row', { name: /Conflict/ }).click();
      await page.getByRole('note').waitFor();
      await clean();
      await page.getByRole('button', { name: 'Close the side panel' }).click();
      await page.getByText('All 303').click();
      await clean();
      await page.getByRole('checkbox', { name: 'Import without the 2 bad rows' }).check();
      await page.getByRole('button', { name: 'Import 301 numbers' }).click();
      await page.getByText('301 numbers are imported').waitFor();
      await open('/inventory/import');
      await page.getByRole('button', { name: /^Undo the import/ }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await cancels();
    });

    test('support, the default in the settings, offline', async () => {
      const { page } = desktop;
      await open('/settings');
      await page.getByText('Default destination').waitFor();
      await clean();
      agent.state.role = 'support';
      await open(tenantPath('numbers'));
      await page.reload();
      await page.getByText('Your role may look at numbers, not change them.').waitFor();
      await page.getByRole('row', { name: /0101/ }).click();
      await clean();
      await agent.cut();
      await page.getByText('What you see is from', { exact: false }).waitFor();
      await clean();
    });
  },
);
