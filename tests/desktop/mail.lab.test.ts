import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { looks } from '../lab/runs.ts';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { addLetter, fakeMailOf } from './fake-agent/mail.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';

beforeAll(ensureBuilt);

const LOOKS = looks<readonly ['light' | 'dark', number]>(
  ['light', 1440],
  ['dark', 1440],
  ['light', 1024],
  ['dark', 720],
);

describe.each(LOOKS)(`mail settings on ${launcher} in %s at %i px`, (colorScheme, width) => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const folder = process.env['SYNERGYCALL_SHOTS'];
  let shots = 0;
  const clean = async (name: string) => {
    if (folder !== undefined)
      await desktop.page.screenshot({ path: `${folder}/mail-${colorScheme}-${width}-${String(++shots)}-${name}.png` });
    expect.soft(await violations(desktop.page), name).toEqual([]);
    expect.soft(await cutOff(desktop.page), name).toEqual([]);
  };
  beforeAll(async () => {
    agent = await startFakeAgent();
    desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    await desktop.page.setViewportSize({ width, height: 900 });
    await desktop.page.evaluate(() => {
      history.pushState(null, '', '/settings');
      dispatchEvent(new PopStateEvent('popstate'));
    });
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('the way there says that no mail goes out yet', async () => {
    const { page } = desktop;
    await page.getByText('No mail goes out yet').waitFor();
    await page.getByRole('link', { name: 'Mail settings and letters' }).click();
    await page.getByRole('heading', { name: 'Mail', level: 1 }).waitFor();
    await page.getByText('No letters yet').waitFor();
    await clean('nothing');
    await page.getByRole('button', { name: 'Send a test letter' }).click();
    await page.getByText('No mail server is set').waitFor();
  });

  test('a server is set; its password goes in and is not shown again', async () => {
    const { page } = desktop;
    const form = page.getByRole('form', { name: 'Mail server' });
    await form.getByLabel('Host').fill('mail acme');
    await form.getByLabel('User name').fill('phones');
    await form.getByLabel('Sender address').fill('phones@acme.example');
    await form.getByLabel('Encryption').selectOption('tls');
    expect(await form.getByLabel('Port').inputValue()).toBe('465');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.locator('[data-error]').first().waitFor();
    await form.getByLabel('Host').fill('mail.acme.example');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Write the password of this user.').waitFor();
    await clean('problems');
    await form.getByLabel('Password', { exact: true }).fill('kelp-lantern');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Stored. Write another one to replace it.').waitFor();
    expect(await form.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(fakeMailOf(agent.state).settings).toMatchObject({ port: 465, security: 'tls', username: 'phones' });
  });

  test('a test letter says what the server answered, cause and remedy', async () => {
    const { page } = desktop;
    const send = () => page.getByRole('button', { name: 'Send a test letter' }).click();
    await send();
    await page.getByText('The server took the letter').waitFor();
    fakeMailOf(agent.state).answer = { accepted: false, trouble: 'credentials', answer: '535 5.7.8 Bad credentials' };
    await send();
    await page.getByText('The server did not accept user name and password').waitFor();
    await page.getByText('535 5.7.8 Bad credentials').waitFor();
    await clean('test');
  });

  test('letters are found by state and word, and one that was given up is tried again', async () => {
    const { page } = desktop;
    addLetter(agent.state, {});
    addLetter(agent.state, {
      to: 'ben@acme.example',
      subject: 'Emergency call to 112 by Ann Lee at Head office',
      kind: 'emergency',
      state: 'failed',
      attempts: 3,
      trouble: 'recipient-refused',
      answer: '550 5.1.1 no such user',
    });
    await page.getByRole('radiogroup', { name: 'Letters by state' }).getByText('Given up').click();
    const row = page.getByRole('row', { name: /ben@acme\.example/ });
    await row.waitFor();
    expect(await page.getByRole('row', { name: /ann@acme\.example/ }).count()).toBe(0);
    await row.click();
    await page.getByText('550 5.1.1 no such user').waitFor();
    await clean('letter');
    await page.getByRole('button', { name: 'Try again now' }).click();
    await page.getByText('No letter matches').waitFor();
    await page.getByRole('button', { name: 'All' }).click();
    await row.getByText('Waiting').waitFor();
    await page.getByLabel('Search by address or subject').fill('voicemail');
    await row.waitFor({ state: 'detached' });
    await clean('letters');
  });
});
