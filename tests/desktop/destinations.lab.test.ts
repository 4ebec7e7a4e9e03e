import { flowSettings, type Extension, type FlowId } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { seedDids } from './did-seed.ts';
import { fakeDids } from './fake-agent/did-memory.ts';
import { flowOf } from './fake-agent/flows.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

/** Numbers lead to more than people. Fake agent. */
describe(`destinations on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const row = (part: RegExp) => desktop.page.getByRole('row', { name: part });
  const field = () => desktop.page.getByRole('combobox', { name: /^Assign to/ });
  const option = (name: RegExp) => desktop.page.getByRole('option', { name });
  const target = () => [...fakeDids(agent.state).dids.values()].find((x) => x.number === '+12025550101')?.target;

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop({ bypassCSP: true });
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    const acme = agent.state.tenants[0]!;
    seed(agent.state, acme);
    seedDids(agent.state, acme, agent.state.users);
    agent.state.flows.push(
      flowOf(acme.id, 'Sales team', { extension: 1500 as Extension }),
      flowOf(acme.id, 'Opening hours', {
        id: 'f0000000000b' as FlowId,
        settings: flowSettings.parse({ kind: 'schedule', week: Array.from({ length: 7 }, () => []), holidays: [] }),
        exits: { open: null, closed: null, holiday: null },
      }),
    );
    await desktop.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Phone numbers', exact: true })
      .click();
    await row(/0101.*No destination/).click();
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('a ring group is found by name with the keyboard alone, and stands in the list', async () => {
    const { page } = desktop;
    await field().focus();
    await page.keyboard.type('Sales');
    await option(/Sales team.*1500/).waitFor();
    await page.keyboard.press('Enter');
    await row(/0101.*Sales team, 1500.*Assigned/).waitFor();
    expect(target()).toEqual({ kind: 'flow', flowId: 'f0000000000a' });
  });

  test('a schedule by name, and a number outside by writing it', async () => {
    await field().fill('opening');
    await option(/Opening hours.*schedule/).waitFor();
    expect(await violations(desktop.page)).toEqual([]);
    await option(/Opening hours.*schedule/).click();
    await row(/0101.*Opening hours, schedule/).waitFor();

    await field().fill('+49 30 1234-5678');
    await option(/outside/).click();
    await row(/0101.*outside/).waitFor();
    expect(target()).toEqual({ kind: 'external', number: '+493012345678' });
  });
});
