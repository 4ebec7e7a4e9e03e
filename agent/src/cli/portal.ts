import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'apps/portal/{index.html,vite.config.ts}',
  '{apps/portal,packages/ui,packages/domain}/{src,public}/**/*.*',
];

/**
 * The folder of the portal's built pages; undefined where they can't be built. A clone has none, and a pulled one has
 * old ones: they are made anew when a source is newer (seconds). A shipped agent has no sources and is left alone.
 */
export function builtPortal(root: string, say: (line: string) => void): string | undefined {
  const folder = join(root, 'apps/portal');
  const pages = join(folder, 'dist');
  const page = join(pages, 'index.html');
  const isBuilt = existsSync(page);
  if (!isBuilt || newest(root) > statSync(page).mtimeMs) {
    say(`Portal        building its pages (${isBuilt ? 'its sources are newer' : 'first start'}) …`);
    spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return existsSync(page) ? pages : undefined;
}

function newest(root: string): number {
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: root })).filter(
    (file) => !/\.test\.tsx?$/.test(file),
  );
  return Math.max(0, ...files.map((file) => statSync(join(root, file)).mtimeMs));
}
