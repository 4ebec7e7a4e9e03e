import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentUnderTest } from './agent.ts';
import { ensureBuilt } from './build.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { ADMIN, person } from './person.ts';

/** What the story leaves for tests of its own to go on with. */
export interface Told {
  agent: AgentUnderTest;
  desktop: Desktop;
  /** Credentials of Ann Lee's first phone, as they were shown. */
  ann: ReadonlyMap<string, string>;
  /** The login of the first company's admin. */
  tess: { email: string; password: string };
  tenants: { acme: string; beta: string };
}

/**
 * The first floor as one story, on whichever agent it is given and whichever launcher there is. The order of the tests is
 * the story's; `then` goes on with the desktop still open.
 */
export function desktopStory(
  open: () => Promise<AgentUnderTest>,
  then: (told: () => Told) => void = () => undefined,
): void {
  let agent: AgentUnderTest;
  let desktop: Desktop;
  const userData = mkdtempSync(join(tmpdir(), 'synergycall-desktop-'));
  const tenants = { acme: `Acme ${Date.now()}`, beta: `Beta ${Date.now()}` };
  let secret = '';
  let tess = { email: '', password: '' };
  let ann: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    await ensureBuilt();
    agent = await open();
    desktop = await launchDesktop({ userData });
    desktop.page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
    rmSync(userData, { recursive: true, force: true });
  });

  describe(`desktop on ${launcher}`, () => {
    const me = () => person(desktop.page);

    test('shows the fingerprint of the agent’s authority before anything is trusted', async () => {
      const shown = await me().connects(agent);
      expect(shown).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      if (agent.caFingerprint !== undefined) expect(shown).toBe(agent.caFingerprint);
    });

    test('sets up the first admin with the one-time code', async () => {
      await desktop.page.getByLabel('One-time code').fill('not-the-code-of-it');
      await desktop.page.getByLabel('Your name').fill(ADMIN.name);
      await desktop.page.getByLabel('E-mail').fill(ADMIN.email);
      await desktop.page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
      await desktop.page.keyboard.press('Enter');
      await desktop.page.getByText('This code is not the one of the agent').waitFor();
      await me().setsUpTheFirstAdmin(agent.bootstrapCode);
    });

    test('keeps the session’s token out of the page', async () => {
      const seen = await desktop.page.evaluate(() =>
        JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }),
      );
      expect(seen).not.toMatch(/token|bearer/i);
      const calls = await desktop.page.evaluate(async () => {
        const { synergycall } = window as unknown as {
          synergycall: { invoke: (c: string, i: unknown) => Promise<{ ok: boolean; data: { id: string }[] }> };
        };
        const sites = await synergycall.invoke('sites.list', undefined);
        const input = {
          siteId: sites.data[0]!.id,
          path: 'auth.signIn',
          type: 'mutation',
          input: { email: 'a', password: 'b' },
        };
        return JSON.stringify([sites, await synergycall.invoke('agent.call', input)]);
      });
      expect(calls).not.toMatch(/token|caPem/i);
      expect(calls).toContain('access.denied');
    });

    test('creates two tenants and finds them in the switcher by typing', async () => {
      await me().createsTenant(tenants.acme);
      await me().createsTenant(tenants.beta);
      await desktop.page.getByRole('button', { name: /^Switch tenant/ }).click();
      await desktop.page.getByRole('option', { name: tenants.beta }).waitFor();
      await desktop.page.keyboard.type(tenants.acme.slice(0, 4));
      // As a person would: Enter once what was typed is all that is offered.
      await desktop.page.getByRole('option', { name: tenants.beta }).waitFor({ state: 'detached' });
      await desktop.page.getByRole('option', { name: tenants.acme }).waitFor();
      await desktop.page.keyboard.press('Enter');
      await desktop.page.getByRole('button', { name: `Switch tenant, now ${tenants.acme}` }).waitFor();
    });

    test('creates a user with the next free extension at once and shows the credentials once', async () => {
      await desktop.page.getByText('No users yet').waitFor();
      await me().opensNewUser();
      await desktop.page.getByText('Next free: 1001').waitFor();
      const shown = await me().createsUser('Ann Lee');
      expect(shown.get('SIP username')).toMatch(/^[0-9a-z]{4}-[0-9a-z]{6}$/);
      ann = shown;
      secret = shown.get('Secret') ?? '';
      expect(secret.length).toBeGreaterThan(10);
      await desktop.page.getByRole('img', { name: 'Code with the credentials' }).waitFor();
      await desktop.page.getByRole('button', { name: 'Copy Secret' }).click();
      await desktop.page.getByText('Copied').first().waitFor();
      expect(await desktop.clipboard()).toBe(secret);
      await me().closesThePanel();
      await me().opensUser('Ann Lee');
      expect(await desktop.page.content()).not.toContain(secret);
    });

    test('says whose extension is taken and which is free, at the field', async () => {
      await desktop.page.getByRole('link', { name: 'Users', exact: true }).click();
      await me().opensNewUser();
      const extension = desktop.page.getByRole('textbox', { name: 'Extension', exact: true });
      await extension.fill('1001');
      await desktop.page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ben Ode');
      await desktop.page.getByRole('button', { name: 'Create user' }).click();
      await desktop.page
        .getByText('Extension 1001 is taken by Ann Lee. Choose 1002 (next free) or free 1001.')
        .waitFor();
      await extension.fill('');
      await me().createsUser('Ben Ode');
      await me().closesThePanel();
      await desktop.page.getByRole('row', { name: /Ben Ode.*1002/ }).waitFor();
    });

    test('refuses an empty name in words, without asking the agent', async () => {
      await me().opensNewUser();
      await desktop.page.getByRole('button', { name: 'Create user' }).click();
      await desktop.page.getByText('This can’t be empty.').waitFor();
      await me().closesThePanel();
    });

    test('previews what is pending as sentences, and the text behind a toggle', async () => {
      await desktop.page.getByText(/^[45] changes pending$/).waitFor();
      await desktop.page.getByRole('link', { name: 'Preview' }).click();
      await desktop.page.getByText('Ann Lee, 1001: new').waitFor();
      await desktop.page
        .getByRole('listitem')
        .filter({ hasText: 'Ben Ode, 1002: new' })
        .getByText(/^Desk phone: new, over /)
        .waitFor();
      await desktop.page.getByRole('button', { name: 'Show what is written' }).click();
      await desktop.page.locator('[data-mark="added"]').first().waitFor();
      expect(await desktop.page.content()).not.toContain(secret);
    });

    test('applies step by step and ends with a plain verdict', async () => {
      await me().applies();
      await desktop.page
        .getByText(/^Live since /)
        .first()
        .waitFor({ timeout: 30_000 });
      await desktop.page.getByRole('link', { name: 'Details' }).click();
      await desktop.page.getByRole('list', { name: 'Steps' }).getByText('Verify', { exact: true }).waitFor();
      await desktop.page.getByRole('link', { name: 'Apply history' }).first().click();
      await desktop.page.getByRole('row', { name: /Live.*Ann Lee new/ }).waitFor();
      await desktop.page.getByRole('link', { name: 'Users', exact: true }).click();
      expect(await desktop.page.getByText('pending', { exact: false }).count()).toBe(0);
    });

    test('adds, renames and revokes a device', async () => {
      const { page } = desktop;
      await me().opensUser('Ann Lee');
      await page.getByRole('button', { name: 'Add device' }).click();
      await page.getByRole('textbox', { name: 'Label' }).fill('Softphone');
      await page.getByRole('dialog').getByRole('button', { name: 'Add device' }).click();
      await page.getByText('Shown this once').waitFor();
      await page.getByRole('button', { name: 'I have them' }).click();
      const card = page.getByRole('article', { name: 'Softphone' });
      await card.getByText('Can register after the next apply').waitFor();
      await card.getByRole('button', { name: 'More actions for Softphone' }).click();
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await page.getByRole('dialog').getByRole('textbox').fill('Laptop');
      await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('button', { name: 'More actions for Laptop' }).click();
      await page.getByRole('menuitem', { name: 'Revoke' }).click();
      await page.getByRole('button', { name: 'Revoke for good' }).click();
      await page.getByRole('button', { name: 'Show 1 revoked device' }).waitFor();
    });

    test('suspends and restores a user at once', async () => {
      const { page } = desktop;
      await page.getByRole('button', { name: 'More actions for Ann Lee' }).click();
      await page.getByRole('menuitem', { name: 'Suspend' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('Suspended: only emergency calls are possible.').waitFor();
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByText('Suspended: only emergency calls are possible.').waitFor({ state: 'detached' });
    });

    test('gives a person a login and the company an admin', async () => {
      const { page } = desktop;
      const email = `ann-${Date.now()}@acme.example`;
      await page.getByRole('tab', { name: 'Profile' }).click();
      await page.getByRole('button', { name: 'Give a login' }).click();
      await page.getByRole('dialog').getByLabel('E-mail').fill(email);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('Has an account').waitFor();
      await page.getByRole('link', { name: 'Accounts' }).click();
      await page.getByRole('row', { name: new RegExp(`Ann Lee ${email} End user`) }).waitFor();
      await page.getByRole('button', { name: 'New account' }).click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Tess Admin');
      await page.getByRole('dialog').getByLabel('E-mail').fill(`tess-${email}`);
      tess = {
        email: `tess-${email}`,
        password: await page.getByRole('textbox', { name: 'First password' }).inputValue(),
      };
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('row', { name: /Tess Admin.*Tenant admin/ }).waitFor();
    });

    test('is driven by the keyboard alone: palette, list, page', async () => {
      const { page } = desktop;
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Search users, pages and actions').waitFor();
      await page.keyboard.type('Ben');
      await page.getByRole('button', { name: /Ben Ode/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Ben Ode', level: 1 }).waitFor();
      await page.getByRole('link', { name: 'Users', exact: true }).focus();
      await page.keyboard.press('Enter');
      const grid = page.getByRole('grid', { name: 'Users' });
      await grid.waitFor();
      await page.keyboard.press('/');
      await page.keyboard.press('Tab');
      await grid.focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Ann Lee', level: 1 }).waitFor();
    });

    test('edits a tenant and names the extensions that a narrower range would leave out', async () => {
      const { page } = desktop;
      await page.getByRole('link', { name: 'Tenants' }).click();
      await me().opensTenantToEdit(tenants.acme);
      const last = page.getByRole('textbox', { name: 'Last extension' });
      await last.fill('1001');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('The range 1001 to 1001 leaves out extensions in use: 1002').waitFor();
      await last.fill('1899');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByRole('row', { name: new RegExp(`${tenants.acme}.*1001–1899`) }).waitFor();
    });

    test('freezes changes of the tenant, in the time of the tenant', async () => {
      const { page } = desktop;
      await page.getByRole('link', { name: 'Settings', exact: true }).click();
      await page.getByRole('button', { name: 'Add freeze' }).click();
      const panel = page.getByRole('dialog');
      await panel.getByText('Every week').click();
      await panel.getByLabel('Reason').fill('Office hours');
      await panel.getByRole('button', { name: 'Add freeze' }).click();
      await panel.waitFor({ state: 'detached' });
      await page.getByRole('list', { name: 'Change freezes' }).getByText('Mon–Fri, 08:00 to 18:00').waitFor();
      await page.getByRole('button', { name: /^Remove the freeze Mon–Fri/ }).click();
      await panel.getByRole('button', { name: 'Remove freeze' }).click();
      await page.getByText('No freeze is set', { exact: false }).waitFor();
    });

    test('changes the box’s emergency numbers and makes them live', async () => {
      const { page } = desktop;
      await page.getByRole('link', { name: 'Settings', exact: true }).click();
      const numbers = page.getByRole('combobox', { name: 'Emergency numbers' });
      await numbers.fill('1');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('“1”: Write 3 to 5 digits, such as 112.').waitFor();
      await numbers.focus();
      await page.keyboard.press('Backspace');
      await page.keyboard.type('110 ');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('Saved, not live yet').waitFor();
      await page.getByText(/emergency numbers .*110/).waitFor();
      const box = page.getByRole('region', { name: 'Applying the box' });
      const nextYear = new Date().getFullYear() + 1;
      await box.getByRole('button', { name: 'Choose when to apply' }).click();
      await page.getByRole('menuitem', { name: 'At a time' }).click();
      await page.getByLabel('Begins').fill(`${nextYear}-01-02T10:00`);
      await page.getByRole('button', { name: 'Schedule' }).click();
      await box.getByText(`Begins 2 Jan ${nextYear}, 10:00`).waitFor();
      await box.getByRole('button', { name: /^Withdraw/ }).click();
      await box.getByText(`Begins 2 Jan ${nextYear}, 10:00`).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Apply box' }).click();
      await page.getByText(/^Live since /).waitFor({ timeout: 30_000 });
      await page.getByText('Saved, not live yet').waitFor({ state: 'detached' });
      await page.getByRole('list', { name: 'Steps' }).getByText('Verify', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Users', exact: true }).click();
    });

    test('keeps the audit with values before and after, and no secret in it', async () => {
      const { page } = desktop;
      await page.getByRole('link', { name: 'Audit' }).click();
      await page
        .getByRole('row', { name: /Ben Ode/ })
        .first()
        .click();
      await page.getByText('After').waitFor();
      expect(await page.content()).not.toContain(secret);
    });

    test('opens where it was left, still signed in, and signs out', async () => {
      await desktop.page.reload();
      await desktop.page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
      await desktop.page.getByRole('button', { name: `Account of ${ADMIN.name}` }).click();
      await desktop.page.getByRole('menuitem', { name: 'Sign out' }).click();
      await desktop.page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await me().signsIn('not the password at all');
      await desktop.page.getByText('E-mail or password is wrong').waitFor();
      await me().signsIn();
      await desktop.page.getByRole('button', { name: `Account of ${ADMIN.name}` }).waitFor();
    });

    test('stores no secret and no bare token on the disk', () => {
      const file = readFileSync(join(userData, 'sites.json'), 'utf8');
      expect(file).not.toContain(secret);
      expect(file).not.toContain(ADMIN.password);
    });

    then(() => ({ agent, desktop, ann, tess, tenants }));
  });
}
