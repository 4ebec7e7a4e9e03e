/**
 * `npm run bench`: the figures behind the bars, as JSON lines {name, value, unit, bar, ok}; medians of runs on this machine.
 *   --only user-create | user-list | did | apply (with shadow) | shadow | isolation | registration | agent | inbound | routing | first-call | all     (default: all but first-call, which clones)
 * Bars are judged here and never in tests: the machine is shared and noisy. The exit code is 1 when a bar is missed.
 */
import { parseArgs } from 'node:util';
import type { BenchRow } from '../tests/bench/row.ts';

const BENCHES: Record<string, () => Promise<{ run(): Promise<readonly BenchRow[]> | AsyncIterable<BenchRow> }>> = {
  'user-create': () => import('../tests/bench/user-create.ts'),
  'user-list': () => import('../tests/bench/user-list.ts'),
  did: () => import('../tests/bench/did.ts'),
  apply: async () => {
    const parts = [await import('../tests/bench/shadow.ts'), await import('../tests/bench/apply.ts')];
    return {
      async *run() {
        for (const part of parts) yield* await part.run();
      },
    };
  },
  shadow: () => import('../tests/bench/shadow.ts'),
  isolation: () => import('../tests/bench/isolation.ts'),
  registration: () => import('../tests/bench/registration.ts'),
  agent: () => import('../tests/bench/agent.ts'),
  inbound: () => import('../tests/bench/inbound.ts'),
  routing: () => import('../tests/bench/routing.ts'),
  'first-call': () => import('../tests/bench/first-call.ts'),
};
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const all = Object.keys(BENCHES);
const wanted =
  values.only === 'all'
    ? all
    : values.only === undefined
      ? all.filter((name) => name !== 'first-call' && name !== 'shadow')
      : values.only.split(',');

let missed = 0;
for (const name of wanted) {
  const load = BENCHES[name];
  if (!load) throw new Error(`--only takes ${[...all, 'all'].join(', ')}; it was given ${name}`);
  for await (const row of await (await load()).run()) {
    console.log(JSON.stringify(row));
    if (row.ok === false) missed += 1;
  }
}
process.exitCode = missed === 0 ? 0 : 1;
