import type { TenantView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { fakeSpending } from './fake-agent/spending.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedCallsOut, type CallsOutScene } from './policy-seed.ts';

beforeAll(ensureBuilt);

const LOOKS: readonly (readonly ['light' | 'dark', number])[] = [
  ['dark', 900],
  ['light', 1440],
  ['light', 900],
  ['dark', 1440],
  ['light', 720],
];

describe.each(LOOKS)(
  `calls out and the tracer: axe finds nothing, nothing is cut off, on ${launcher} in %s at %i px`,
  (colorScheme, width) => {
    let agent: FakeAgent;
    let desktop: Desktop;
    let acme: TenantView;
    let scene: CallsOutScene;
    const folder = process.env['SYNERGYCALL_SHOTS'];
    let shots = 0;
    const goTo = (path: string) =>
      desktop.page.evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    const open = (rest: string) => goTo(`/t/${acme.id}/${rest}`);
    const clean = async (name: string) => {
      if (folder !== undefined)
        await desktop.page.screenshot({
          path: `${folder}/${colorScheme}-${width}-${String(++shots).padStart(2, '0')}-${name}.png`,
        });
      expect.soft(await violations(desktop.page), name).toEqual([]);
      expect.soft(await cutOff(desktop.page), name).toEqual([]);
    };
    const main = () => desktop.page.getByRole('main');
    const dialog = () => desktop.page.getByRole('dialog');
    const said = (text: string | RegExp) => main().getByText(text, { exact: false }).first().waitFor();
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
      acme = agent.state.tenants[0]!;
      acme.timezone = 'Europe/Berlin';
      await desktop.page.reload();
      await desktop.page.setViewportSize({ width, height: 900 });
    });
    afterAll(async () => {
      await desktop?.close();
      await agent?.stop();
    });

    test('policies: empty, many, what people dial, its problems', async () => {
      const { page } = desktop;
      await open('policies');
      await page.getByText('No outbound policies yet').waitFor();
      await clean('empty');
      scene = seedCallsOut(agent.state, acme);
      await page.reload();
      await page.getByRole('row', { name: /Standard.*Default/ }).waitFor();
      await clean('policies');
      await open('policies/settings');
      await said('0301234567 is read as');
      await clean('dialling');
      await main().getByRole('textbox', { name: 'Country code' }).fill('0');
      await main().getByRole('textbox', { name: 'Calls out a minute' }).fill('0');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await said('Write the country code without zeros or plus sign');
      await clean('dialling-problems');
      await main().getByText('With plus sign and country code only').click();
      await said('0301234567 is no number outside');
      await clean('dialling-plus');
      await page.getByRole('button', { name: 'Discard' }).click();
    });

    test('a policy with its tester, a rule that is moved, its menu, its form with problems', async () => {
      const { page } = desktop;
      await open(`policies/${scene.standard.id}`);
      await page.getByRole('heading', { name: 'Standard', level: 1 }).waitFor();
      await clean('policy');
      await main().getByRole('textbox', { name: 'What is dialled' }).fill('030 1234567');
      await said('Leaves to');
      await main().getByText('At a time', { exact: true }).click();
      await clean('policy-tester');
      await main().getByRole('textbox', { name: 'What is dialled' }).fill('+491900123');
      await said('Blocked by the outbound policy');
      await clean('policy-blocked');
      await page.getByRole('button', { name: 'Move rule 1, Premium' }).focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.getByText('Premium would be rule 2 of 4.').waitFor();
      await clean('policy-moving');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'More actions for rule 2, German-speaking countries' }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).waitFor();
      await clean('rule-menu');
      await page.keyboard.press('Escape');
      await main()
        .getByRole('button', { name: /^German-speaking countries/ })
        .click();
      await dialog().getByText('is sent to Main carrier', { exact: false }).waitFor();
      await clean('rule');
      await leaves();
      await page.getByRole('button', { name: 'New rule' }).click();
      await dialog().getByRole('button', { name: 'Add rule' }).click();
      await dialog().getByText('Choose at least one country.').waitFor();
      await clean('rule-problems');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'More actions for Standard' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await dialog().getByRole('button', { name: 'Delete' }).click();
      await dialog().getByText('Standard is the default', { exact: false }).waitFor();
      await clean('policy-in-use');
      await leaves();
    });

    test('the tracer: nothing asked, one answer, two beside each other, refused, what reaches a person', async () => {
      const { page } = desktop;
      await open('trace');
      await said('Choose the number that somebody outside calls.');
      await clean('trace-empty');
      await open('trace/number/4930123456');
      await main().getByText('At a time', { exact: true }).click();
      await main().getByLabel('Time in Europe/Berlin').fill('2026-11-30T10:00');
      await said('Rings 2 people');
      await clean('trace-group');
      const hours = agent.state.flows.find(({ name }) => name === 'Opening hours')!;
      hours.exits = { ...hours.exits, open: hours.exits.closed ?? null };
      await page.reload();
      await main().getByText('At a time', { exact: true }).click();
      await main().getByLabel('Time in Europe/Berlin').fill('2026-11-30T10:00');
      await said('The next apply changes what happens to this call.');
      await clean('trace-differs');
      await open('trace/number/12025550199');
      await said('Refused: nobody’s number');
      await clean('trace-refused');
      await open(`trace/phone/${scene.ann.id}`);
      await main().getByRole('textbox', { name: 'What is dialled' }).fill('112');
      await said('Emergency call to 112');
      await clean('trace-emergency');
      await open(`trace/reaches/${scene.ann.id}`);
      await page.getByRole('row', { name: /1001.*Directly/ }).waitFor();
      await clean('trace-reaches');
      await open(`users/${scene.ben.id}/profile`);
      await page.getByRole('combobox', { name: 'Outbound policy' }).waitFor();
      await clean('person');
    });

    test('what calls cost: prices, a day’s limit that is reached; how long a parked call waits; mail about messages', async () => {
      const { page } = desktop;
      await goTo('/settings/prices');
      await page.getByText('No prices yet').waitFor();
      await clean('prices-empty');
      await page.getByRole('button', { name: 'Import' }).click();
      await page
        .getByRole('textbox', { name: 'Rows' })
        .fill('default,0.50,Elsewhere\n49,cheap,Germany\n4915,0.19,Mobile');
      await page.getByRole('button', { name: 'Look at the rows' }).click();
      await page.getByText('No price of at most six places').waitFor();
      await clean('prices-wrong-rows');
      await page
        .getByRole('textbox', { name: 'Rows' })
        .fill('default,0.50,Elsewhere\n49,0.0085,Germany\n4915,0.19,Mobile');
      await page.getByRole('button', { name: 'Look at the rows' }).click();
      await page.getByText('3 new', { exact: true }).waitFor();
      await clean('prices-rows');
      await page.getByRole('button', { name: 'Replace the list' }).click();
      await page
        .getByRole('row', { name: /\+49.*Germany/ })
        .first()
        .waitFor();
      await clean('prices');
      await open('policies/settings');
      await main().getByRole('textbox', { name: 'Calls out may cost a day (EUR)' }).fill('20');
      await page.getByRole('button', { name: 'Save changes' }).click();
      fakeSpending(agent.state).spent.set(acme.id, 20_010_000);
      await page.reload();
      await said('€20.01 of €20.00');
      await clean('today-reached');
      await page.getByRole('button', { name: 'Lift for today' }).click();
      await dialog().getByRole('button', { name: 'Lift for today' }).waitFor();
      await clean('today-lift');
      await leaves();
      await open('features');
      await page.getByRole('textbox', { name: 'A parked call waits' }).waitFor();
      await clean('features');
      Object.assign(scene.ann, { email: 'ann.lee@acme.example' });
      await open(`users/${scene.ann.id}/handling`);
      await main().getByRole('combobox', { name: 'E-mail about new messages' }).scrollIntoViewIfNeeded();
      await clean('mail-about-messages');
    });

    test('support, loading nothing, a failure, offline', async () => {
      const { page } = desktop;
      agent.state.role = 'support';
      await open(`policies/${scene.standard.id}`);
      await page.reload();
      await page.getByText('Your role may look at calls out, not change them.').waitFor();
      await clean('support');
      agent.state.failNext.set('policy.get', { code: 'database.down', detail: 'connect ECONNREFUSED' });
      await page.reload();
      await page.getByText('The application database does not answer').waitFor();
      await clean('failed');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'Standard', level: 1 }).waitFor();
      await agent.cut();
      await page.getByText('What you see is from', { exact: false }).waitFor();
      await clean('offline');
    });
  },
);
