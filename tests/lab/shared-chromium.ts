import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { CHROMIUM_FLAGS, CHROMIUM_SHELL } from './chromium-flags.ts';

let shared: Promise<Browser> | undefined;

/**
 * The Chromium of all tests in this process: starting one takes 3 s of a core. Everybody has a context of their own in it
 * and ends that by `closeContext`; it ends with the process. Nothing that it shows reaches beyond this machine.
 */
export function sharedChromium(): Promise<Browser> {
  shared ??= launch().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/**
 * Closes a context of the shared one. Chromium forgets to close a page that is in the middle of a navigation and never
 * answers (https://github.com/microsoft/playwright/issues/42068), so each goes to an empty one first.
 */
export async function closeContext(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.goto('about:blank').catch(() => undefined)));
  await context.close();
}

async function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM_SHELL))
    throw new Error(`this test needs ${CHROMIUM_SHELL} (apt-get install chromium-headless-shell)`);
  const browser = await chromium.launch({
    executablePath: CHROMIUM_SHELL,
    args: [
      ...CHROMIUM_FLAGS,
      '--in-process-gpu',
      // A page lives for seconds here: what V8 would spend on making it faster is not earned back (a tenth of a core).
      '--js-flags=--no-maglev,--no-opt',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
  // The next test has another.
  browser.on('disconnected', () => (shared = undefined));
  return browser;
}
