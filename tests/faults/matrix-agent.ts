/**
 * An unprivileged agent in a process of its own, with its housekeeping, that does what its standard input says, a line
 * of JSON each: apply, and at a named point pause, die or be answered something else. So accounts are in no process list.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepReconciled, type ApplyService } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { mintPlatformScope, mintTenantScope, systemActor } from '../../agent/src/rpc/index.ts';
import type { TenantId } from '../../packages/domain/src/index.ts';
import { openAgent, type Agent, type BoxAddress, type Watch } from './box.ts';
import { badRender } from './matrix-render.ts';
import type { Outcome } from './random-order.ts';
import { watchPoints } from './random-points.ts';

/** At the nth passing of a point of this apply. */
export interface Stop {
  readonly point: string;
  readonly when: 'before' | 'after';
  readonly nth: number;
  readonly does: 'pause' | 'die' | { readonly instead: unknown };
}
export type Command =
  | { readonly does: 'open'; readonly address: BoxAddress; readonly restoreMs: number }
  | { readonly does: 'apply'; readonly tenantId: TenantId; readonly stops: readonly Stop[]; readonly render?: string }
  | { readonly does: 'be-ready' }
  | { readonly does: 'go' };
export type Said =
  | { readonly is: 'open' }
  | { readonly is: 'ready' }
  | { readonly is: 'paused' }
  | { readonly is: 'ended'; readonly outcome: Outcome };

const say = (said: Said): void => void process.stdout.write(`${JSON.stringify(said)}\n`);
let stops: { stop: Stop; passed: number }[] = [];
let render: string | undefined;
let go: (() => void) | undefined;

const points = watchPoints({
  async passed({ name, when }) {
    for (const one of stops) {
      const { point, nth, does } = one.stop;
      if (point !== name || one.stop.when !== when || ++one.passed !== nth) continue;
      if (does === 'die') process.kill(process.pid, 'SIGKILL');
      if (does === 'die') return new Promise(() => undefined);
      if (does !== 'pause') return does;
      const { promise, resolve } = Promise.withResolvers<void>();
      go = resolve;
      say({ is: 'paused' });
      await promise;
    }
    return undefined;
  },
});
const watch: Watch = (deps) => {
  const watched = points(deps);
  return { ...watched, render: (taken) => badRender(render, taken, watched.render) };
};

/** As orderApply, but a refusal in full. */
async function ordered({ service }: Agent, tenantId: TenantId): Promise<Outcome> {
  const started = await service.start(mintTenantScope(tenantId, systemActor('Admin')));
  if (!started.ok) return { refused: JSON.stringify(started.error) };
  return { job: (await service.ended(started.value.id)) ?? started.value };
}

let agent: Awaited<ReturnType<typeof openAgent>> | undefined;
async function obey(command: Command): Promise<void> {
  switch (command.does) {
    case 'open':
      agent = await openAgent(command.address, { watch, restoreMs: command.restoreMs });
      // Files of an older form would be renewed at each boot of Asterisk; here they are part of what is pending.
      keepReconciled(Object.create(agent.service, { ensureCore: { value: async () => undefined } }) as ApplyService, {
        writer: agent.writer,
        log: createLog({ level: 'silent' }),
        coreTried: true,
      });
      return say({ is: 'open' });
    case 'be-ready': {
      // What the last fault broke has been found again.
      const isUp = async (): Promise<boolean> =>
        agent !== undefined &&
        (await agent.writer.waitLive(1_000)) &&
        (await agent.realtime.ping()).ok &&
        (await agent.database.read(mintPlatformScope(systemActor('system')), async () => true)) &&
        !agent.service.unfinished;
      while (!(await isUp().catch(() => false))) await sleep(50);
      return say({ is: 'ready' });
    }
    case 'go':
      go?.();
      return;
    case 'apply': {
      if (!agent) throw new Error('not open');
      stops = command.stops.map((stop) => ({ stop, passed: 0 }));
      render = command.render;
      const outcome = await ordered(agent, command.tenantId);
      stops = [];
      render = undefined;
      return say({ is: 'ended', outcome });
    }
  }
}
createInterface({ input: process.stdin })
  .on('line', (line) => void obey(JSON.parse(line) as Command))
  // Nobody to obey any more.
  .on('close', () => process.exit(0));
