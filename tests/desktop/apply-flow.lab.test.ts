import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyScene, type ApplyScene } from './apply-scene.ts';
import { launcher } from './launch/index.ts';

/** US3, FR-025 ff.: what an admin reads and chooses before, during and after an apply. On the fake agent: it stands for the contract. */
describe(`applying on ${launcher}`, () => {
  let scene: ApplyScene;
  beforeAll(async () => {
    scene = await applyScene();
  });
  afterAll(() => scene?.close());
  beforeEach(() => {
    const { state } = scene.agent;
    state.freezes.length = 0;
    state.drift.clear();
    state.role = 'platform_admin';
    state.stepMs = 30;
    state.nextApply = 'SUCCESS';
    state.callsUp = false;
  });
  const applyNow = () => scene.page.getByRole('button', { name: /^Apply to Acme$/ });
  const choose = async (entry: string) => {
    await scene.page.getByRole('button', { name: 'Choose when to apply' }).click();
    await scene.page.getByRole('menuitem', { name: entry }).click();
    await scene.page.getByRole('dialog').waitFor();
  };
  const waiting = () => scene.page.getByRole('list', { name: 'Waiting applies' });
  /** The verdict, which the preview's "Live since 12 s ago" is not. */
  const isLive = () =>
    scene.page
      .getByText(/^Live since [\d:]+, /)
      .first()
      .waitFor();
  const open = () => scene.goTo(`/t/${scene.acme.id}/preview`);

  test('reads as sentences by person, and leads to them', async () => {
    const { page } = scene;
    await open();
    await page.getByText('2 new', { exact: true }).waitFor();
    const item = page.getByRole('listitem').filter({ hasText: 'Ann Lee, 1044: new' });
    await item.getByText('Desk phone: new, over TLS').waitFor();
    await item.getByRole('link', { name: 'Ann Lee, 1044' }).click();
    await page.getByRole('heading', { name: 'Ann Lee', level: 1 }).waitFor();
  });

  test('waits for a time, says so with a reason, and can be withdrawn', async () => {
    const { page } = scene;
    await open();
    await choose('At a time');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Begins').fill('2020-01-01T10:00');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await dialog.getByText('This time has passed').waitFor();
    await dialog.getByLabel('Begins').fill('');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await dialog.getByText('This is needed.').waitFor();
    const nextYear = new Date().getFullYear() + 1;
    await dialog.getByLabel('Begins').fill(`${nextYear}-01-02T10:00`);
    await dialog.getByText('in Acme (Asia/Tokyo)').waitFor();
    await dialog.getByLabel('Reason').fill('Move to the new office');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await waiting().getByText(`Begins 2 Jan ${nextYear}, 10:00`).waitFor();
    await waiting().getByText('Move to the new office').waitFor();
    await waiting()
      .getByRole('button', { name: /^Withdraw/ })
      .click();
    await waiting().waitFor({ state: 'detached' });
    expect(scene.agent.state.jobs[0]).toMatchObject({ status: 'CANCELLED', reason: 'Move to the new office' });
  });

  test('waits until nobody is in a call, then begins by itself and tells its end', async () => {
    const { page, agent } = scene;
    await scene.changeAnn();
    agent.state.callsUp = true;
    await choose('When nobody is in a call');
    await page.getByRole('dialog').getByText('Withdraw it', { exact: true }).click();
    await page.getByRole('button', { name: 'Schedule' }).click();
    await waiting()
      .getByText(/nobody is in a call, is withdrawn/)
      .waitFor();
    scene.letBegin();
    await isLive();
    expect(agent.state.jobs[0]?.schedule).toMatchObject({ mode: 'quiet', atDeadline: 'cancel' });
  });

  test('is scheduled, withdrawn and applied without a mouse', async () => {
    const { page, agent } = scene;
    await scene.changeAnn();
    agent.state.callsUp = true;
    const tabTo = async (wanted: Locator) => {
      await wanted.waitFor();
      for (let n = 0; n < 60; n++) {
        if (await wanted.evaluate((each) => each === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${String(wanted)}`);
    };
    const other = page.getByRole('button', { name: 'Choose when to apply' });
    await tabTo(other);
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'At a time' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
    await tabTo(other);
    await page.keyboard.press('Enter');
    const quiet = page.getByRole('menuitem', { name: 'When nobody is in a call' });
    const isFocused = () => quiet.evaluate((each) => each === document.activeElement);
    // The menu takes the focus a moment after it is there.
    await page.waitForFunction(() => document.activeElement?.getAttribute('role')?.startsWith('menu'));
    for (let n = 0; n < 5 && !(await isFocused()); n++) await page.keyboard.press('ArrowDown');
    expect(await isFocused()).toBe(true);
    await page.keyboard.press('Enter');
    await tabTo(page.getByRole('dialog').getByRole('button', { name: 'Schedule' }));
    await page.keyboard.press('Enter');
    await tabTo(waiting().getByRole('button', { name: /^Withdraw/ }));
    await page.keyboard.press('Enter');
    await waiting().waitFor({ state: 'detached' });
    await tabTo(applyNow());
    await page.keyboard.press('Enter');
    await isLive();
    await tabTo(page.getByRole('region', { name: 'Pending changes' }).getByRole('button', { name: 'Close' }));
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Pending changes' }).waitFor({ state: 'detached' });
  });

  test('offers the place behind the apply that somebody else has in progress', async () => {
    const { page, agent } = scene;
    await scene.changeAnn();
    agent.state.failNext.set('applies.start', {
      code: 'apply.busy',
      since: new Date().toISOString(),
      by: 'Bea Busy',
    });
    await applyNow().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Bea Busy is applying changes since', { exact: false }).waitFor();
    expect(await dialog.getByRole('radio', { name: 'After the one in progress' }).isChecked()).toBe(true);
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await isLive();
    expect(agent.state.jobs[0]?.schedule.mode).toBe('after');
  });

  test('says until when and why changes are frozen; only platform admins may apply in spite of it', async () => {
    const { page, agent, acme } = scene;
    scene.freeze(acme, 'Black Friday');
    agent.state.role = 'tenant_admin';
    await scene.changeAnn();
    await page
      .getByText(/^Changes are frozen until .*: Black Friday$/)
      .first()
      .waitFor();
    await applyNow().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Choose a time after the freeze.').waitFor();
    expect(await dialog.getByRole('radio', { name: 'At a time' }).isChecked()).toBe(true);
    await dialog.getByRole('radio', { name: 'Now' }).click();
    expect(await dialog.getByRole('button', { name: 'Apply', exact: true }).isDisabled()).toBe(true);
    expect(await dialog.getByRole('checkbox').count()).toBe(0);
    agent.state.role = 'platform_admin';
    await scene.changeAnn();
    await applyNow().click();
    await dialog.getByRole('checkbox', { name: 'Apply in spite of the freeze' }).click();
    await dialog.getByText('put on record', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await isLive();
  });

  test('never applies over a hand edit unseen', async () => {
    const { page, agent, acme } = scene;
    agent.state.drift.set(acme.id, [
      {
        key: 'file acme.conf',
        store: 'file',
        name: 'synergycall/acme.conf',
        found: 'changed',
        object: null,
        meant: 'a\n',
        live: 'b\n',
        seen: '1',
        adopt: { can: true, into: 'file' },
      },
    ]);
    await scene.changeAnn();
    const before = agent.state.jobs.length;
    await applyNow().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 thing was edited by hand since the last apply').waitFor();
    await dialog.getByText('synergycall/acme.conf').waitFor();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await dialog.getByText('Edited by hand since the last apply: synergycall/acme.conf').waitFor();
    expect(agent.state.jobs).toHaveLength(before);
    await dialog.getByRole('link', { name: 'Look at the differences' }).click();
    await page.getByRole('heading', { name: 'Differences' }).first().waitFor();
  });

  test('shows the steps as they run, the parts of one, and tells them to those who listen', async () => {
    const { page, agent } = scene;
    await scene.changeAnn();
    agent.state.stepMs = 700;
    await applyNow().click();
    await page.getByRole('region', { name: 'Pending changes' }).getByText('Applying: Validate, step 3 of 9').waitFor();
    await page.getByRole('link', { name: 'Details' }).click();
    await isLive();
    await page.getByRole('button', { name: '6 parts of Validate' }).click();
    await page.getByText('Throwaway Asterisk: sample calls').waitFor();
    await page.getByText(/s in all$/).waitFor();
  });

  test('goes on telling after the network was gone in the middle', async () => {
    const { page, agent } = scene;
    await scene.changeAnn();
    agent.state.stepMs = 300;
    await applyNow().click();
    await page.getByRole('list', { name: 'Steps' }).waitFor();
    await agent.cut();
    await page.getByText('The apply goes on there', { exact: false }).waitFor();
    await agent.restore();
    await isLive();
  });

  test('says why it failed, where, what to do and what is live, and is tried again from there', async () => {
    const { page, agent, ann } = scene;
    await scene.changeAnn();
    agent.state.nextApply = 'FAILED';
    agent.state.users.splice(agent.state.users.indexOf(ann), 1);
    agent.state.users.unshift(ann);
    await applyNow().click();
    await page
      .getByText(/^Nothing changed: /)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Details' }).click();
    await page.getByText('Stopped at: Validate').waitFor();
    await page.getByText('synergycall/generated_internal.conf, line 12').waitFor();
    await page.getByText(/^Version \d+, since today/).waitFor();
    await page.getByRole('link', { name: 'Ann Lee', exact: true }).click();
    await page.getByRole('heading', { name: 'Ann Lee', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Apply again to Acme' }).click();
    await isLive();
  });

  test('hands over the commands when only a person can help', async () => {
    const { page, agent, desktop } = scene;
    await scene.changeAnn();
    agent.state.nextApply = 'NEEDS_HELP';
    await applyNow().click();
    await page
      .getByText(/^Needs you: /)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Details' }).click();
    await page.getByText('Not certain:', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Copy Command 1' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(await desktop.clipboard()).toBe('systemctl restart asterisk');
  });

  test('applies everything of the box, one after the other, and says who was left out', async () => {
    const { page, agent } = scene;
    const { state } = agent;
    const beta = state.addTenant('Beta');
    state.addUser(beta, { name: 'Bob' });
    const gamma = state.addTenant('Gamma');
    state.addUser(gamma, { name: 'Gus' });
    scene.freeze(gamma, 'Audit');
    state.box.emergencyNumbers = ['112', '110'];
    await scene.changeAnn();
    await page.getByRole('link', { name: 'Apply everything' }).click();
    const pending = page.getByRole('list', { name: 'Pending' });
    for (const name of ['Box', 'Acme', 'Beta', 'Gamma'])
      await pending
        .getByRole('listitem')
        .filter({ hasText: name })
        .getByText(/pending$/)
        .waitFor();
    await page.getByRole('button', { name: 'Apply everything that is pending' }).click();
    const jobs = page.getByRole('list', { name: 'What came of it' });
    await jobs.getByText('Left out: its changes are frozen').waitFor();
    for (const name of ['Box', 'Acme', 'Beta'])
      await jobs
        .getByRole('listitem')
        .filter({ hasText: name })
        .getByText(/^Live since /)
        .first()
        .waitFor();
    expect(state.pendingOf(gamma.id)).toHaveLength(1);
    expect(state.pendingOf(beta.id)).toHaveLength(0);
    await jobs.getByRole('link', { name: 'Box' }).click();
    await page.getByRole('heading', { name: /^Apply of the box/ }).waitFor();
    await page.getByText('emergency numbers 112, 110 instead of 112, 911').waitFor();
  });

  test('freezes are listed, added and removed in the tenant’s settings, in its own time', async () => {
    const { page } = scene;
    await scene.goTo('/settings');
    await page.getByText('No freeze is set', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Add freeze' }).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('Times are those of Asia/Tokyo.', { exact: false }).waitFor();
    await panel.getByRole('button', { name: 'Add freeze' }).click();
    await panel.getByText('This can’t be empty.').or(panel.getByText('This is too small or too short.')).waitFor();
    await panel.getByLabel('Reason').fill('Holidays');
    await panel.getByLabel('From').fill('2030-12-24T12:00');
    await panel.getByLabel('Until').fill('2030-12-26T12:00');
    await panel.getByRole('button', { name: 'Add freeze' }).click();
    await page.getByText('24 Dec 2030, 12:00 to 26 Dec 2030, 12:00').first().waitFor();
    expect(scene.agent.state.freezes[0]?.freeze.window).toMatchObject({ from: '2030-12-24T03:00:00.000Z' });
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add freeze' }).click();
    await panel.getByText('Every week').click();
    await panel.getByText('Sat', { exact: true }).click();
    await panel.getByLabel('From').fill('22:00');
    await panel.getByLabel('Until').fill('06:00');
    await panel.getByText('Ends on the next day.').waitFor();
    await panel.getByLabel('Reason').fill('Night shift');
    await panel.getByRole('button', { name: 'Add freeze' }).click();
    await page.getByText('Mon–Sat, 22:00 to 06:00 of the next day').first().waitFor();
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Remove the freeze 24 Dec/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove freeze' }).click();
    await page.getByText('Holidays').waitFor({ state: 'detached' });
    await page.getByText('Night shift').waitFor();
  });

  test('a support account sees what is pending and what waits, and has no button to apply', async () => {
    const { page, agent } = scene;
    agent.state.role = 'support';
    await scene.changeAnn();
    await page
      .getByText(/pending$/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: /^Apply/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Apply everything' }).count()).toBe(0);
  });

  test('thousands of changes are counted, drawn as far as one sees, and searched', async () => {
    const { page, agent } = scene;
    const many = agent.state.addTenant('Many', [10_000, 19_999]);
    for (let n = 0; n < 1000; n++) {
      const user = agent.state.addUser(many, { name: `Person ${String(n).padStart(4, '0')}`, extension: 10_000 + n });
      agent.state.addDevice(user, { label: 'Desk phone', transport: 'tls' });
    }
    await scene.goTo(`/t/${many.id}/preview`);
    await page.getByText('All 2,000').waitFor();
    const rows = page.getByRole('group', { name: 'Changes' }).locator('> ul > li');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(100);
    await page.getByRole('textbox', { name: 'Find a person, a device, a change' }).fill('0987');
    await page.getByText('Person 0987, 10987: new').waitFor();
    const found = page.getByRole('region', { name: 'Changes', exact: true });
    expect(await found.getByText('Person 0001', { exact: false }).count()).toBe(0);
  });
});
