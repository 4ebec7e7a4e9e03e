/** `npm run desktop`: builds the admin app if its sources are newer, and opens it. Further words go to Electron. */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const app = resolve(import.meta.dirname, '../apps/desktop');
const built = join(app, 'out/main/index.js');

function isStale(): boolean {
  if (!existsSync(built)) return true;
  const since = statSync(built).mtimeMs;
  const sources = globSync('{apps/desktop,packages/domain,packages/ui}/src/**/*.{ts,tsx,css,html}', {
    cwd: resolve(app, '../..'),
  });
  return sources.some((file) => statSync(resolve(app, '../..', file)).mtimeMs > since);
}

if (isStale()) {
  console.log('Building the desktop …');
  const { status } = spawnSync('electron-vite', ['build', '--logLevel', 'warn'], { cwd: app, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** The npm package fetches Electron's runtime when it is first asked for it. */
function runtime(): string {
  try {
    return createRequire(import.meta.url)('electron') as string;
  } catch {
    console.error(
      "The desktop's runtime (Electron) is not here and could not be fetched. With a network, try again; without one, " +
        'set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron 45. The portal works in any browser meanwhile.',
    );
    process.exit(1);
  }
}

const child = spawn(runtime(), [app, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
