import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM, CHROMIUM_FLAGS } from '../lab/chromium-flags.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

export async function openChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM))
    throw new Error(`the portal's tests need Chromium at ${CHROMIUM} (apt-get install chromium)`);
  return chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_FLAGS] });
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of on its console, and what the CSP stopped. */
  readonly complaints: string[];
  /** Opens a path and signs in there. */
  signIn(path?: string): Promise<void>;
  /** What axe finds wrong with what is on screen: one line each, empty when all is well. */
  violations(): Promise<string[]>;
  leave(): Promise<void>;
}

export interface VisitorOptions {
  readonly browser: Browser;
  readonly email: string;
  readonly password: string;
  readonly size?: { width: number; height: number };
  readonly theme?: 'light' | 'dark';
}

/** Someone with a browser at the portal of any agent, real or fake. */
export async function portalAt(url: string, options: VisitorOptions): Promise<Visitor> {
  const context = await options.browser.newContext({
    baseURL: url,
    // The agent's own CA is not the browser's.
    ignoreHTTPSErrors: true,
    viewport: options.size ?? PHONE,
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // The browser itself logs every answer of 4xx and every lost connection.
    if (message.type() === 'error' && !/Failed to load resource|net::ERR_/.test(message.text()))
      complaints.push(message.text());
  });
  return {
    page,
    context,
    complaints,
    async signIn(path = '/') {
      await page.goto(path);
      await page.getByLabel('E-mail').fill(options.email);
      await page.getByLabel('Password', { exact: true }).fill(options.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation').waitFor();
    },
    async violations() {
      // Through the debugger and not as a script element, so the page's CSP stays as it is.
      await page.evaluate(axe);
      const found = (await page.evaluate('axe.run(document)')) as AxeResults;
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
    },
    leave: () => context.close(),
  };
}
