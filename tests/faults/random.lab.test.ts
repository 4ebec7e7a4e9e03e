import { describe, expect, test } from 'vitest';
import { randomRuns } from './random-runs.ts';

/**
 * SC-007: whatever an apply meets, what is live afterwards is the generation that PostgreSQL calls live, whole, and calls
 * work. 40 runs; 1,000 with `--full`. The seed is printed; SYNERGYCALL_SEED (and SYNERGYCALL_RUNS=1 for a single run)
 * repeats them.
 */
const full = process.env['SYNERGYCALL_FULL'] === '1';
const seed = Number(process.env['SYNERGYCALL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const runs = Number(process.env['SYNERGYCALL_RUNS'] ?? (full ? 1_000 : 40));
const lanes = Number(process.env['SYNERGYCALL_LANES'] ?? (full ? 3 : 2));

describe.each(['sqlite', 'mariadb'] as const)('random changes and random faults, phones in %s', (kind) => {
  const own = runs === 1 ? 1 : Math.ceil(runs / 2);

  test(
    `${own} runs from seed ${seed}: live is what was applied, and calls work`,
    { timeout: 60_000 + own * (full ? 30_000 : 15_000) },
    async () => {
      const { failed, endings, settledMs } = await randomRuns({ kind, seed, runs: own, lanes, patient: full });
      const slowest = Math.max(0, ...settledMs);
      console.log(
        `random runs on ${kind}: seed ${seed}, ${own} runs, endings ${JSON.stringify(endings)}, put right by itself within ${slowest} ms`,
      );
      expect(failed.map(({ report }) => report).join('\n\n')).toBe('');
    },
  );
});
