/** `npm run build`: the portal's pages and the desktop's bundles. `--only portal|desktop` for one of them. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const BUILDS: Record<string, { command: readonly string[]; cwd: string }> = {
  portal: { command: ['vite', 'build', '--logLevel', 'warn'], cwd: 'apps/portal' },
  desktop: { command: ['electron-vite', 'build', '--logLevel', 'warn'], cwd: 'apps/desktop' },
};
for (const [name, { command, cwd }] of Object.entries(BUILDS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const [program = '', ...args] = command;
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit' });
  console.log(status === 0 ? `build: ${name} ok` : `build: ${name} FAILED`);
  if (status !== 0) process.exitCode = 1;
}
