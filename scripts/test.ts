/**
 * `npm test`: everything on real parts, in one run; the last line is `N passed, N failed, N skipped`.
 *   --only calls|faults|unit|lab   a part      --full   the long runs too      further words: vitest file filters
 * What the lab lacks is installed where that is allowed (root on Debian); elsewhere the lab's files count as skipped, with the reason.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareLab } from '../tests/lab/install.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, full: { type: 'boolean', default: false } },
});
/** Where calls are proven: whole boxes, and the core's own scenes (docs/proof-of-calls.md). */
const CALLS = [
  'tests/calls',
  'tests/isolation',
  'agent/src/features/callflow',
  'agent/src/features/queue',
  'agent/src/features/voicemail',
  'agent/src/features/trunk',
];
const PARTS: Record<string, readonly string[]> = {
  // `lab-mariadb`: the core's scenes on the other store (vitest.config.ts).
  calls: ['--project', 'lab', '--project', 'lab-mariadb', ...CALLS],
  faults: ['--project', 'lab', 'tests/faults'],
  unit: ['--project', 'unit'],
  lab: ['--project', 'lab'],
};

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  success: boolean;
}

const only = values.only;
if (only !== undefined && !PARTS[only])
  throw new Error(`--only takes ${Object.keys(PARTS).join(', ')}; it was given ${only}`);

const missing = only === 'unit' ? [] : await prepareLab({ onProgress: (line) => console.log(`lab: ${line}`) });
const args = [...(only ? (PARTS[only] ?? []) : []), ...positionals];
let skippedFiles = 0;
if (missing.length > 0) {
  const files = globSync('{agent,packages,apps,tests}/**/*.lab.test.ts', {
    exclude: (path) => path.includes('node_modules'),
  });
  skippedFiles = files.length;
  console.log(`lab: ${files.length} test files are SKIPPED, because: ${missing.join('; ')}`);
  args.push('--project', 'unit');
}

// Patient files, and the unit tests behind them, run beside the others, which keep both cores busy (vitest.config.ts).
const isApart = positionals.length === 0 && missing.length === 0 && (only === undefined || only === 'lab');
const runs = isApart
  ? [
      ['--project', 'lab'],
      ['--project', 'waiting', ...(only === undefined ? ['--project', 'unit'] : [])],
    ]
  : [args];
const ended = await Promise.all(runs.map(vitest));
const reports = ended.flatMap(({ report }) => report ?? []);
const exit = Math.max(...ended.map((one) => one.exit));

/** One vitest, to its end. */
async function vitest(files: readonly string[], nth: number): Promise<{ exit: number; report?: Report }> {
  const reportFile = join(tmpdir(), `synergycall-test-${process.pid}-${nth}.json`);
  const exit = await new Promise<number>((done) => {
    const child = spawn(
      'vitest',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...files],
      {
        stdio: 'inherit',
        env: {
          ...process.env,
          // For the agents that tests start: each spends 0.7 s less of a core on reading itself.
          NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/node-compile', import.meta.url)),
          ...(isApart ? { SYNERGYCALL_WAITING: 'apart' } : {}),
          ...(values.full ? { SYNERGYCALL_FULL: '1' } : {}),
          ...(only === 'calls' || only === 'faults' ? { SYNERGYCALL_BOTH_STORES: '1' } : {}),
        },
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => done(signal ? 1 : (code ?? 1)));
  });
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
    rmSync(reportFile);
    return { exit, report };
  } catch {
    console.log('vitest left no report: it did not get as far as running tests');
    return { exit: Math.max(exit, 1) };
  }
}

const sum = (of: (report: Report) => number): number => reports.reduce((all, report) => all + of(report), 0);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests) + skippedFiles;
// A file that fails before its first test counts as a failure, or a broken import would look like success.
const failed = ended.reduce(
  (all, { exit, report }) => all + Math.max(report?.numFailedTests ?? 0, exit === 0 ? 0 : 1),
  0,
);
console.log(`${sum((report) => report.numPassedTests)} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = exit;
