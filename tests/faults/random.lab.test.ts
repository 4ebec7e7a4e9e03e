import { expect, test } from 'vitest';
import { randomRuns } from './random-runs.ts';
import { isFull } from '../lab/runs.ts';

/**
 * SC-007: whatever an apply meets, what is live afterwards is the generation that PostgreSQL calls live, whole, and calls
 * work. 40 runs; 1,000 with `--full`. The seed is printed; SYNERGYCALL_SEED (and SYNERGYCALL_RUNS=1 for a single run)
 * repeats them.
 */
const seed = Number(process.env['SYNERGYCALL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const runs = Number(process.env['SYNERGYCALL_RUNS'] ?? (isFull ? 1_000 : 40));
const lanes = Number(process.env['SYNERGYCALL_LANES'] ?? (isFull ? 2 : 1));
const each = runs === 1 ? 1 : Math.ceil(runs / 2);

// Side by side: most of a run is waiting for things to die and come back.
test.concurrent.for(['sqlite', 'mariadb'] as const)(
  `${each} random changes under random faults, seed ${seed}, phones in %s: live is what was applied, and calls work`,
  { timeout: 120_000 + each * (isFull ? 30_000 : 25_000) },
  async (kind) => {
    const { failed, endings, settledMs } = await randomRuns({ kind, seed, runs: each, lanes, patient: isFull });
    const slowest = Math.max(0, ...settledMs);
    console.log(
      `random runs on ${kind}: seed ${seed}, ${each} runs, endings ${JSON.stringify(endings)}, put right by itself within ${slowest} ms`,
    );
    expect(failed.map(({ report }) => report).join('\n\n')).toBe('');
  },
);
