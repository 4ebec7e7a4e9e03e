import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowView } from '@synergycall/domain';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { fakePrompts } from './fake-agent/prompts.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { seedMenus } from './menu-seed.ts';
import { person } from './person.ts';
import { fakeQueue } from './fake-agent/queues.ts';
import { seed } from './seed.ts';

/** US2: queues, as an admin makes and changes them. Fake agent. */
describe(`queues on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const page = () => desktop.page;
  const dialog = (name?: string | RegExp) => page().getByRole('dialog', name === undefined ? {} : { name });
  const row = (part: RegExp) => page().getByRole('row', { name: part });
  const button = (name: string | RegExp) => page().getByRole('button', { name });
  const option = (name: RegExp) => page().getByRole('option', { name });
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
  const stored = (name: string): FlowView | undefined => agent.state.flows.find((flow) => flow.name === name);
  const queue = (name: string) => {
    const settings = stored(name)?.settings;
    return settings?.kind === 'queue' ? settings : undefined;
  };
  const goes = (name: string) =>
    page().getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
  const picks = async (label: string, typed: string, found: RegExp) => {
    await dialog().getByRole('combobox', { name: label, exact: true }).fill(typed);
    await option(found).click();
  };
  const shots = process.env['SYNERGYCALL_SHOTS'];
  let shot = 0;
  const clean = async (name: string) => {
    if (shots !== undefined)
      await page().screenshot({ path: `${shots}/queue-${String(++shot).padStart(2, '0')}-${name}.png` });
    expect.soft(await violations(page()), name).toEqual([]);
    expect.soft(await cutOff(page()), name).toEqual([]);
  };

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop({ bypassCSP: true });
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    seed(agent.state, agent.state.tenants[0]!);
    seedMenus(agent.state, agent.state.tenants[0]!);
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('one is made: agents and how they are asked, what callers hear, and where they go on', async () => {
    await goes('Queues');
    await row(/Support.*1800.*whoever has waited longest; callers wait 5 min at most/).waitFor();
    await button('New queue').click();
    await field('Name').fill('Orders');
    await dialog().getByRole('combobox', { name: 'Asks agents' }).click();
    await option(/In turn/).click();
    await picks('Add an agent', 'Hana', /Hana Kim/);
    await picks('Add an agent', 'Frida', /Frida Åkesson/);
    await dialog().getByRole('checkbox', { name: 'Hana Kim may log out' }).uncheck();
    await field('Level of Frida Åkesson').fill('11');
    await field('Waits at most').fill('90');
    await picks('Music', 'Welc', /Welcome/);
    await dialog().getByRole('button', { name: 'Hear Welcome' }).waitFor();
    await dialog().getByRole('switch', { name: 'Say their place in the queue' }).click();
    await field('Every').fill('30');
    await picks('When they have waited too long', 'Support mess', /Support messages/);
    await dialog().getByRole('button', { name: 'Create' }).click();
    await dialog().getByText('This is too big or too long.').waitFor();
    await clean('problem');
    await field('Level of Frida Åkesson').fill('2');
    await dialog().getByRole('button', { name: 'Create' }).click();
    await row(/Orders.*New.*Asks Hana Kim and Frida Åkesson, in turn; callers wait 90 s at most/).waitFor();
    const [hana, frida] = ['Hana Kim', 'Frida Åkesson'].map(
      (name) => agent.state.users.find((x) => x.name === name)?.id,
    );
    expect(queue('Orders')).toMatchObject({
      strategy: 'round-robin',
      members: [
        { userId: hana, penalty: 0, mayLogOut: false },
        { userId: frida, penalty: 2, mayLogOut: true },
      ],
      waitSeconds: 90,
      musicPromptId: fakePrompts(agent.state).find(({ prompt }) => prompt.name === 'Welcome')?.prompt.id,
      sayPosition: true,
      repeatSeconds: 30,
    });
    expect(stored('Orders')?.exits).toMatchObject({ timeout: { name: 'Support messages' }, full: null, empty: null });
    await clean('beside');
  });

  test('who waits and what agents do shows as it happens; one is logged out right there', async () => {
    const beside = page().getByRole('complementary', { name: 'Orders' });
    const now = beside.getByRole('region', { name: 'Now' });
    await now.getByText('Nobody waits').waitFor();
    const id = stored('Orders')?.id ?? '';
    const live = fakeQueue(agent.state, id);
    live.callers = [
      { position: 1, name: '', number: '+493012345678', waitSeconds: 65 },
      { position: 2, name: 'Eve', number: '+493012345679', waitSeconds: 5 },
      { position: 3, name: '', number: '', waitSeconds: 3 },
    ];
    live.states.set(stored('Orders')?.people[0]?.userId ?? '', 'talking');
    live.today = { ...live.today, answered: 12, abandoned: 2 };
    agent.state.changed();
    await now.getByText(/^3 wait, the longest for 1:0/).waitFor();
    await now
      .getByRole('list', { name: 'Callers who wait' })
      .getByText(/\+49\s301\s234\s5678/)
      .waitFor();
    await now.getByRole('list', { name: 'Callers who wait' }).getByText('Unknown caller').waitFor();
    await now.getByRole('listitem').filter({ hasText: 'Hana Kim' }).getByText('Talks').waitFor();
    await now.getByText(/^12 answered, 2 gave up, since .*\d:\d\d/).waitFor();
    await clean('live');
    await now.getByRole('button', { name: 'Log out: Frida Åkesson' }).click();
    await now.getByRole('listitem').filter({ hasText: 'Frida Åkesson' }).getByText('Logged out').waitFor();
    live.asterisk = 'not-live';
    agent.state.changed();
    await now.getByText('Not live yet, or nobody has called it yet').waitFor();
    await now.getByRole('button', { name: 'Log in: Frida Åkesson' }).waitFor();
    live.asterisk = 'down';
    agent.state.changed();
    await now.getByText('Asterisk does not answer').waitFor();
  });

  test('one is changed by the keyboard, and drawn with what its ways on are called', async () => {
    await row(/Orders/).click();
    await page().getByRole('grid', { name: 'Queues' }).focus();
    await page().keyboard.press('Enter');
    await dialog('Edit Orders').waitFor();
    await dialog().getByText('Ringing', { exact: true }).click();
    expect(await dialog().getByRole('combobox', { name: 'Music', exact: true }).count()).toBe(0);
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().waitFor({ state: 'detached' });
    expect(queue('Orders')?.hears).toBe('ringing');
    await goes('Call flows');
    await page()
      .getByRole('navigation', { name: 'Where calls come in' })
      .getByRole('link', { name: /Orders/ })
      .click();
    const picture = page().getByRole('list', { name: 'Where calls go: Orders' });
    await picture.getByRole('button', { name: /^waited too long: change/ }).waitFor();
    await picture.getByRole('button', { name: /^no agent is there: change/ }).click();
    await dialog().getByRole('combobox', { name: 'When no agent is there' }).fill('Main');
    await option(/Main menu/).click();
    await dialog().waitFor({ state: 'detached' });
    expect(stored('Orders')?.exits.empty?.name).toBe('Main menu');
    await picture.getByRole('button', { name: /^Main menu.*1600/ }).waitFor();
    await clean('picture');
  });
});
