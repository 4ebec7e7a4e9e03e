import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FEATURE_CODES } from '../../packages/domain/src/index.ts';
import { looks } from '../lab/runs.ts';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';

beforeAll(ensureBuilt);

const LOOKS = looks<readonly ['light' | 'dark', number]>(
  ['light', 1440],
  ['dark', 720],
  ['dark', 1440],
  ['light', 720],
);

describe.each(LOOKS)(`features, on ${launcher} in %s at %i px`, (colorScheme, width) => {
  let agent: FakeAgent;
  let desktop: Desktop;
  beforeAll(async () => {
    agent = await startFakeAgent();
    desktop = await launchDesktop({ colorScheme, bypassCSP: true, viewport: { width: 1440, height: 900 } });
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    await desktop.page.setViewportSize({ width, height: 900 });
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('every code is told in words, lamps too; axe finds nothing, nothing is cut off, and stickers alone are printed', async () => {
    const { page } = desktop;
    await page.getByRole('link', { name: 'Features' }).click();
    await page.getByRole('heading', { name: 'Features', level: 1 }).waitFor();
    const dials = await page.getByRole('rowheader').allTextContents();
    for (const { code } of FEATURE_CODES)
      expect(
        dials.some((dial) => dial.split(' ')[0] === code),
        code,
      ).toBe(true);
    await page.getByRole('row', { name: /\*681.*Lit while a call waits/ }).waitFor();
    const folder = process.env['SYNERGYCALL_SHOTS'];
    const shot = async (name: string) => {
      if (folder !== undefined)
        await page.screenshot({ path: `${folder}/features-${colorScheme}-${width}-${name}.png`, fullPage: true });
    };
    await shot('page');
    expect.soft(await violations(page)).toEqual([]);
    expect.soft(await cutOff(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    await shot('print');
    const isSeen = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).visibility);
    const seen = async () => [await isSeen('.d-sticker'), await isSeen('.d-rail'), await isSeen('.d-codes')];
    await expect.poll(seen).toEqual(['visible', 'hidden', 'hidden']);
    expect(await page.locator('.d-sticker:visible').count()).toBe(8);
    await page.emulateMedia({ media: 'screen' });
  });

  test('how long a parked call waits: changed, pending, taken back', async () => {
    const { page } = desktop;
    const field = page.getByRole('textbox', { name: 'A parked call waits' });
    const save = page.getByRole('button', { name: 'Save changes' });
    expect(await field.inputValue()).toBe('45 s');
    await field.fill('90');
    await save.click();
    await page.getByText('Parked calls wait 90 s').waitFor();
    expect(agent.state.tenants[0]?.parkSeconds).toBe(90);
    await page.getByRole('row', { name: /\*68 and a place.*within 90 s/ }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('row', { name: /\*68 and a place.*within 45 s/ }).waitFor();
    expect(agent.state.tenants[0]?.parkSeconds).toBe(45);
    // More than may be: the most there is.
    await field.fill('9000');
    await field.blur();
    expect(await field.inputValue()).toBe('600 s');
  });
});
