import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowView } from '@synergycall/domain';
import { ensureBuilt } from './build.ts';
import { fakeDids } from './fake-agent/did-memory.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { seedFlows } from './flow-seed.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

/** US2: ring groups, hours and the picture of where calls go, as an admin makes and changes them. Fake agent. */
describe(`call flows on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const acme = () => agent.state.tenants[0]!;
  const page = () => desktop.page;
  const dialog = (name?: string | RegExp) => page().getByRole('dialog', name === undefined ? {} : { name });
  const row = (part: RegExp) => page().getByRole('row', { name: part });
  const button = (name: string | RegExp) => page().getByRole('button', { name });
  const peek = (name: string) => page().getByRole('complementary', { name });
  const option = (name: RegExp) => page().getByRole('option', { name });
  const stored = (name: string): FlowView | undefined => agent.state.flows.find((flow) => flow.name === name);
  const group = (name: string) => {
    const settings = stored(name)?.settings;
    return settings?.kind === 'ring_group' ? settings : undefined;
  };
  const goes = (name: string) =>
    page().getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
  const gone = () => dialog().waitFor({ state: 'detached' });
  /** Finds by typing and takes the first that fits. */
  const picks = async (label: string, typed: string, found: RegExp) => {
    await dialog().getByRole('combobox', { name: label }).fill(typed);
    await option(found).click();
  };

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    seed(agent.state, acme());
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  describe('ring groups', () => {
    test('the first one is made from the empty list; what is wrong stands at its field', async () => {
      await goes('Ring groups');
      await page().getByText('No ring groups yet').waitFor();
      await button('New ring group').first().click();
      await dialog().getByRole('button', { name: 'Create' }).click();
      await dialog().getByText('This can’t be empty.').waitFor();
      await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Sales');
      await dialog().getByRole('textbox', { name: 'Extension', exact: true }).fill('1500');
      await picks('Add a person', 'Cem', /Cem Yılmaz/);
      await picks('Add a person', 'Frida', /Frida Åkesson/);
      await dialog().getByRole('textbox', { name: 'Seconds before Frida Åkesson rings' }).fill('30');
      await dialog().getByText('Never rings: the group stops after 20 s.').waitFor();
      await dialog().getByRole('textbox', { name: 'Seconds before Frida Åkesson rings' }).fill('10');
      await dialog().getByRole('button', { name: 'Move Frida Åkesson up' }).click();
      await dialog().getByRole('textbox', { name: 'Before the caller’s name' }).fill('Sales: !');
      await picks('When nobody answers', 'Hana', /Hana Kim/);
      await dialog().getByRole('button', { name: 'Create' }).click();
      await dialog().getByText('Up to 20 letters, digits, spaces, dots and dashes.').waitFor();
      await dialog().getByRole('textbox', { name: 'Before the caller’s name' }).fill('Sales');
      await dialog().getByRole('button', { name: 'Create' }).click();
      await row(/Sales.*New.*1500.*Rings Frida Åkesson and Cem Yılmaz all together, for 20 s/).waitFor();
      const [cem] = agent.state.users;
      const frida = agent.state.users.find(({ name }) => name === 'Frida Åkesson');
      expect(group('Sales')).toMatchObject({
        strategy: 'all',
        callerIdPrefix: 'Sales',
        members: [
          { userId: frida?.id, delaySeconds: 10 },
          { userId: cem?.id, delaySeconds: 0 },
        ],
      });
      expect(stored('Sales')?.exits.noanswer?.name).toBe('Hana Kim');
      await peek('Sales').getByText('Nothing but extension 1500.').waitFor();
    });

    test('is changed by the keyboard from the list; what nobody touched is not sent', async () => {
      await page().getByRole('grid', { name: 'Ring groups' }).focus();
      await page().keyboard.press('Enter');
      await dialog('Edit Sales').waitFor();
      expect(await dialog().getByRole('button', { name: 'Save changes' }).isDisabled()).toBe(true);
      // Somebody else leads it on meanwhile.
      Object.assign(stored('Sales')!, { exits: { noanswer: null } });
      await dialog().getByRole('combobox', { name: 'Rings' }).click();
      await option(/One after the other/).click();
      await dialog().getByRole('textbox', { name: 'For, each' }).fill('15');
      await dialog().getByRole('button', { name: 'Save changes' }).click();
      await row(/Rings Frida Åkesson and Cem Yılmaz, one after the other, for 15 s each/).waitFor();
      expect(stored('Sales')?.exits.noanswer).toBeNull();
    });

    test('who has written something is asked before it is lost', async () => {
      await peek('Sales').getByRole('button', { name: 'Edit' }).click();
      await dialog().getByRole('button', { name: 'Take Cem Yılmaz out' }).click();
      await page().keyboard.press('Escape');
      await page().getByText('Leave without saving?').waitFor();
      await page().getByRole('button', { name: 'Leave', exact: true }).click();
      await gone();
      expect(group('Sales')?.members).toHaveLength(2);
    });

    test('deleting shows what leads there and asks where that should go', async () => {
      const seeded = seedFlows(agent.state, acme());
      seeded.sales.name = 'Sales west';
      Object.assign(fakeDids(agent.state).dids.get(seeded.numbers[0]!.id)!, {
        target: { kind: 'flow', flowId: seeded.sales.id },
      });
      await page().reload();
      await row(/Sales west/).click();
      await peek('Sales west').getByRole('link', { name: 'Opening hours: open' }).waitFor();
      await button('More actions for Sales west').click();
      await page().getByRole('menuitem', { name: 'Delete' }).click();
      await dialog().getByText('These lead calls to Sales west:').waitFor();
      await dialog().getByText('+1 202 555 0100').waitFor();
      const confirm = dialog().getByRole('button', { name: 'Delete' });
      expect(await confirm.isDisabled()).toBe(true);
      await dialog().getByRole('radio', { name: 'To another destination' }).check();
      await picks('Destination', 'Frida', /Frida Åkesson/);
      await confirm.click();
      await row(/Sales west/).waitFor({ state: 'detached' });
      expect(stored('Sales west')).toBeUndefined();
      expect(stored('Opening hours')?.exits.open?.name).toBe('Frida Åkesson');
      const frida = agent.state.users.find(({ name }) => name === 'Frida Åkesson');
      expect(fakeDids(agent.state).dids.get(seeded.numbers[0]!.id)?.target).toEqual({
        kind: 'user',
        userId: frida?.id,
      });
    });
  });

  describe('hours', () => {
    test('a week with breaks, one day copied to others, and a holiday each year', async () => {
      await goes('Hours');
      await button('New schedule').first().click();
      await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Workshop');
      const clock = (name: string) => dialog().getByRole('textbox', { name, exact: true });
      await clock('Monday, closes 1').fill('12');
      await dialog().getByRole('button', { name: 'Add hours to Monday' }).click();
      // Overlapping: the day says so.
      await clock('Monday, opens 2').fill('11.30');
      await dialog().getByRole('button', { name: 'Create' }).click();
      await dialog().getByText('Times of one day stand in order and don’t overlap.').waitFor();
      await clock('Monday, opens 2').fill('1230');
      await dialog().getByRole('button', { name: 'More for Monday' }).click();
      await page().getByRole('menuitem', { name: 'Copy to Monday to Friday' }).click();
      await dialog().getByRole('button', { name: 'More for Monday' }).click();
      await page().getByRole('menuitem', { name: 'Copy to Saturday' }).click();
      await dialog().getByRole('button', { name: 'Remove hours 2 of Saturday' }).click();
      await dialog().getByRole('button', { name: 'Add holiday' }).click();
      await dialog().getByRole('textbox', { name: 'Holiday', exact: true }).fill('Christmas');
      await dialog().getByLabel('First day').fill('2026-12-24');
      await dialog().getByLabel('Last day').fill('2026-12-26');
      await dialog().getByRole('switch', { name: 'Each year' }).click();
      await dialog().getByText('24 Dec – 26 Dec, each year: closed').waitFor();
      await picks('When open', 'Sales', /Sales/);
      await picks('When closed', '+49 30 1234-5678', /outside/);
      await dialog().getByRole('button', { name: 'Create' }).click();
      await row(/Workshop.*Mon–Fri 09:00–12:00, 12:30–17:00; Sat 09:00–12:00/).waitFor();
      const day = [
        { from: '09:00', to: '12:00' },
        { from: '12:30', to: '17:00' },
      ];
      expect(stored('Workshop')?.settings).toEqual({
        kind: 'schedule',
        timezone: null,
        week: [day, day, day, day, day, day.slice(0, 1), []],
        holidays: [{ name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true, hours: [] }],
      });
      expect(stored('Workshop')?.exits).toMatchObject({
        open: { name: 'Sales' },
        closed: { destination: { kind: 'external', number: '+493012345678' } },
        holiday: null,
      });
    });

    test('closed by hand at once, says where calls go and what the hours would say, and is taken back', async () => {
      await row(/Opening hours.*Open.*Open all week/).click();
      const here = peek('Opening hours');
      await here.getByText('Calls go to').waitFor();
      await here.getByText('Close now').click();
      await row(/Opening hours.*Closed by hand/).waitFor();
      await here.getByText('This holds until you take it back. By the hours: Open.', { exact: false }).waitFor();
      await here.getByText('+49 301 234 5678').first().waitFor();
      expect(stored('Opening hours')?.override).toBe('closed');
      await page()
        .getByRole('alert')
        .filter({ hasText: 'Opening hours is closed' })
        .getByRole('button', { name: 'Undo' })
        .click();
      await row(/Opening hours.*Open.*Open all week/).waitFor();
      expect(stored('Opening hours')?.override).toBeNull();
    });
  });

  describe('the picture', () => {
    const picture = (of: string) => page().getByRole('list', { name: `Where calls go: ${of}` });
    const ways = (of: string) => page().getByRole('list', { name: `Ways on from ${of}` });

    test('draws the default as lists in lists, what several ways lead to once', async () => {
      await goes('Call flows');
      const tree = picture('Tenant’s default');
      await tree.getByRole('button', { name: /^Opening hours/ }).waitFor();
      await ways('Opening hours')
        .getByRole('link', { name: /Frida Åkesson/ })
        .waitFor();
      await tree.getByText('+49 301 234 5678').waitFor();
      await tree.getByRole('button', { name: /^Reception/ }).waitFor();
    });

    test('a way on is led elsewhere where it stands; what would go round is refused there', async () => {
      await button('closed: change where calls go from Opening hours').click();
      await dialog().getByRole('combobox', { name: 'When closed' }).fill('Reception');
      await option(/Reception/).click();
      await dialog().waitFor({ state: 'detached' });
      await ways('Opening hours')
        .getByRole('button', { name: /Reception.*shown above/ })
        .first()
        .waitFor();
      expect(stored('Opening hours')?.exits.closed?.name).toMatch(/^Reception/);
      await button(/^nobody answers: change where calls go from Reception/).click();
      await dialog().getByRole('combobox').fill('Opening');
      await option(/Opening hours/).click();
      await dialog().getByText('Calls would go round:', { exact: false }).waitFor();
      await page().keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await page()
        .getByRole('alert')
        .filter({ hasText: 'Opening hours, closed: calls go to Reception' })
        .getByRole('button', { name: 'Undo' })
        .click();
      await picture('Tenant’s default').getByText('+49 301 234 5678').waitFor();
    });

    test('is walked by the keyboard, and a card opens its editor', async () => {
      await picture('Tenant’s default')
        .getByRole('button', { name: /^Opening hours/ })
        .focus();
      await page().keyboard.press('ArrowRight');
      await page().locator('a[data-step]:focus', { hasText: 'Frida Åkesson' }).waitFor();
      await page().keyboard.press('ArrowLeft');
      await page().locator('button[data-step]:focus', { hasText: 'Opening hours' }).waitFor();
      await page().keyboard.press('Enter');
      await dialog('Edit Opening hours').waitFor();
      await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Office hours');
      await dialog().getByRole('button', { name: 'Save changes' }).click();
      await picture('Tenant’s default')
        .getByRole('button', { name: /^Office hours/ })
        .waitFor();
    });

    test('begins at a number that is found by its digits, and leads it elsewhere', async () => {
      await page().getByRole('textbox', { name: 'Find a number or flow' }).fill('0102');
      await page().getByRole('navigation', { name: 'Where calls come in' }).getByRole('link', { name: /0102/ }).click();
      await picture('+1 202 555 0102').getByText('by default').waitFor();
      await button('by default: change where calls go from +1 202 555 0102').click();
      await dialog().getByRole('combobox').fill('Sales');
      await option(/Sales/).click();
      await picture('+1 202 555 0102')
        .getByRole('button', { name: /^Sales/ })
        .waitFor();
      await picture('+1 202 555 0102').getByText('leads to').waitFor();
    });

    test('a person’s page says what reaches them, by way of what', async () => {
      await person(page()).opensUser('Cem Yılmaz');
      await page().getByRole('tab', { name: 'Reached by' }).click();
      await row(/Extension 1001.*Directly.*Rings/).waitFor();
      await row(/Extension 1500.*Sales.*Rings/).waitFor();
      await row(/\+1 202 555 0102.*Sales/)
        .getByRole('link', { name: 'Sales' })
        .click();
      await picture('Sales').waitFor();
    });

    test('what is pending leads back to it', async () => {
      await page().getByRole('link', { name: 'Preview' }).click();
      await page()
        .getByRole('link', { name: /^Workshop/ })
        .click();
      await picture('Workshop')
        .getByRole('button', { name: /^Workshop/ })
        .waitFor();
    });
  });

  describe('in trouble', () => {
    test('a failure stays in its place with a retry; a flow that is gone is said', async () => {
      await goes('Ring groups');
      await row(/Sales/).waitFor();
      agent.state.failNext.set('flow.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
      await page().reload();
      await page().getByText('The application database does not answer').waitFor();
      await button('Try again').click();
      await row(/Sales/).waitFor();
      await page().evaluate((to) => {
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate'));
      }, `/t/${acme().id}/groups/f0f0f0f0f0f0`);
      await page().getByText('This call flow is not here any more.').waitFor();
      await button('Close the side panel').click();
    });

    test('support looks and changes nothing; offline says how old it is', async () => {
      agent.state.role = 'support';
      await page().reload();
      await page().getByText('Your role may look at call flows, not change them.').waitFor();
      await row(/Sales/).first().click();
      expect(await button('New ring group').count()).toBe(0);
      expect(await peek('Sales').getByRole('button', { name: 'Edit' }).count()).toBe(0);
      await peek('Sales').getByRole('link', { name: 'Draw it' }).click();
      await page().getByText('nobody answers', { exact: true }).waitFor();
      expect(await button(/change where calls go/).count()).toBe(0);
      await page().locator('button[data-step]', { hasText: 'Sales' }).click();
      await dialog('Sales').getByText('Members').waitFor();
      await dialog().getByRole('button', { name: 'Close' }).click();
      await agent.cut();
      await page().getByText('What you see is from', { exact: false }).waitFor();
    });
  });
});
