import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { en as first } from '../../packages/ui/src/messages/en/for-portal.ts';
import { en as all } from '../../packages/ui/src/messages/en/index.ts';
import { portalCalls } from '../../packages/ui/src/messages/en/portal-calls.ts';
import { portalMe } from '../../packages/ui/src/messages/en/portal-me.ts';
import { isFull } from '../lab/runs.ts';
import { portalMessages } from '../../packages/ui/src/messages/en/portal-messages.ts';
import { builtPortal, weightOf, type BuiltPortal } from './built-portal.ts';
import { fakeAgent, type FakeAgent } from './fake-agent.ts';
import { portalAt, type Visitor } from './portal-page.ts';
import { portalSpec } from './portal-spec.ts';
import { ADMIN_EMAIL, annsScene, EMAIL, PASSWORD, say } from './scene.ts';

/** Those of its first screen, and those that come with a page. */
const portals = { ...first, ...portalCalls, ...portalMe, ...portalMessages };
let built: BuiltPortal;
beforeAll(async () => {
  built = await builtPortal();
});
afterAll(() => built?.remove());

/** The same promises as the real agent's in every run (real-agent.lab); here with `--full`. */
if (isFull)
  describe('the portal, with a scene behind the agent’s HTTPS server', () => {
    portalSpec(async () => {
      const agent = await fakeAgent(annsScene(), built.directory);
      return {
        url: agent.url,
        email: EMAIL,
        password: PASSWORD,
        name: 'Ann Lee',
        extension: 1001,
        deviceLabel: 'Desk phone',
        admin: { email: ADMIN_EMAIL, password: PASSWORD },
        close: () => agent.close(),
      };
    });
  });

describe('when things go wrong', () => {
  let agent: FakeAgent;
  let visitor: Visitor;
  beforeEach(async () => {
    agent = await fakeAgent(annsScene(), built.directory);
    visitor = await portalAt(agent.url, { email: EMAIL, password: PASSWORD });
    return async () => {
      await visitor.leave();
      await agent.close();
    };
  });

  test('a change of a phone shows without a reload', async () => {
    const { page, signIn } = visitor;
    await signIn('/devices');
    const kitchen = page.getByRole('article', { name: 'Kitchen' });
    await kitchen.getByText('Not registered').waitFor();
    say(agent.scene, 2, 'registered', { address: '192.0.2.55', userAgent: 'Snom D785', roundTripMs: 9 }, 0);
    agent.push();
    await kitchen.getByText('Registered', { exact: true }).waitFor();
    await kitchen.getByText('192.0.2.55').waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('region', { name: 'Extension' }).getByText('Laptop is in a call').waitFor();
  });

  test('a phone’s markup never holds a SIP secret or username', async () => {
    await visitor.signIn('/devices');
    await visitor.page.getByRole('article', { name: 'Kitchen' }).waitFor();
    expect(await visitor.page.content()).not.toMatch(/a7k2-|secret/i);
  });

  test('too many attempts say how long to wait, and the button waits too', async () => {
    const { page } = visitor;
    agent.scene.failing.set('auth.signIn', { code: 'auth.too-many-attempts', retryAfterSeconds: 840 });
    await page.goto('/');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('You can try again in 14 minutes.').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true);
  });

  test('a database that is down is said so at sign-in, without its inner workings', async () => {
    const { page } = visitor;
    agent.scene.failing.set('auth.signIn', { code: 'database.down', detail: 'ECONNREFUSED 10.0.0.3:5432' });
    await page.goto('/');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Your data can’t be read right now').waitFor();
    expect(await page.content()).not.toContain('ECONNREFUSED');
  });

  test('a page that could not be loaded loads at another try', async () => {
    const { page, signIn } = visitor;
    agent.scene.failing.set('self.devices', { code: 'internal', reference: 'k3x9' });
    await signIn('/devices');
    await page.getByRole('alert').getByText('k3x9').waitFor();
    agent.scene.failing.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('article', { name: 'Kitchen' }).waitFor();
  });

  test('someone without a phone is told what to do', async () => {
    agent.scene.devices = [];
    await visitor.signIn('/devices');
    await visitor.page.getByRole('heading', { name: 'No phone yet' }).waitFor();
    expect(await visitor.violations()).toEqual([]);
  });

  test('while the agent is away the page stays and says how old it is; afterwards it catches up', async () => {
    const { page, signIn, violations } = visitor;
    await signIn('/devices');
    const desk = page.getByRole('article', { name: 'Desk phone' });
    await desk.getByText('203.0.113.7').waitFor();
    await agent.down();
    await page.getByText(/No connection\. You see what was known (.* ago|just now)/).waitFor();
    await desk.getByText('203.0.113.7').waitFor();
    expect(await violations()).toEqual([]);
    say(agent.scene, 0, 'not-registered', undefined, 5);
    await agent.up();
    await desk.getByText('Not registered').waitFor({ timeout: 60_000 });
    expect(await page.getByText('No connection').count()).toBe(0);
  });

  test('a browser that goes offline says so at once, and signing in says it cannot', async () => {
    const { page, context, signIn } = visitor;
    await signIn('/me');
    await page.getByRole('heading', { name: 'Me', level: 1 }).waitFor();
    await context.setOffline(true);
    await page.getByText('No connection').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('alert').getByText('can’t be reached').waitFor();
    await context.setOffline(false);
    await page.getByText('No connection').waitFor({ state: 'detached', timeout: 60_000 });
  });

  test('an agent that never answers leaves a page with another try, which works once it is back', async () => {
    const { page, signIn } = visitor;
    await signIn();
    await page.route('**/trpc/**', (route) => route.abort());
    await page.reload();
    await page.getByRole('heading', { name: 'can’t be reached' }).waitFor();
    await page.unroute('**/trpc/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Ann Lee' }).waitFor();
  });

  test('a session ended from outside asks for sign-in and comes back to the same page', async () => {
    const { page, signIn, violations } = visitor;
    await signIn('/devices');
    await page.getByRole('article', { name: 'Kitchen' }).waitFor();
    agent.endSessions();
    await page.getByText('Your session has ended').waitFor();
    expect(await page.getByText('Kitchen').count()).toBe(0);
    expect(await violations()).toEqual([]);
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Kitchen' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/devices');
  });

  test('someone else who signs in in another tab takes over here too', async () => {
    const { page, context, signIn } = visitor;
    await signIn('/me');
    await page.getByText(EMAIL).waitFor();
    const other = await context.newPage();
    await other.goto('/me');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByLabel('E-mail').fill(ADMIN_EMAIL);
    await other.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await other.keyboard.press('Enter');
    await other.getByText('This page is for people with a phone').waitFor();
    // As when the person comes back to the first tab.
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
    await page.getByText('This page is for people with a phone').waitFor();
    expect(await page.getByText(EMAIL).count()).toBe(0);
    // With the proof of the other tab's session.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').waitFor();
  });

  test('hostile and long names stay text and on the screen', async () => {
    const { page, signIn } = visitor;
    const name = `<img src=x onerror=alert(1)> ${'Donaudampfschifffahrts'.repeat(8)}`;
    agent.scene.user = { ...agent.scene.user, name };
    agent.scene.devices = agent.scene.devices.map((device) => ({ ...device, label: 'هاتف المكتب الرئيسي' }));
    await signIn();
    await page.getByRole('heading', { name }).waitFor();
    for (const path of ['/', '/devices', '/me']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
    }
    expect(await page.locator('main img').count()).toBe(0);
  });
});

