import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedTrunks } from './trunk-seed.ts';

beforeAll(ensureBuilt);

const LOOKS: readonly (readonly ['light' | 'dark', number])[] = [
  ['dark', 720],
  ['light', 1440],
  ['dark', 1440],
  ['light', 1024],
  ['dark', 1024],
  ['light', 720],
];

describe.each(LOOKS)(
  `trunks: axe finds nothing, nothing is cut off, on ${launcher} in %s at %i px`,
  (colorScheme, width) => {
    let agent: FakeAgent;
    let desktop: Desktop;
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
    const leaves = async () => {
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'detached' });
    };
    /** In a narrow window the panel lies over the list. */
    const closesPeek = () => desktop.page.getByRole('button', { name: 'Close the side panel' }).click();
    beforeAll(async () => {
      agent = await startFakeAgent();
      desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
      desktop.page.setDefaultTimeout(15_000);
      const me = person(desktop.page);
      await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
      await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
      await me.createsTenant('Acme Logistics');
      agent.state.addTenant('Beta Bakery');
      await desktop.page.setViewportSize({ width, height: 900 });
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('empty, all trunks in every state, one beside them, deleting', async () => {
      const { page } = desktop;
      await open(tenantPath('trunks'));
      await page.getByText('No trunks yet').waitFor();
      await clean('empty');
      seedTrunks(agent.state, agent.state.tenants[0]!, agent.state.tenants[1]!);
      await open('/trunks');
      await row(/Main carrier.*Registered/).waitFor();
      await clean('all');
      await row(/Backup by address/).click();
      await page.getByText('it knows this box’s address', { exact: false }).waitFor();
      await clean('unreachable');
      await page.getByRole('button', { name: 'More actions for Backup by address' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
      await clean('menu');
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await dialog().waitFor();
      await clean('delete');
      agent.state.failNext.set('trunk.deleteAny', {
        code: 'trunk.in-use',
        name: 'Backup by address',
        by: ['Standard', 'Abroad'],
        count: 2,
      });
      await dialog().getByRole('button', { name: 'Delete' }).click();
      await dialog().getByText('2 policies send calls out', { exact: false }).waitFor();
      await clean('in-use');
      await leaves();
      await closesPeek();
      await page.getByRole('textbox', { name: /^Search/ }).fill('zzz');
      await page.getByText('No trunk matches').waitFor();
      await clean('no-match');
      await page.getByRole('button', { name: 'Clear search' }).click();
    });

    test('the form of both kinds, all of it, with problems, and asked before it is lost', async () => {
      const { page } = desktop;
      await open('/trunks');
      await page.getByRole('button', { name: 'New trunk' }).click();
      await dialog().getByRole('textbox', { name: 'Name', exact: true }).waitFor();
      await clean('new');
      await dialog().getByRole('radiogroup', { name: 'How the carrier is known' }).getByText('Address').click();
      await dialog().getByText('Whoever sends from these addresses').waitFor();
      await dialog().getByRole('combobox', { name: 'Country' }).fill('Germ');
      await page.getByRole('option', { name: 'Germany (+49)' }).click();
      await dialog().getByRole('button', { name: /^More/ }).click();
      await dialog().getByRole('switch', { name: 'Allow private addresses' }).click();
      await dialog().getByText('Private addresses are allowed').waitFor();
      await clean('more');
      await dialog().getByText('A call to +49 301 234 567 is sent as +49301234567.').scrollIntoViewIfNeeded();
      await clean('more-below');
      await dialog().getByRole('button', { name: 'Create trunk' }).click();
      await dialog().getByText('Write a host name or an address', { exact: false }).scrollIntoViewIfNeeded();
      await clean('problems');
      await page.keyboard.press('Escape');
      await page.getByText('Leave without saving?').waitFor();
      await clean('leave');
      await page.getByRole('button', { name: 'Leave', exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    });

    test('what the box has that is not live; a tenant’s page, its refused one; its form', async () => {
      const { page } = desktop;
      await open('/trunks');
      await row(/Main carrier/).click();
      await page.getByRole('button', { name: 'More actions for Main carrier' }).click();
      await page.getByRole('menuitem', { name: 'Switch off' }).click();
      await page.getByText('1 change of the box is not live yet').waitFor();
      await clean('box-pending');
      await page.getByRole('button', { name: 'Look and apply' }).click();
      await dialog().getByRole('button', { name: 'Apply box' }).waitFor();
      await clean('apply-box');
      await dialog().getByRole('button', { name: 'Close' }).click();
      await dialog().waitFor({ state: 'detached' });
      await open(tenantPath('trunks'));
      await row(/Westnetz.*Refused by the carrier/).click();
      await page.getByText('The carrier refuses the registration', { exact: false }).waitFor();
      await clean('refused');
      await page.getByRole('button', { name: 'Edit' }).click();
      await dialog().getByLabel('Replace password').waitFor();
      await clean('edit');
      await leaves();
      await closesPeek();
    });

    test('a tenant’s admin, support, a trunk that is gone, loading, a failure, offline', async () => {
      const { page } = desktop;
      agent.state.role = 'tenant_admin';
      await open(tenantPath('trunks'));
      await page.reload();
      await row(/Main carrier/).click();
      await page.getByText('Only platform admins can change it').waitFor();
      await clean('tenant-admin');
      await closesPeek();
      agent.state.role = 'support';
      await page.reload();
      await page.getByText('Your role may look at trunks, not change them.').waitFor();
      await row(/Acme line/).click();
      await clean('support');
      await open(tenantPath('trunks/t0t0t0t0t0t0'));
      await page.getByText('This trunk is not here any more.').waitFor();
      await clean('gone');
      agent.state.failNext.set('trunk.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
      await page.reload();
      await page.getByText('The application database does not answer').waitFor();
      await clean('failed');
      await page.getByRole('button', { name: 'Try again' }).click();
      await row(/Acme line/).waitFor();
      await agent.cut();
      await page.getByText('What you see is from', { exact: false }).waitFor();
      await clean('offline');
    });
  },
);
