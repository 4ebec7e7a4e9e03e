import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { _electron } from 'playwright-core';
import type { Desktop, LaunchOptions } from './types.ts';

/** Where a runtime of Electron is, if there is one: the override, else what the npm package fetched. */
export function electronRuntime(): string | undefined {
  const name =
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron';
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const dist = join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist');
  return [...(override === undefined ? [] : [join(override, name)]), join(dist, name)].find((path) => existsSync(path));
}

/** The real thing. */
export async function launchElectron(options: LaunchOptions, executablePath: string): Promise<Desktop> {
  const app = await _electron.launch({
    executablePath,
    args: [
      join(import.meta.dirname, '../../../apps/desktop/out/main/index.js'),
      `--user-data-dir=${options.userData}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    colorScheme: options.colorScheme ?? 'light',
    bypassCSP: options.bypassCSP ?? false,
  });
  const page = await app.firstWindow();
  if (options.viewport) await page.setViewportSize(options.viewport);
  return {
    launcher: 'electron',
    page,
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    close: () => app.close(),
  };
}
