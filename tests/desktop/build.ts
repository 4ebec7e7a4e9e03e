import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../agent/src/platform/asterisk-host/lock.ts';
import { lockFile } from '../lab/place.ts';

const root = join(import.meta.dirname, '../..');
const desktop = join(root, 'apps/desktop');
const SOURCES = ['apps/desktop/src', 'apps/desktop/electron.vite.config.ts', 'packages/ui/src', 'packages/domain/src'];

function newest(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name)))) : stat.mtimeMs;
}
const isFresh = (): boolean => {
  try {
    const built = statSync(join(desktop, 'out/renderer/index.html')).mtimeMs;
    return SOURCES.every((source) => newest(join(root, source)) < built);
  } catch {
    return false;
  }
};

/** Builds the desktop if its sources are newer than its bundles; test files that run side by side build it once. */
export async function ensureBuilt(): Promise<void> {
  if (isFresh()) return;
  await withLock(lockFile('desktop-build'), async () => {
    if (isFresh()) return;
    execFileSync(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
      cwd: desktop,
      stdio: 'pipe',
    });
  });
}
