import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepReconciled } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import type { TenantTag } from '../../packages/domain/src/index.ts';
import { labMariadb } from '../lab/index.ts';
import { openAgent, testBox, type Agent } from './box.ts';
import type { RandomErrand } from './random-agent-process.ts';
import { wrongCall } from './random-calls.ts';
import { change, remember, type RandomTenant, type Secrets } from './random-changes.ts';
import { pictures, wrongs } from './random-check.ts';
import { faultBench, type Meddler } from './random-faults.ts';
import { orderApply, type Outcome } from './random-order.ts';
import { dice, planOf, type Plan, type Turn } from './random-plan.ts';
import { watchPoints, type PointHook } from './random-points.ts';

/** What a run came to. */
export interface RunResult {
  /** Nothing: the invariant held. */
  readonly wrong: readonly string[];
  /** Which faults struck where, and how each apply ended. */
  readonly told: readonly string[];
  readonly endings: readonly string[];
  /** From the moment when all stores were back until everything agreed, in milliseconds. */
  readonly settledMs: readonly number[];
}

/** How long everything may take to agree by itself, once the stores are back (SC-007: 5 s), on a machine that others use too. */
const SETTLE_MS = 30_000;

export interface World {
  run(plan: Plan): Promise<RunResult>;
  release(): Promise<void>;
}

