import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { seedMenus } from './menu-seed.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

beforeAll(ensureBuilt);

const LOOKS = [
  ['dark', 1440],
  ['light', 720],
  ['dark', 1024],
] as const;

/** The same screens as the stories of menus and queues look at in a wide and light window. */
describe.each(LOOKS)(
  `menus, queues, mailboxes, announcements: axe finds nothing, nothing is cut off, on ${launcher} in %s at %i px`,
  (colorScheme, width) => {
    let agent: FakeAgent;
    let desktop: Desktop;
    let seeded: ReturnType<typeof seedMenus>;
    const folder = process.env['SYNERGYCALL_SHOTS'];
    let shots = 0;
    const page = () => desktop.page;
    const dialog = () => page().getByRole('dialog');
    const row = (name: RegExp) => page().getByRole('row', { name });
    const button = (name: string | RegExp) => page().getByRole('button', { name });
    const open = (rest: string) =>
      page().evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, `/t/${agent.state.tenants[0]!.id}/${rest}`);
    const clean = async (name: string) => {
      if (folder !== undefined)
        await page().screenshot({
          path: `${folder}/menus-${colorScheme}-${width}-${String(++shots).padStart(2, '0')}-${name}.png`,
        });
      expect.soft(await violations(page()), name).toEqual([]);
      expect.soft(await cutOff(page()), name).toEqual([]);
    };
    const leaves = async () => {
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'detached' });
    };

    beforeAll(async () => {
      agent = await startFakeAgent();
      desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
      desktop.page.setDefaultTimeout(15_000);
      const me = person(desktop.page);
      await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
      await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
      await me.createsTenant('Acme Logistics');
      seed(agent.state, agent.state.tenants[0]!);
      seeded = seedMenus(agent.state, agent.state.tenants[0]!);
      await desktop.page.setViewportSize({ width, height: 900 });
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('menus: beside the list, the form, a list of choices', async () => {
      await open('menus');
      await row(/^Main menu/).click();
      await page().getByRole('complementary', { name: 'Main menu' }).getByText('Key 1, Sales').waitFor();
      await clean('menu');
      await open(`menus/${seeded.main.id}/edit`);
      await dialog().getByRole('button', { name: 'Add key 3' }).click();
      await clean('menu-edit');
      await dialog().getByRole('combobox', { name: 'Key 3 leads to' }).fill('Maxi');
      await page()
        .getByRole('option', { name: /Maximiliane/ })
        .waitFor();
      await page()
        .getByRole('option', { name: /A message for somebody/ })
        .waitFor();
      await clean('menu-choices');
      await page().keyboard.press('Escape');
      await dialog().getByText('When a wrong key is pressed').scrollIntoViewIfNeeded();
      await clean('menu-edit-below');
      await leaves();
    });

    test('queues: beside the list, the form with a problem', async () => {
      await open(`queues/${seeded.queue.id}`);
      await page().getByRole('complementary', { name: 'Support' }).getByText('level 1').first().waitFor();
      await clean('queue');
      await open(`queues/${seeded.queue.id}/edit`);
      await dialog().getByRole('textbox', { name: 'Rings for' }).fill('2');
      await dialog().getByRole('button', { name: 'Save changes' }).click();
      await dialog().getByText('This is too small or too short.').waitFor();
      await clean('queue-edit');
      await dialog().getByText('Say how long it will take').scrollIntoViewIfNeeded();
      await clean('queue-edit-below');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await page().getByRole('button', { name: 'Leave', exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    });

    test('announcements: what is to be recorded, one beside the list, replaced, deleted; a mailbox; the picture', async () => {
      await open('announcements');
      await page().getByRole('region', { name: '1 announcement is still to be recorded' }).waitFor();
      await clean('announcements');
      await row(/We are closed/).click();
      await page().getByRole('complementary').getByRole('link', { name: 'Support' }).waitFor();
      await clean('announcement');
      await button('Replace').click();
      await dialog().getByText('Drop a sound file here').waitFor();
      await clean('replace');
      await leaves();
      await button(/^More actions for We are closed/).click();
      await page().getByRole('menuitem', { name: 'Delete' }).click();
      await dialog().getByRole('radio', { name: 'Another announcement' }).check();
      await clean('delete');
      await leaves();
      await open(`mailboxes/${seeded.box.id}`);
      await page().getByRole('complementary', { name: 'Support messages' }).getByText('support@acme.example').waitFor();
      await clean('mailbox');
      await open(`flows/flow/${seeded.main.id}`);
      await button(/^key 1, Sales/).waitFor();
      await clean('picture');
      await open(`flows/flow/${seeded.queue.id}`);
      await button(/^waited too long/).waitFor();
      await clean('picture-queue');
    });
  },
);
