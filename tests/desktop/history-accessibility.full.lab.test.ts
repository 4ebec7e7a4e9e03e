import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { BOX, fakeLook } from './fake-agent/drift.ts';
import { fakeHistory } from './fake-agent/history.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { driftItems, seedJobs, seedPlan } from './history-seed.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';

beforeAll(ensureBuilt);

describe.each<readonly ['light' | 'dark', number]>([
  ['dark', 1024],
  ['light', 1440],
])(
  `history and differences: axe finds nothing, nothing is cut off, on ${launcher} in %s at %i px`,
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
      expect(await violations(desktop.page)).toEqual([]);
      expect(await cutOff(desktop.page)).toEqual([]);
    };
    beforeAll(async () => {
      agent = await startFakeAgent();
      desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
      desktop.page.setDefaultTimeout(15_000);
      const me = person(desktop.page);
      await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
      await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
      await me.createsTenant('Acme Logistics');
      agent.state.addTenant('Empty');
      seedJobs(agent.state, agent.state.tenants[0]!, 60);
      seedPlan(agent.state, agent.state.tenants[0]!);
      await desktop.page.reload();
      await desktop.page.getByText('No users yet').waitFor();
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('history: the list, a row’s menu, no match, all tenants’', async () => {
      const { page } = desktop;
      await open(tenantPath('applies'));
      await page.getByText('60 applies').waitFor();
      await clean();
      await page
        .getByRole('button', { name: /More actions for the apply of/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Restore this version' }).waitFor();
      await clean();
      await page.keyboard.press('Escape');
      await page.getByLabel('Search reason or person').fill('zzz');
      await page.getByText('No apply matches').waitFor();
      await clean();
      await open('/applies');
      await page.getByText('60 applies').waitFor();
      await clean();
    });

    test('compare: sentences and text, the list of versions, same, none, unknown', async () => {
      const { page } = desktop;
      await open(tenantPath('applies/compare/58/model'));
      await page.getByText('3 objects differ', { exact: false }).waitFor();
      await page.getByRole('button', { name: 'Show the text' }).click();
      await clean();
      await page.getByRole('combobox', { name: 'From' }).click();
      await page.getByRole('option').nth(3).waitFor();
      await clean();
      await page.keyboard.press('Escape');
      await open(tenantPath('applies/compare/58/58'));
      await page.getByText('Both sides are the same version').waitFor();
      await clean();
      await open(tenantPath('applies/compare/999/model'));
      await page.getByText('Version 999 is not on record').waitFor();
      await clean();
      await open(`/t/${agent.state.tenants[1]!.id}/applies/compare`);
      await page.getByText('There is no version yet').waitFor();
      await clean();
    });

    test('restore: the plan, a part of it, out of date; all tenants', async () => {
      const { page } = desktop;
      await open(tenantPath('applies/restore/58'));
      await page.getByText('4 of 4 chosen', { exact: false }).waitFor();
      await clean();
      await page.getByRole('checkbox', { name: 'Restore Cem' }).uncheck();
      await page.locator('button:not([aria-disabled])', { hasText: 'Restore 3 objects' }).waitFor();
      fakeHistory(agent.state).model++;
      await page.getByRole('button', { name: 'Restore 3 objects' }).click();
      await page.getByText('Something was changed since you looked').waitFor();
      await clean();
      await open('/applies/restore');
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByText('Choose a day and a time.').waitFor();
      await clean();
      const at = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
      await page.getByLabel('As live at').fill(at.toISOString().slice(0, 16));
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByRole('button', { name: 'Restore 1 tenant' }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await page.keyboard.press('Escape');
    });

    test('differences: none, of every store, both dialogs, the banner, the box’s, support, offline', async () => {
      const { page } = desktop;
      await open(tenantPath('drift'));
      await page.getByText('Nothing differs', { exact: true }).waitFor();
      await clean();
      agent.state.drift.set(agent.state.tenants[0]!.id, driftItems());
      agent.state.drift.set(BOX, driftItems().slice(0, 1));
      fakeLook(agent.state, agent.state.tenants[0]!.id).unknown = ['astdb', 'dialplan'];
      await page.getByRole('button', { name: 'Look again' }).click();
      await page.getByText('4 differences').waitFor();
      await clean();
      await page.getByRole('button', { name: 'Apply all again' }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Adopt 2 of them' }).click();
      await page.getByRole('dialog').waitFor();
      await clean();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await open('/drift');
      await page.getByText('1 difference', { exact: true }).waitFor();
      await page.getByText('4 things on the box differ').waitFor();
      await clean();
      agent.state.role = 'support';
      await open(tenantPath('drift'));
      await page.reload();
      await page.getByText('Your role may look at this', { exact: false }).first().waitFor();
      await page.getByRole('button', { name: 'Apply all again' }).focus();
      await page.getByRole('tooltip').waitFor();
      await clean();
      await agent.cut();
      await page.getByText('What you see is from', { exact: false }).waitFor();
      await clean();
    });
  },
);
