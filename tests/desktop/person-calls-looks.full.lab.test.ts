import type { TenantView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { callsForHelp, fakeEmergency, seedLocations } from './fake-agent/emergency.ts';
import { fakeHandling } from './fake-agent/handling.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedPlaces } from './policy-seed.ts';

beforeAll(ensureBuilt);

const LOOKS = [
  ['dark', 1440],
  ['light', 1024],
  ['dark', 720],
] as const;

/** Light and wide is looked at by person-calls.lab.test.ts. */
describe.each(LOOKS)(
  `call handling and emergency: axe and widths, on ${launcher} in %s at %i px`,
  (colorScheme, width) => {
    let agent: FakeAgent;
    let desktop: Desktop;
    let acme: TenantView;
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
    const open = (path: string) =>
      desktop.page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, `/t/${acme.id}/${path}`);
    const dialog = () => desktop.page.getByRole('dialog');
    const row = (name: string | RegExp) => desktop.page.getByRole('row', { name });

    beforeAll(async () => {
      agent = await startFakeAgent();
      desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
      desktop.page.setDefaultTimeout(15_000);
      const me = person(desktop.page);
      await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
      await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
      await me.createsTenant('Acme Logistics');
      acme = agent.state.tenants[0]!;
      await desktop.page.setViewportSize({ width, height: 900 });
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('a person’s calls: usual, forwarded, refused, the PIN', async () => {
      const { page } = desktop;
      const { ann, ben } = seedPlaces(agent.state, acme);
      await open(`users/${ann.id}/handling`);
      await page.getByText('Takes effect at once, for the next call').waitFor();
      await page.getByRole('combobox', { name: 'All calls' }).waitFor();
      await clean('usual');
      Object.assign(fakeHandling(agent.state)(ann.id), {
        dnd: true,
        hasPin: true,
        forwards: { always: { kind: 'user', userId: ben.id }, away: { kind: 'external', number: '+442079460958' } },
      });
      agent.state.changed();
      await page.getByText('Changed a moment ago', { exact: false }).waitFor();
      await clean('elsewhere');
      await page.getByRole('combobox', { name: 'When busy' }).fill('e');
      await page.getByRole('option', { name: /Ben Ode/ }).waitFor();
      await clean('choosing');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Set a new PIN' }).click();
      await dialog().waitFor();
      await clean('pin');
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    });

    test('phones to place, locations with and without what is needed, the form, deleting', async () => {
      const { page } = desktop;
      await open('emergency/phones');
      await page.getByText('A default location places all of them at once.').waitFor();
      await clean('phones');
      seedLocations(agent.state, acme);
      await open('emergency');
      await page.reload();
      await row(/Head office.*Default/).click();
      await page.getByText('guard@example.com').waitFor();
      await clean('locations');
      await page.getByRole('button', { name: 'Edit' }).click();
      await dialog().getByRole('textbox', { name: 'Address' }).waitFor();
      await clean('edit');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'More actions for Head office' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await dialog().getByText('It is the default of the company.', { exact: false }).waitFor();
      await clean('delete');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'detached' });
    });

    test('no call yet, an alert, one that is lost, the list with one beside it', async () => {
      const { page } = desktop;
      await open('emergency/calls');
      await page.getByText('Nobody has called for help').waitFor();
      await clean('no-calls');
      const [one, other] = agent.state.devices;
      callsForHelp(agent.state, one!);
      await page.getByRole('alert').filter({ hasText: 'called 112' }).waitFor();
      await clean('alert');
      callsForHelp(agent.state, other!, {
        unrouted: true,
        shown: null,
        locationId: null,
        locationName: '',
        address: '',
      });
      await page.getByText('The call found no way out.').waitFor();
      await row(/Found no way out/).click();
      await page.getByText('The caller was told that the call can’t be completed.', { exact: false }).waitFor();
      await clean('lost');
      expect(fakeEmergency(agent.state).calls).toHaveLength(2);
    });
  },
);
