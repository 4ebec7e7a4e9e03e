import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromiumHost } from './chromium-host.ts';
import { electronRuntime, launchElectron } from './electron.ts';
import type { Desktop, LaunchOptions } from './types.ts';

export type { Desktop } from './types.ts';

/** Which launcher this machine has; part of the title of every test. */
export const launcher: Desktop['launcher'] = electronRuntime() === undefined ? 'chromium-host' : 'electron';

/** Opens the built desktop: real Electron where a runtime is, the Chromium host otherwise. */
export async function launchDesktop(options: Partial<LaunchOptions> = {}): Promise<Desktop> {
  const own = options.userData === undefined;
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'synergycall-desktop-'));
  const runtime = electronRuntime();
  const all = { ...options, userData };
  const desktop = runtime === undefined ? await launchChromiumHost(all) : await launchElectron(all, runtime);
  return {
    ...desktop,
    close: async () => {
      await desktop.close();
      if (own) rmSync(userData, { recursive: true, force: true });
    },
  };
}