test('what was built holds the portal’s words only, and a word for everything it says', () => {
  const code = readdirSync(join(built.directory, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(built.directory, 'assets', name), 'utf8'))
    .join('\n');
  const said = new Set([...code.matchAll(/(["'`])([\w.-]+)\1/g)].map(([, , text]) => text ?? ''));
  const begun = [...code.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{/g)].map(([, text]) => text ?? '');
  // Some messages are called as a failure's code is.
  const isCode = (key: string) => `failure.${key}.title` in portals;
  const missing = Object.keys(all).filter(
    (key) => !(key in portals) && !isCode(key) && (said.has(key) || begun.some((text) => key.startsWith(text))),
  );
  expect(said).toContain('portal.signIn.title');
  expect(begun).toContain('portal.transport.');
  expect(missing).toEqual([]);
  const own = new Set<string>(Object.values(portals));
  const others = Object.entries(all).filter(([, text]) => text.length > 40 && !own.has(text) && code.includes(text));
  expect(others.map(([key]) => key)).toEqual([]);
});

test('the first screen weighs less than 150 kB gzipped before its font, and the page can be installed', async () => {
  const agent = await fakeAgent(annsScene(), built.directory);
  const { page, leave } = await portalAt(agent.url, { email: EMAIL, password: PASSWORD });
  const fetched = new Set<string>();
  page.on('response', (response) => fetched.add(new URL(response.url()).pathname));
  await page.goto('/');
  await page.getByLabel('E-mail').waitFor();
  await page.evaluate(() => document.fonts.ready);
  const weigh = (kind: RegExp) =>
    [...fetched].filter((path) => kind.test(path)).reduce((sum, path) => sum + weightOf(built, path), 0);
  const [bytes, font] = [weigh(/^\/$|\.(js|css|svg)$/), weigh(/\.woff2$/)];
  console.log(
    `portal, first screen: ${Math.round(bytes / 1000)} kB gzipped and ${Math.round(font / 1000)} kB of font, in ${fetched.size} requests`,
  );
  // The product's promise is 200 kB; the font (48 kB) comes after the first paint.
  expect(bytes).toBeLessThan(150_000);
  const session = await page.context().newCDPSession(page);
  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // The tests' certificate is not one that this browser knows, and their window is incognito.
  expect(
    installabilityErrors
      .map((error) => error.errorId)
      .filter((id) => id !== 'in-incognito' && id !== 'not-from-secure-origin'),
  ).toEqual([]);
  await leave();
  await agent.close();
});
