import type { JobId } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { fakeHistory } from './fake-agent/history.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { newId } from './fake-agent/state.ts';
import { seedJobs, seedPlan } from './history-seed.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { longRun } from '../lab/runs.ts';

/** US3, FR: every apply is on record, any two versions are compared, an earlier one is restored. Fake agent. */
describe(`apply history on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const acme = () => agent.state.tenants[0]!;
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    agent.state.addTenant('Beta Bakery');
    seedJobs(agent.state, null, 1);
    seedJobs(agent.state, agent.state.tenants[1]!, 3);
    seedJobs(agent.state, acme(), 60);
    agent.state.jobs.unshift({
      ...structuredClone(agent.state.jobs[0]!),
      id: newId<JobId>(),
      status: 'CANCELLED',
      generation: null,
      reason: 'Friday evening',
      requestedAt: new Date().toISOString(),
      startedAt: null,
      schedule: { mode: 'at', at: new Date(Date.now() + 7_200_000).toISOString() },
    });
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('lists every apply with who, why, how it ended, what changed and which version it made', async () => {
    const { page } = desktop;
    await page.reload();
    await link('Apply history').click();
    await page.getByText('61 applies').waitFor();
    await page.getByRole('row', { name: /Withdrawn .*Friday evening/ }).waitFor();
    const live = page.getByRole('row', { name: /1 h ago Live 3 changes: Person 59 new · Ben Ode changed · 1 more/ });
    await live.getByRole('gridcell', { name: '60', exact: true }).waitFor();
    expect(await live.getByRole('time').getAttribute('title')).toMatch(/\d{4}/);
    await page
      .getByRole('row', { name: /Nothing changed .*What Asterisk loaded is not what was written/ })
      .first()
      .waitFor();
  });

  test('filters by outcome and finds by reason, and says when nothing matches', async () => {
    const { page } = desktop;
    await page.getByText('Not live', { exact: true }).click();
    await page.getByText('17 found').waitFor();
    await page.getByRole('row', { name: /h ago Live/ }).waitFor({ state: 'detached' });
    await page.getByLabel('Search reason or person').fill('nobody wrote this');
    await page.getByText('No reason and no name contains “nobody wrote this”.').waitFor();
    await page.getByRole('button', { name: 'Show all applies' }).click();
    await page.getByText('61 applies').waitFor();
    await page.getByLabel('Search reason or person').fill('friday');
    await page.getByText('1 found').waitFor();
    await page.getByLabel('Search reason or person').fill('');
  });

  test('compares a version with what is meant now, in sentences, the text behind a toggle', async () => {
    const { page } = desktop;
    seedPlan(agent.state, acme());
    await page
      .getByRole('button', { name: /More actions for the apply of/ })
      .nth(1)
      .click();
    await page.getByRole('menuitem', { name: 'Compare with now' }).click();
    await page.getByText('3 objects differ: this is what leads from version 60 to now.').waitFor();
    await page.getByText(/renamed from Ann Lee/).waitFor();
    await page.getByRole('button', { name: 'Show the text' }).click();
    await page.getByText('exten => 1010,1,Dial(PJSIP/a7k2-cccccc)').waitFor();
  });

  test('picks two versions by typing, swaps them, and names one that is not on record', async () => {
    const { page } = desktop;
    const from = page.getByRole('combobox', { name: 'From' });
    await from.fill('58');
    await page.getByRole('option', { name: /Version 58 / }).click();
    await page.getByText('leads from version 58 to now').waitFor();
    await page.getByRole('button', { name: 'Swap both' }).click();
    await page.getByText('leads from now to version 58').waitFor();
    await page.getByRole('button', { name: 'Swap both' }).click();
    // 45 was rolled back: it is no version, but its number can be written.
    await from.fill('45');
    await page.getByRole('option', { name: 'Version 45', exact: true }).click();
    await page.getByText('Version 45 is not on record').waitFor();
  });

  test('shows a plan before restoring: what comes back, what can’t and who has the extension now', async () => {
    const { page } = desktop;
    await link('Apply history').click();
    await page
      .getByRole('button', { name: /More actions for the apply of/ })
      .nth(1)
      .click();
    await page.getByRole('menuitem', { name: 'Restore this version' }).click();
    await page.getByText('This makes pending changes. Nothing is live until you apply.').waitFor();
    await page.getByText(/Ben Ode stays as it is: the extension belongs to Dora Wolf now/).waitFor();
    expect(await page.getByRole('checkbox', { name: 'Restore Ben Ode' }).isDisabled()).toBe(true);
    await page.getByText(/It comes back under a new SIP username and secret/).waitFor();
    await page.getByText('4 of 4 chosen · 1 object that was not there then will be removed.').waitFor();
  });

  test('restores just what is ticked; a model that changed meanwhile is looked at again first', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'Just this: Cem Yılmaz' }).click();
    await page.getByText('1 of 4 chosen', { exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'Restore Ann Lee' }).check();
    await page.getByRole('checkbox', { name: 'Restore Desk phone' }).check();
    await page.getByText('3 of 4 chosen', { exact: true }).waitFor();
    const restore = page.getByRole('button', { name: 'Restore 3 objects' });
    await page.locator('button:not([aria-disabled])', { hasText: 'Restore 3 objects' }).waitFor();
    fakeHistory(agent.state).model++;
    await restore.click();
    await page.getByText('Something was changed since you looked').waitFor();
    await page.locator('button:not([aria-disabled])', { hasText: 'Restore 3 objects' }).waitFor();
    await restore.click();
    await page.getByText('Version 60 is restored').waitFor();
    await page.getByRole('heading', { name: 'Preview' }).waitFor();
    await page.getByText('3 changes pending').first().waitFor();
    expect(agent.state.pendingOf(acme().id).map((c) => c.name)).toEqual(['Ann Lee', 'Cem Yılmaz', 'Desk phone']);
  });

  test('says so when there is nothing to restore', async () => {
    const { page } = desktop;
    await link('Apply history').click();
    await page
      .getByRole('button', { name: /More actions for the apply of/ })
      .nth(1)
      .click();
    await page.getByRole('menuitem', { name: 'Restore this version' }).click();
    await page.getByText('Everything is as it was in version 60').waitFor();
  });

  test('shows platform admins all tenants’ and the box’s applies, and takes all tenants back to a time', async () => {
    const { page } = desktop;
    seedPlan(agent.state, agent.state.tenants[1]!);
    await link('All applies').click();
    await page.getByText('65 applies').waitFor();
    await page.getByLabel('Search reason, person or tenant').fill('beta');
    await page
      .getByRole('row', { name: /Beta Bakery/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Restore all tenants' }).click();
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByText('Choose a day and a time.').waitFor();
    const yesterday = new Date(Date.now() - 7_200_000 - new Date().getTimezoneOffset() * 60_000);
    await page.getByLabel('As live at').fill(yesterday.toISOString().slice(0, 16));
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByRole('row', { name: /Beta Bakery Version 2 4 changes 1/ }).waitFor();
    await page.getByRole('button', { name: 'Restore 1 tenant' }).click();
    await page
      .getByRole('dialog')
      .getByText('nothing is live until each tenant is applied', { exact: false })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore 1 tenant' }).click();
    await page.getByRole('note').getByText('Pending in 1 tenant').waitFor();
    expect(agent.state.pendingOf(agent.state.tenants[1]!.id)).toHaveLength(4);
  });

  test('lets support look and compare, and says why it can’t restore', async () => {
    const { page } = desktop;
    agent.state.role = 'support';
    await link('Apply history').click();
    await page.reload();
    await page.getByRole('row', { name: /Live 3 changes: Person 59 new/ }).waitFor();
    expect(await link('All applies').count()).toBe(0);
    await page.getByRole('button', { name: 'Compare versions' }).click();
    const restore = page.getByRole('button', { name: 'Restore version 60' });
    // Somebody who moves by keyboard: after a click, a focus set by a program shows no tooltip.
    await page.keyboard.press('Tab');
    await restore.focus();
    await page.getByRole('tooltip').getByText('Your role may look at this, not change it.', { exact: false }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Compare versions' }).waitFor();
    agent.state.role = 'platform_admin';
    await page.reload();
  });

  test('keeps a failed list in place with a retry, and skeletons while it loads', async () => {
    const { page } = desktop;
    await link('Apply history').click();
    agent.state.failNext.set('applies.jobs', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page.reload();
    await page.getByText('The application database does not answer').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('grid', { name: 'Apply history' }).waitFor();
  });

  longRun(
    'draws 10,000 applies without 10,000 rows, loads more on the way down, and opens one by keyboard',
    async () => {
      const { page } = desktop;
      seedJobs(agent.state, acme(), 10_000);
      await page.reload();
      await page.getByText('10,061 applies').waitFor();
      const grid = page.getByRole('grid', { name: 'Apply history' });
      expect(await grid.getAttribute('aria-rowcount')).toBe('10062');
      expect(await grid.getByRole('row').count()).toBeLessThan(80);
      await grid.focus();
      await page.keyboard.press('End');
      await page.getByRole('row', { name: /Person 9900 / }).waitFor();
      await page.waitForFunction(() => !document.querySelector('.sc-grid-more'));
      await page.keyboard.press('End');
      await page
        .getByRole('row', { name: /Person 98\d\d / })
        .first()
        .waitFor();
      expect(await grid.getByRole('row').count()).toBeLessThan(80);
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /^Apply of / }).waitFor();
    },
  );
});
