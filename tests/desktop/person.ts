import type { Page } from 'playwright-core';
import type { AgentUnderTest } from './agent.ts';

export const ADMIN = { name: 'Ada Root', email: 'ada@example.com', password: 'kelp-lantern-orbit-42' };

/** The desktop as a person uses it: one function per thing done, each ending where the person sees it is done. */
export function person(page: Page) {
  const dialog = () => page.getByRole('dialog');
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
  return {
    async connects(agent: AgentUnderTest): Promise<string> {
      await page.getByLabel('Address').fill(agent.url);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Is this your agent?' }).waitFor();
      const shown = (await page.locator('figure code').getAttribute('aria-label')) ?? '';
      await page.getByRole('button', { name: /trust and connect/ }).click();
      return shown;
    },
    async setsUpTheFirstAdmin(code: string): Promise<void> {
      await page.getByLabel('One-time code').fill(code);
      await page.getByLabel('Your name').fill(ADMIN.name);
      await page.getByLabel('E-mail').fill(ADMIN.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
      await page.getByRole('button', { name: 'Create account and sign in' }).click();
      await page.getByRole('button', { name: `Account of ${ADMIN.name}` }).waitFor();
    },
    async signsIn(password = ADMIN.password, email = ADMIN.email): Promise<void> {
      // The search of the list that is left behind is called by e-mail too.
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.getByLabel('E-mail').fill(email);
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    },
    async createsTenant(name: string): Promise<void> {
      if (!(await page.getByRole('heading', { name: 'Tenants', exact: true }).isVisible()))
        await page.getByRole('link', { name: 'Tenants' }).click();
      await page.getByRole('button', { name: 'New tenant' }).first().click();
      await field('Name').fill(name);
      await dialog().getByRole('button', { name: 'Create tenant' }).click();
      await page.getByRole('button', { name: `Switch tenant, now ${name}` }).waitFor();
    },
    async opensTenantToEdit(name: string): Promise<void> {
      await page.getByRole('button', { name: `More actions for ${name}` }).click();
      await page.getByRole('menuitem', { name: 'Edit' }).click();
      await field('Name').waitFor();
    },
    async opensNewUser(): Promise<void> {
      await page.getByRole('button', { name: 'New user' }).first().click();
      await field('Name').waitFor();
    },
    /** Fills the open drawer and creates; resolves to the credentials that are shown, by name. */
    async createsUser(name: string): Promise<Map<string, string>> {
      await field('Name').fill(name);
      await dialog().getByRole('button', { name: 'Create user' }).click();
      await page.getByText('Shown this once').waitFor();
      const rows = await dialog().locator('.sc-copy').all();
      const pairs = await Promise.all(
        rows.map(
          async (row) =>
            [await row.locator('.sc-copy-label').innerText(), await row.locator('.sc-copy-value').innerText()] as const,
        ),
      );
      return new Map(pairs);
    },
    async closesThePanel(): Promise<void> {
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    },
    async opensUser(name: string): Promise<void> {
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await page.getByRole('row', { name }).click();
      await page.getByRole('button', { name: 'Open page' }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
    },
    async applies(): Promise<void> {
      await page.getByRole('button', { name: /^Apply to / }).click();
    },
  };
}
