/** `npm run check`: types, lint with the house's import rules, format. Says which failed and goes on with the rest. */
import { spawnSync } from 'node:child_process';

const rooms = ['agent', 'apps', 'packages', 'scripts', 'tests', 'vitest.config.ts'];
const steps: readonly [name: string, command: readonly string[], remedy: string][] = [
  ['types', ['tsc', '-b', '--pretty'], 'mend the types above'],
  ['lint', ['oxlint', '--type-aware', ...rooms], 'each message says what to do instead'],
  ['format', ['oxfmt', '--check', ...rooms], 'run `npm run format`'],
];

const failed = steps.filter(([name, [command = '', ...args], remedy]) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(status === 0 ? `check: ${name} ok` : `check: ${name} FAILED: ${remedy}`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
