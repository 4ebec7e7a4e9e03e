import type { Ami } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { ApplyService } from './apply.service.ts';

const MOST_MS = 4_000;

/**
 * Calls recovery and reconciliation whenever they may have work: now, at each FullyBooted, and every second while
 * something waits for a store. Returns how to stop.
 */
export function keepReconciled(
  service: ApplyService,
  { writer, log, everyMs = 1_000 }: { readonly writer: Ami; readonly log: Logger; readonly everyMs?: number },
): { stop(): Promise<void> } {
  let stopped = false;
  let wanted = true;
  let running: Promise<void> | undefined;
  let failures = 0;
  let nextAt = 0;
  let said = '';

  const round = async (): Promise<void> => {
    try {
      const recovered = await service.recover();
      // What waits is asked again and again; it is said once.
      if (JSON.stringify(recovered) !== said) for (const one of recovered) log.info(one, 'apply recovered');
      said = JSON.stringify(recovered);
      const open = recovered.some((one) => one.result === 'waiting' || one.result === 'NEEDS_HELP' || !one.told);
      // Without Asterisk there is nothing to agree with; FullyBooted calls again.
      const isLive = writer.state.tag === 'live' && writer.state.booted;
      const reconciled = open || !isLive ? undefined : await service.reconcile();
      if (reconciled && reconciled.repaired.length > 0) log.warn({ tenants: reconciled.repaired }, 'AstDB put right');
      wanted = reconciled ? !reconciled.complete : open || isLive;
      failures = wanted ? failures + 1 : 0;
    } catch (error) {
      log.error({ err: error }, 'reconciliation');
      wanted = true;
      failures += 1;
    }
    // A store that stays away is asked less often, and yet within the 5 s that recovery may take once it is back.
    nextAt = Date.now() + Math.min(MOST_MS, everyMs * 2 ** Math.min(failures, 5));
  };
  const look = (): void => {
    if (stopped || running || Date.now() < nextAt || !(wanted || service.unfinished || service.live.owed.size > 0))
      return;
    running = round().finally(() => (running = undefined));
  };
  const unsubscribe = writer.onFullyBooted(() => {
    wanted = true;
    nextAt = 0;
    look();
  });
  const timer = setInterval(look, everyMs);
  timer.unref();
  look();
  return {
    async stop() {
      stopped = true;
      unsubscribe();
      clearInterval(timer);
      await running;
    },
  };
}
