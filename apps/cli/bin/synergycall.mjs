#!/usr/bin/env node
// Runs the command line in the project's own Node 24, whichever Node found this file.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const own = `${root}node_modules/.bin/node`;
const child = spawn(
  existsSync(own) ? own : process.execPath,
  [`${root}scripts/run.mjs`, 'apps/cli/src/synergycall.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 2)));
