import type { Page } from 'playwright-core';

/** The desktop, opened by one of the two launchers. */
export interface Desktop {
  /** Written into every result: `electron` is the real thing, `chromium-host` runs the real bundles without Electron. */
  launcher: 'electron' | 'chromium-host';
  page: Page;
  /** What was put on the clipboard last. */
  clipboard: () => Promise<string>;
  close: () => Promise<void>;
}
export interface LaunchOptions {
  /** A folder for what the app keeps between starts. */
  userData: string;
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  /** axe injects a script, which the CSP rightly refuses. */
  bypassCSP?: boolean;
}
