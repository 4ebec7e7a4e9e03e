import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyScene, type ApplyScene } from './apply-scene.ts';
import { violations } from './axe.ts';
import { launcher } from './launch/index.ts';

/** Every state of an apply, for those who see little, see no colours, or listen; wide, narrow, and at twice the size. */
const LOOKS: readonly (readonly ['light' | 'dark', number, number])[] = [
  ['dark', 1024, 768],
  ['light', 1440, 900],
  ['light', 720, 450],
];
describe.each(LOOKS)(`axe finds nothing in applying on ${launcher}, %s, %i px`, (colorScheme, width, height) => {
  let scene: ApplyScene;
  beforeAll(async () => {
    scene = await applyScene({ colorScheme, viewport: { width, height }, bypassCSP: true });
  });
  afterAll(() => scene?.close());
  const clean = async () => expect(await violations(scene.page)).toEqual([]);
  /** Nothing is cut off on the right: what does not fit wraps or scrolls by itself. */
  const fits = async () =>
    expect(
      await scene.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);

  test('preview, what is written, the ways to apply', async () => {
    const { page } = scene;
    await scene.changeAnn();
    await clean();
    await fits();
    await page.getByRole('button', { name: 'Show what is written' }).click();
    await page.locator('[data-mark="added"]').first().waitFor();
    await clean();
    await page.getByRole('button', { name: 'Choose when to apply' }).click();
    await page.getByRole('menuitem', { name: 'At a time' }).waitFor();
    await clean();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('radio', { name: 'When nobody is in a call' }).click();
    await clean();
    scene.agent.state.callsUp = true;
    await page.getByRole('button', { name: 'Schedule' }).click();
    await page.getByRole('list', { name: 'Waiting applies' }).waitFor();
    await clean();
    await fits();
    await page.getByRole('list', { name: 'Waiting applies' }).getByRole('link').click();
    await page.getByText('Waiting since', { exact: false }).waitFor();
    await clean();
    await page
      .getByRole('button', { name: /^Withdraw/ })
      .first()
      .click();
    await page
      .getByText(/^Withdrawn at/)
      .first()
      .waitFor();
    await clean();
  });

  test('frozen, edited by hand, tenant’s settings', async () => {
    const { page, acme, agent } = scene;
    scene.freeze(acme, 'Black Friday');
    agent.state.drift.set(acme.id, [
      {
        key: 'k',
        store: 'realtime',
        name: 'acme-7k2m9x',
        found: 'changed',
        object: null,
        meant: 'a\n',
        live: 'b\n',
        seen: '1',
        adopt: { can: true, into: 'model' },
      },
    ]);
    await scene.changeAnn();
    await page.getByText('acme-7k2m9x').waitFor();
    await clean();
    await page.getByRole('button', { name: 'Apply to Acme', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Apply in spite of the freeze' }).click();
    await clean();
    await page.keyboard.press('Escape');
    await scene.goTo('/settings');
    await page.getByText('Holds now').waitFor();
    await clean();
    await page.getByRole('button', { name: 'Add freeze' }).click();
    await page.getByText('Every week').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add freeze' }).click();
    await page.getByRole('dialog').locator('[aria-invalid="true"]').first().waitFor();
    await clean();
    await page.keyboard.press('Escape');
    agent.state.freezes.length = 0;
    agent.state.drift.clear();
  });

  test('running, failed, needing help, everything of the box', async () => {
    const { page, agent } = scene;
    agent.state.stepMs = 400;
    agent.state.nextApply = 'FAILED';
    await scene.changeAnn();
    await page.getByRole('button', { name: 'Apply to Acme', exact: true }).click();
    await page.getByRole('list', { name: 'Steps' }).waitFor();
    await clean();
    await fits();
    await page
      .getByText(/^Nothing changed: /)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Details' }).click();
    await page.getByRole('button', { name: '6 parts of Validate' }).click();
    await clean();
    agent.state.stepMs = 30;
    agent.state.nextApply = 'NEEDS_HELP';
    await page.getByRole('button', { name: 'Apply again to Acme' }).click();
    await page.getByRole('link', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Copy Command 1' }).waitFor();
    await clean();
    await fits();
    agent.state.addUser(agent.state.addTenant('Beta'), { name: 'Bob' });
    await scene.goTo('/apply-all');
    await page.getByRole('list', { name: 'Pending' }).getByText('Beta').waitFor();
    await clean();
    await page.getByRole('button', { name: 'Apply everything that is pending' }).click();
    await page.getByRole('list', { name: 'What came of it' }).getByText('Beta').waitFor();
    await clean();
    await fits();
  });
});
