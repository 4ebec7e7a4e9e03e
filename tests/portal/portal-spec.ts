import { afterAll, beforeAll, expect, test } from 'vitest';
import { DESKTOP, PHONE, portalAt, type Visitor } from './portal-page.ts';
import { looks } from '../lab/runs.ts';

/** An agent with one person who has an account, an extension and at least one device. */
export interface PortalUnderTest {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly extension: number;
  readonly deviceLabel: string;
  /** An admin without a phone. */
  readonly admin: { readonly email: string; readonly password: string };
  close(): Promise<void>;
}

/** What a person may expect of the portal of any agent: the same for the fake and for the real one. */
export function portalSpec(open: () => Promise<PortalUnderTest>): void {
  let at: PortalUnderTest;
  let visitor: Visitor;
  beforeAll(async () => {
    at = await open();
  });
  afterAll(async () => {
    await at?.close();
  });
  const visit = async (options: Partial<Parameters<typeof portalAt>[1]> = {}): Promise<Visitor> => {
    visitor = await portalAt(at.url, { email: at.email, password: at.password, ...options });
    return visitor;
  };

  test('wrong credentials are said so, in words, and the right ones lead Home', async () => {
    const { page, leave, complaints } = await visit();
    await page.goto('/');
    await page.getByLabel('E-mail').fill(at.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(at.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: at.name, level: 1 }).waitFor();
    await page.getByRole('region', { name: 'Extension' }).getByText(String(at.extension)).waitFor();
    expect(complaints).toEqual([]);
    await leave();
  });

  test('the session survives a reload, and its cookie is out of reach of scripts', async () => {
    const { page, context, signIn, leave } = await visit();
    await signIn('/devices');
    await page.getByRole('article', { name: at.deviceLabel }).waitFor();
    await page.reload();
    await page.getByRole('article', { name: at.deviceLabel }).waitFor();
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' });
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(
      /csrf|token/i,
    );
    await leave();
  });

  test('what is asked for opens after sign-in, not Home', async () => {
    const { page, signIn, leave } = await visit();
    await signIn('/me');
    await page.getByRole('heading', { name: 'Me', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/me');
    await leave();
  });

  const LOOKS = looks<readonly [string, 'light' | 'dark', typeof PHONE]>(
    ['phone', 'dark', PHONE],
    ['phone', 'light', PHONE],
    ['desktop', 'light', DESKTOP],
    ['desktop', 'dark', DESKTOP],
    // As wide as a desktop at 400 % zoom.
    ['narrow', 'light', { width: 320, height: 568 }],
  );
  test.each(LOOKS)(
    'every page is without fault for axe and no wider than the screen: %s, %s',
    async (_, theme, size) => {
      const { page, signIn, violations, leave, complaints } = await visit({ theme, size });
      const fine = async (where: string) => {
        expect({ where, violations: await violations() }).toEqual({ where, violations: [] });
        expect({
          where,
          overflow: await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
        }).toEqual({ where, overflow: false });
      };
      await page.goto('/');
      await page.getByLabel('E-mail').waitFor();
      await fine('sign-in');
      await signIn();
      await page.getByRole('heading', { name: at.name }).waitFor();
      await fine('home');
      for (const [path, heading] of [
        ['/devices', 'Devices'],
        ['/calls', 'Calls'],
        ['/messages', 'Messages'],
        ['/messages/mailbox', 'Mailbox settings'],
        ['/me', 'Me'],
        ['/me/password', 'Change password'],
        ['/nowhere', 'There is nothing here'],
      ] as const) {
        await page.goto(path);
        await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        if (path === '/devices') await page.getByRole('article').first().waitFor();
        if (path === '/calls') await page.getByRole('switch').waitFor();
        await fine(path);
      }
      expect(complaints).toEqual([]);
      await leave();
    },
  );

  test('the keyboard alone goes through the pages', async () => {
    const { page, signIn, leave } = await visit();
    await signIn();
    await page.reload();
    await page.getByRole('heading', { name: at.name }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Devices');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Devices', level: 1 }).waitFor();
    // The focus went along, so the next Tab is inside the new page.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await leave();
  });

  test('a chosen theme is there before the first paint after a reload', async () => {
    const { page, signIn, leave } = await visit();
    await signIn('/me');
    await page.getByText('Dark', { exact: true }).click();
    const scheme = () => page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
    await page.waitForFunction(() => document.documentElement.dataset['mantineColorScheme'] === 'dark');
    // Without the program, only theme.js runs.
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload();
    expect(await scheme()).toBe('dark');
    await leave();
  });

  test('the password can be changed, and a wrong current one is said beside its field', async () => {
    const { page, signIn, leave } = await visit();
    const next = 'a completely different phrase';
    await signIn('/me/password');
    const change = async (current: string, wanted: string) => {
      await page.getByLabel('Current password').fill(current);
      await page.getByLabel('New password').fill(wanted);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await change('not my password', next);
    await page.getByText('This is not your current password.').waitFor();
    await change(at.password, 'short');
    await page.getByText('The password is too short').waitFor();
    await change(at.password, next);
    await page.getByText('Your password is changed').waitFor();
    await page.goto('/me/password');
    await change(next, at.password);
    await page.getByText('Your password is changed').waitFor();
    await leave();
  });

  test('US6: what my calls do is chosen here, kept, and refused in words', async () => {
    const { page, signIn, leave, complaints, violations } = await visit();
    await signIn('/calls');
    const dnd = page.getByRole('switch', { name: 'Do not disturb' });
    await dnd.waitFor();
    await dnd.click();
    await page.getByText('Saved. It counts for the next call.').waitFor();
    await page.reload();
    await expect.poll(() => dnd.isChecked(), { timeout: 15_000 }).toBe(true);
    await dnd.click();
    await expect.poll(() => dnd.isChecked(), { timeout: 15_000 }).toBe(false);

    const busy = page.getByRole('combobox', { name: 'When you are busy' });
    const number = page.getByRole('textbox', { name: /^When you are busy/ });
    await busy.selectOption('dialled');
    await number.fill('7777');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nobody has this extension').waitFor();
    expect(await violations()).toEqual([]);
    await number.fill('1002');
    await page.keyboard.press('Enter');
    await page.getByText('Goes to Ben Ode, 1002').waitFor();
    const saved = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('combobox', { name: 'How long your phones ring' }).selectOption('15');
    await saved;
    await page.reload();
    await page.getByText('Goes to Ben Ode, 1002').waitFor();
    expect(await page.getByRole('combobox', { name: 'How long your phones ring' }).inputValue()).toBe('15');
    await page.getByRole('combobox', { name: 'How long your phones ring' }).selectOption('');
    await busy.selectOption('default');
    await page.getByText('Goes to Ben Ode, 1002').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await leave();
  });

  test('signing out leads to sign-in, and the way back shows nothing', async () => {
    const { page, signIn, leave } = await visit();
    await signIn('/me');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').waitFor();
    await page.goto('/');
    await page.getByLabel('E-mail').waitFor();
    expect(await page.getByText(at.name).count()).toBe(0);
    await leave();
  });

  test('an admin without a phone is told where to go, and can sign out', async () => {
    const { page, violations, leave } = await visit();
    await page.goto('/');
    await page.getByLabel('E-mail').fill(at.admin.email);
    await page.getByLabel('Password', { exact: true }).fill(at.admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'This page is for people with a phone' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').waitFor();
    await leave();
  });
}
