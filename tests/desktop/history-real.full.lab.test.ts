import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcher } from './launch/index.ts';
import { person } from './person.ts';
import { realDesktop, type RealDesktop } from './real-desktop.ts';

/** US3 on what `npm start` gives: two versions of a company, compared and restored; a hand edit found and ended. */
describe(`history and differences with a real agent, on ${launcher}`, () => {
  let real: RealDesktop;
  const me = () => person(real.desktop.page);
  const link = (name: string) =>
    real.desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const liveAgain = async () => {
    await me().applies();
    await real.desktop.page
      .getByText(/^Live since /)
      .first()
      .waitFor({ timeout: 60_000 });
    await real.desktop.page
      .getByRole('region', { name: 'Pending changes' })
      .getByRole('button', { name: 'Close' })
      .click();
  };
  /** The one tenant file of the private Asterisk. */
  const tenantFile = (): string => {
    const all = readdirSync(real.place.state, { recursive: true, encoding: 'utf8' });
    const found = all.find((path) => /etc.*extensions\.d\/synergycall\/tenants\/[0-9a-z]{4}\.conf$/.test(path));
    if (found === undefined) throw new Error('no tenant file');
    return join(real.place.state, found);
  };
  beforeAll(async () => {
    real = await realDesktop(20_000);
  });
  afterAll(async () => {
    await real?.end();
  });

  test('two applies make two versions, newest first', async () => {
    const { page } = real.desktop;
    await me().opensNewUser();
    await me().createsUser('Ann Lee');
    await me().closesThePanel();
    await liveAgain();
    await me().opensNewUser();
    await me().createsUser('Ben Ode');
    await me().closesThePanel();
    await me().opensUser('Ann Lee');
    await page.getByRole('tab', { name: 'Profile' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ann Lee-Wolf');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'Ann Lee-Wolf', level: 1 }).waitFor();
    await liveAgain();
    await link('Apply history').click();
    await page.getByText('2 applies').waitFor();
    await page.getByRole('row', { name: /Live 3 changes: Ann/ }).waitFor();
  });

  test('compares the first version with now', async () => {
    const { page } = real.desktop;
    await page
      .getByRole('button', { name: /More actions for the apply of/ })
      .nth(1)
      .click();
    await page.getByRole('menuitem', { name: 'Compare with now' }).click();
    await page.getByText(/^3 objects differ: this is what leads from version \d+ to now\.$/).waitFor();
    await page.getByText(/renamed from Ann Lee/).waitFor();
    await page.getByRole('button', { name: 'Show the text' }).click();
    await page.locator('[data-mark="added"]').first().waitFor();
  });

  test('restores just Ann’s name: pending, previewed, applied', async () => {
    const { page } = real.desktop;
    await page.getByRole('button', { name: /^Restore version \d+$/ }).click();
    await page.getByText('This makes pending changes. Nothing is live until you apply.').waitFor();
    await page.getByText(/Ben Ode was not there then and leaves by the next apply/).waitFor();
    await page.getByRole('button', { name: 'Just this: Ann Lee' }).click();
    await page.locator('button:not([aria-disabled])', { hasText: 'Restore 1 object' }).click();
    await page.getByText(/^Version \d+ is restored$/).waitFor();
    await page.getByRole('heading', { name: 'Preview' }).waitFor();
    await page.getByText(/renamed from Ann Lee-Wolf/).waitFor();
    await liveAgain();
  });

  test('finds a hand edit, tells on every page, and applies its own version again', async () => {
    const { page } = real.desktop;
    const before = readFileSync(tenantFile(), 'utf8');
    appendFileSync(tenantFile(), '; by hand\n');
    await link('Differences').click();
    await page.getByRole('button', { name: /^Look (now|again)$/ }).click();
    await page.getByText(/tenants\/[0-9a-z]{4}\.conf was edited by hand\.$/).waitFor();
    await page.locator('[data-mark="added"]', { hasText: '; by hand' }).waitFor();
    await link('Users').click();
    await page.getByText('1 thing on the box differs from what was applied.').waitFor();
    await page.getByRole('link', { name: 'See what differs' }).click();
    await page.getByRole('button', { name: /^Apply again: / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply again' }).click();
    await page.getByText('Nothing differs', { exact: true }).waitFor({ timeout: 60_000 });
    expect(readFileSync(tenantFile(), 'utf8')).toBe(before);
    // As the dialog promised: the hand edit is in the folder of the version.
    const kept = readdirSync(real.place.state, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.includes('generations/') && path.endsWith('.conf'),
    );
    expect(kept.some((path) => readFileSync(join(real.place.state, path), 'utf8').includes('; by hand'))).toBe(true);
  });

  test('adopts another hand edit: the file stays as it is, and differs no more', async () => {
    const { page } = real.desktop;
    appendFileSync(tenantFile(), '; kept by hand\n');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByRole('button', { name: /^Adopt: / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Adopt', exact: true }).click();
    await page.getByText('One difference is adopted').waitFor();
    await page.getByText('Nothing differs', { exact: true }).waitFor();
    expect(readFileSync(tenantFile(), 'utf8')).toContain('; kept by hand');
  });

  test('plans to take all tenants back to a time', async () => {
    const { page } = real.desktop;
    await link('All applies').click();
    await page.getByRole('button', { name: 'Restore all tenants' }).click();
    // The next minute's start has passed for none of it: what is live now is what was live then.
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000);
    await page.getByLabel('As live at').fill(now.toISOString().slice(0, 16));
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page
      .getByText('Everything is as it was', { exact: true })
      .or(page.getByRole('row', { name: /Acme Logistics/ }))
      .first()
      .waitFor();
  });
});
