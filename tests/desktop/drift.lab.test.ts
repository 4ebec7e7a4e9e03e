import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { BOX, fakeLook } from './fake-agent/drift.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { driftItems } from './history-seed.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

/** US3: a hand edit is never silently overwritten and never silently kept. Fake agent. */
describe(`what differs on the box, on ${launcher}`, () => {
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
    seed(agent.state, acme());
    fakeLook(agent.state, acme().id).checkedAt = null;
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('offers a first look, and says when nothing differs', async () => {
    const { page } = desktop;
    await link('Differences').click();
    await page.getByText('Nobody has looked yet').waitFor();
    await page.getByRole('button', { name: 'Look now' }).click();
    await page.getByText('Files, realtime rows, AstDB and the loaded dialplan are what was applied.').waitFor();
    await page.getByText(/Looked (just now|\d+ s ago)/).waitFor();
  });

  test('tells on every page, and names each difference in words with its lines', async () => {
    const { page } = desktop;
    agent.state.drift.set(acme().id, driftItems());
    await link('Users').click();
    await page.reload();
    await page.getByText('4 things on the box differ from what was applied.').waitFor();
    await page.getByRole('link', { name: 'See what differs' }).click();
    await page.getByText('Ann Lee 1004, Desk phone: caller id was changed in the realtime database.').waitFor();
    await page.getByText('extensions.d/synergycall/tenants/a7k2.conf was edited by hand.').waitFor();
    await page.getByText('A key of Ben Ode 1005 is gone from AstDB.').waitFor();
    await page.getByText('Context sc-t-a7k2 is loaded otherwise than it was applied.').waitFor();
    await page
      .locator('[data-mark="added"]', { hasText: 'exten => 1099,1,Dial(PJSIP/my-own-trunk/${EXTEN})' })
      .waitFor();
    await page
      .getByText('Can’t be adopted: it is loaded only, and would be gone with Asterisk’s next start.')
      .waitFor();
    expect(await page.getByText('4 things on the box differ').count()).toBe(0);
  });

  test('names what could not be looked at', async () => {
    const { page } = desktop;
    fakeLook(agent.state, acme().id).unknown = ['dialplan'];
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Unknown: Loaded dialplan.', { exact: false }).waitFor();
    fakeLook(agent.state, acme().id).unknown = [];
  });

  test('adopts one into the model, pending until applied', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'Adopt: Ann Lee 1004, Desk phone' }).click();
    await page.getByRole('dialog').getByText('It is pending until you apply', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt', exact: true }).click();
    await page.getByText('One difference is adopted').waitFor();
    await page.getByText('3 differences').waitFor();
    await page.getByText('1 change pending').first().waitFor();
  });

  test('says what is lost and where a hand edit is kept before SynergyCall’s version is applied again', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'Apply again: extensions.d/synergycall/tenants/a7k2.conf' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('in the folder of the version that this apply makes', { exact: false }).waitFor();
    // Someone edits it once more while the dialog is open.
    const items = agent.state.drift.get(acme().id)!;
    items[0] = { ...items[0]!, seen: 'another' };
    await dialog.getByRole('button', { name: 'Apply again' }).click();
    await dialog.getByText('What is live has changed again', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Apply again: extensions.d/synergycall/tenants/a7k2.conf' }).click();
    await dialog.getByLabel('Reason').fill('Nobody edits by hand');
    await dialog.getByRole('button', { name: 'Apply again' }).click();
    await page.getByText('2 differences').waitFor();
    await page
      .getByText(/^Live since /)
      .first()
      .waitFor();
    expect(agent.state.jobs[0]!.reason).toBe('Nobody edits by hand');
  });

  test('applies all again at once', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'Apply all again' }).click();
    await page.getByRole('dialog').getByText('One thing that is gone comes back.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply again' }).click();
    await page.getByText('Nothing differs', { exact: true }).waitFor();
  });

  test('lets support look and look again, and says why no more; files are kept by platform admins only', async () => {
    const { page } = desktop;
    agent.state.drift.set(acme().id, driftItems());
    agent.state.role = 'tenant_admin';
    await page.reload();
    await page.getByText('Can’t be adopted: only platform admins may keep a file as it was edited.').waitFor();
    agent.state.role = 'support';
    await page.reload();
    await page.getByText('Your role may look at this, not change it. Ask a tenant admin.').first().waitFor();
    await page.getByRole('button', { name: 'Apply all again' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Look again' }).click();
    agent.state.role = 'platform_admin';
    await page.reload();
  });

  test('shows platform admins what all tenants share', async () => {
    const { page } = desktop;
    agent.state.drift.set(BOX, [{ ...driftItems()[0]!, name: 'extensions.d/synergycall/generated_internal.conf' }]);
    await link('Users').click();
    await page.reload();
    await page.getByText('1 thing that all tenants share differs from what was applied.').waitFor();
    await page.getByRole('link', { name: 'See what differs' }).nth(1).click();
    await page.getByRole('heading', { name: 'Differences of the box' }).waitFor();
    await page.getByText('generated_internal.conf was edited by hand.', { exact: false }).waitFor();
    await page.getByRole('button', { name: /^Adopt: / }).click();
    await page.getByRole('dialog').getByText('One file stays as edited by hand.', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt', exact: true }).click();
    await page.getByText('Nothing differs', { exact: true }).waitFor();
    // What is kept stays in sight, and can be given up.
    await page.getByText('Adopted by Ada Admin', { exact: false }).waitFor();
    await page.getByRole('button', { name: /^Give up: .*generated_internal/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click();
    await page.getByText('an apply of the box brings it now', { exact: false }).waitFor();
    await page.getByRole('heading', { name: 'Files kept as they were edited' }).waitFor({ state: 'detached' });
  });

  test('offline: what was found stays, the acts wait and say why', async () => {
    const { page } = desktop;
    await link('Differences').click();
    await page.getByText('4 differences').waitFor();
    await agent.cut();
    await page.getByText('What you see is from', { exact: false }).waitFor();
    await page.getByText('The agent can’t be reached. This is possible again once it is back.').first().waitFor();
    await page.getByRole('button', { name: 'Look again' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByText('4 differences').isVisible()).toBe(true);
    await agent.restore();
    await page.getByTestId('connection').getByText('Live', { exact: true }).waitFor();
  });
});
