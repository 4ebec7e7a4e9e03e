import { type Browser } from 'playwright-core';
/** One Chromium for all browser phones of this process; the last one out closes it. */
export declare function borrowChromium(): Promise<{
    browser: Browser;
    giveBack: () => Promise<void>;
}>;
/** The page's script with JsSIP in it, built once per process. */
export declare function pageScript(): Promise<string>;
