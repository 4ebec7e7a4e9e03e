import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { closeContext, sharedChromium } from '../lab/shared-chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

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
  readonly email: string;
  readonly password: string;
  readonly size?: { width: number; height: number };
  readonly theme?: 'light' | 'dark';
}

/** Someone with a browser at the portal of any agent, real or fake. */
export async function portalAt(url: string, options: VisitorOptions): Promise<Visitor> {
  const browser = await sharedChromium();
  const context = await browser.newContext({
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
    leave: () => closeContext(context),
  };
}