/** A box with own databases, an agent that can be killed, and a bench of faults. Runs follow each other on tenants of their own. */
export async function randomWorld(kind: 'sqlite' | 'mariadb'): Promise<World> {
  const mariadb = kind === 'mariadb' ? await labMariadb({ own: true }) : undefined;
  // The box's own agent never applies here: it is the eyes of the test, and the admin's hands.
  const box = await testBox({ realtime: kind, ownPostgres: true, ...(mariadb && { mariadb }) });
  const bench = faultBench({ box, mariadb });
  const secrets: Secrets = new Map();
  const quiet: PointHook = { passed: async () => undefined };
  let hook = quiet;
  const open = () =>
    openAgent(box.address, { watch: watchPoints({ passed: (...at) => hook.passed(...at) }), restoreMs: 3_000 });
  const keep = (of: Agent) =>
    keepReconciled(of.service, {
      writer: of.writer,
      log: createLog({ level: 'silent' }),
      everyMs: 250,
      coreTried: true,
    });
  let agent = await open();
  let keeper = keep(agent);
  let named = 0;

  async function stopAgent(): Promise<void> {
    await keeper.stop();
    await agent.close();
  }
  async function startAgent(): Promise<void> {
    agent = await open();
    keeper = keep(agent);
  }

  async function company(people: number, isLive: boolean): Promise<RandomTenant> {
    const { view, scope } = await box.tenant(`Company ${named++}`);
    const made = await box.users(
      scope,
      Array.from({ length: people }, (_, n) => `Person ${n}`),
    );
    for (const { credentials } of made) if (credentials) await remember(box, { scope, secrets }, credentials);
    if (isLive) await mustApply(scope);
    return { tag: view.tag as TenantTag, scope };
  }
  async function mustApply(scope: RandomTenant['scope'] | typeof box.platform): Promise<void> {
    let last: Outcome | undefined;
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(100)) {
      last = await orderApply(agent.service, scope);
      if ('job' in last ? last.job.status === 'SUCCESS' : last.refused === 'apply.nothing-pending') return;
      if ('job' in last && last.job.status !== 'FAILED') break;
    }
    throw new Error(
      `an undisturbed apply ended ${JSON.stringify(last && ('job' in last ? [last.job.status, last.job.error] : last))}`,
    );
  }

  /** How many calls an undisturbed apply makes, so that `at` reaches all of it. */
  async function lengthOf(work: () => Promise<unknown>): Promise<number> {
    let calls = 0;
    hook = { passed: async ({ when }) => void (calls += when === 'before' ? 1 : 0) };
    await work();
    hook = quiet;
    return calls;
  }
  const first = await box.tenant('Measured');
  await box.users(first.scope, ['Ann']).then(async ([ann]) => {
    if (ann?.credentials) await remember(box, { scope: first.scope, secrets }, ann.credentials);
  });
  const length = {
    tenant: await lengthOf(() => mustApply(first.scope)),
    box: await lengthOf(() => mustApply(box.platform)),
  };

  async function turn(wish: Turn, tenants: readonly RandomTenant[]): Promise<{ told: string[]; endings: string[] }> {
    const chosen = tenants[wish.tenant % tenants.length];
    if (!chosen) throw new Error('no tenants');
    const among = (n: number): RandomTenant => tenants[n % tenants.length] ?? chosen;
    for (const one of wish.changes)
      await change(box, { live: agent.service.live, secrets }, { tenant: among(one.tenant), wish: one, all: tenants });
    const scope = wish.apply === 'box' ? box.platform : chosen.scope;
    const calls = length[wish.apply];

    if (wish.by !== 'agent') {
      const withAsterisk = wish.by === 'doomed-with-asterisk';
      const errand: RandomErrand = {
        address: box.address,
        tenantId: wish.apply === 'box' ? null : chosen.scope.tenantId,
        dies: wish.by === 'two' ? null : { nth: 1 + Math.floor(wish.dies.at * calls), when: wish.dies.when },
        asterisk: withAsterisk ? (box.asterisk.pid ?? null) : null,
      };
      if (wish.by === 'two') {
        const [other, own] = await Promise.all([
          child(errand),
          sleep(wish.dies.at * 1_000).then(() => orderApply(agent.service, scope)),
        ]);
        return { told: [`beside another agent: ${other}`], endings: [endingOf(own)] };
      }
      await stopAgent();
      const ended = await child(errand);
      if (withAsterisk && ended === 'SIGKILL') {
        await box.asterisk.kill('SIGKILL');
        await box.asterisk.start();
      }
      await startAgent();
      return { told: [`the agent's end: ${ended}`], endings: [] };
    }

    const meddler: Meddler = {
      file: `extensions.d/synergycall/tenants/${chosen.tag}.conf`,
      secondApply: (pick) => orderApply(agent.service, among(pick).scope),
      changeMeanwhile: (pick) => {
        const [one] = planOf(pick).turns.flatMap(({ changes }) => changes);
        return one
          ? change(box, { live: agent.service.live, secrets }, { tenant: among(pick), wish: one, all: tenants })
          : Promise.resolve();
      },
    };
    const armed = bench.armed(wish.faults, calls, meddler);
    hook = armed;
    const outcome = await orderApply(agent.service, scope);
    hook = { passed: armed.passed.bind(armed) };
    await bench.over();
    hook = quiet;
    return { told: [...armed.struck, `ended ${endingOf(outcome)}`], endings: [endingOf(outcome)] };
  }

  async function child(errand: RandomErrand): Promise<string> {
    const process_ = spawn(process.execPath, [join(import.meta.dirname, 'random-agent-process.ts')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let printed = '';
    process_.stdout.on('data', (chunk: Buffer) => void (printed += chunk.toString()));
    process_.stdin.end(JSON.stringify(errand));
    const signal = await new Promise<NodeJS.Signals | null>((resolve) =>
      process_.on('exit', (_code, by) => resolve(by)),
    );
    return signal ?? (printed === '' ? 'failed' : endingOf(JSON.parse(printed) as Outcome));
  }

  async function storesAreBack(): Promise<void> {
    await bench.over();
    const up = async (): Promise<boolean> =>
      (await Promise.all([box.writer.waitLive(1_000), agent.writer.waitLive(1_000)])).every(Boolean) &&
      (await box.realtime.ping()).ok &&
      (await box.database.read(box.platform, async () => true).catch(() => false));
    for (const end = Date.now() + 60_000; !(await up());) {
      if (Date.now() > end) throw new Error('the stores do not come back');
      await sleep(50);
    }
  }

  /** Waits for the agent to put all right by itself. */
  async function settled(): Promise<{ wrong: string[]; ms: number }> {
    const from = Date.now();
    for (;;) {
      const wrong = await wrongs(box, secrets).catch((error: unknown) => [`can't be looked at: ${String(error)}`]);
      const ms = Date.now() - from;
      if (wrong.length === 0 || ms > SETTLE_MS) return { wrong, ms };
      await sleep(100);
    }
  }

  return {
    async run(plan) {
      const told: string[] = [];
      const endings: string[] = [];
      const settledMs: number[] = [];
      const wrong: string[] = [];
      const tenants: RandomTenant[] = [];
      try {
        const before = await pictures(box);
        for (const { people, live } of plan.tenants) tenants.push(await company(people, live));
        const { roll } = dice(plan.seed);
        for (const wish of plan.turns) {
          const done = await turn(wish, tenants);
          told.push(...done.told);
          endings.push(...done.endings);
          await storesAreBack();
          wrong.push(...bench.lostEdits());
          const rest = await settled();
          settledMs.push(rest.ms);
          wrong.push(...rest.wrong);
          const tag = tenants[Math.floor(roll() * tenants.length)]?.tag ?? '';
          const call = await wrongCall(box, secrets, tag);
          if (call) wrong.push(call);
          if (wrong.length > 0) break;
        }
        if (wrong.length === 0) {
          // Nothing of it may stand in the way of what is still pending.
          if (
            plan.turns.some(({ apply, changes }) => apply === 'box' || changes.some(({ does }) => does === 'emergency'))
          )
            await mustApply(box.platform);
          for (const { scope } of tenants) await mustApply(scope);
          wrong.push(...(await settled()).wrong);
          const after = await pictures(box);
          for (const [name, picture] of before)
            if (after.get(name) !== picture) wrong.push(`${name} is not as it was, though nobody touched it`);
        }
      } catch (error) {
        wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      } finally {
        hook = quiet;
      }
      return { wrong, told, endings, settledMs };
    },
    async release() {
      await bench.over().catch(() => undefined);
      await stopAgent();
      await box.release();
      await mariadb?.release();
    },
  };
}

const endingOf = (outcome: Outcome): string => ('job' in outcome ? outcome.job.status : outcome.refused);
