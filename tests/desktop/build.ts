import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  const lock = join(tmpdir(), 'synergycall-desktop-build.lock');
  for (let waited = 0; ; waited += 200) {
    if (isFresh()) return;
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (waited > 120_000) throw new Error(`another build holds ${lock}; remove it if none runs`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    if (!isFresh())
      execFileSync(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
        cwd: desktop,
        stdio: 'pipe',
      });
  } finally {
    rmdirSync(lock);
  }
}
