import type { Ami } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { ApplyService } from './apply.service.ts';

/**
 * Calls recovery and reconciliation whenever they may have work: now, at each FullyBooted, and every second while
 * something waits for a store. Returns how to stop.
 */
export function keepReconciled(service: ApplyService, { writer, log, everyMs = 1_000 }: { readonly writer: Ami; readonly log: Logger; readonly everyMs?: number }): { stop(): Promise<void> } {
  let stopped = false;
  let wanted = true;
  let running: Promise<void> | undefined;

  const round = async (): Promise<void> => {
    try {
      const recovered = await service.recover();
      for (const one of recovered) log.info(one, 'apply recovered');
      const open = recovered.some((one) => one.result === 'waiting' || one.result === 'NEEDS_HELP' || !one.told);
      const reconciled = open ? undefined : await service.reconcile();
      if (reconciled && reconciled.repaired.length > 0) log.warn({ tenants: reconciled.repaired }, 'AstDB put right');
      wanted = !reconciled?.complete;
    } catch (error) {
      log.error({ err: error }, 'reconciliation');
      wanted = true;
    }
  };
  const look = (): void => {
    if (stopped || running || !(wanted || service.live.owed.size > 0)) return;
    running = round().finally(() => (running = undefined));
  };
  const unsubscribe = writer.onFullyBooted(() => {
    wanted = true;
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
