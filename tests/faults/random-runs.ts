import { planOf, sayPlan, seedOf, smaller, type Plan } from './random-plan.ts';
import { randomWorld, type RunResult, type World } from './random-world.ts';

export interface Runs {
  readonly kind: 'sqlite' | 'mariadb';
  readonly seed: number;
  readonly runs: number;
  /** Worlds side by side: most of a run is waiting for things to die and come back. */
  readonly lanes: number;
  readonly patient: boolean;
}
export interface Failed {
  readonly run: number;
  /** How to see it again, what was done, and what is wrong. */
  readonly report: string;
}
export interface Summary {
  readonly failed: readonly Failed[];
  readonly endings: Readonly<Record<string, number>>;
  readonly settledMs: readonly number[];
}

/** After so many runs a box is thrown away: its list of tenants grows, and each start of its agent looks at all of them. */
const PER_BOX = 10;
const MOST_ATTEMPTS = 12;

/** Runs them all, each from a seed of its own; a failing one is made smaller before it is told. Stops at the third. */
export async function randomRuns({ kind, seed, runs, lanes, patient }: Runs): Promise<Summary> {
  const failed: Failed[] = [];
  const endings: Record<string, number> = {};
  const settledMs: number[] = [];
  let next = 0;

  const lane = async (): Promise<void> => {
    while (next < runs && failed.length < 3) {
      const world = await randomWorld(kind);
      try {
        for (let done = 0; done < PER_BOX && next < runs && failed.length < 3; done++) {
          const run = next++;
          const own = runs === 1 ? seed : seedOf(seed, run);
          const plan = planOf(own, { patient });
          const result = await world.run(plan);
          for (const ending of result.endings) endings[ending] = (endings[ending] ?? 0) + 1;
          settledMs.push(...result.settledMs);
          if (result.wrong.length === 0) continue;
          // What is wrong now would spoil the runs that follow.
          failed.push({ run, report: await report(kind, { plan, result, own }) });
          break;
        }
      } finally {
        await world.release();
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { failed, endings, settledMs };
}

async function report(
  kind: Runs['kind'],
  { plan, result, own }: { plan: Plan; result: RunResult; own: number },
): Promise<string> {
  const say = (title: string, of: Plan, came: RunResult): string =>
    [title, sayPlan(of), ...came.told.map((line) => `  ${line}`), ...came.wrong.map((line) => `  WRONG ${line}`)].join(
      '\n',
    );
  const drawn = [
    `SYNERGYCALL_SEED=${own} SYNERGYCALL_RUNS=1 (on ${kind}) shows it again`,
    say('as drawn:', plan, result),
  ];
  // At once: who stops the test while it makes the plan smaller should know it all the same.
  console.log(drawn.join('\n'));
  const small = await shrunk(kind, plan);
  return [...drawn, ...(small ? [say('made smaller:', small.plan, small.result)] : ['nothing could be left out'])].join(
    '\n',
  );
}

/** Leaves out one thing after the other as long as it still fails, each time in a world of its own. */
async function shrunk(kind: Runs['kind'], plan: Plan): Promise<{ plan: Plan; result: RunResult } | undefined> {
  let best: { plan: Plan; result: RunResult } | undefined;
  let attempts = 0;
  for (let found = true; found && attempts < MOST_ATTEMPTS;) {
    found = false;
    for (const candidate of smaller(best?.plan ?? plan)) {
      if (++attempts > MOST_ATTEMPTS) break;
      const world: World | undefined = await randomWorld(kind).catch(() => undefined);
      const result = await world?.run(candidate).finally(() => world.release());
      if (!result || result.wrong.length === 0) continue;
      best = { plan: candidate, result };
      found = true;
      break;
    }
  }
  return best;
}
