import type { Ami } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { ApplyService } from './apply.service.ts';
import { beat } from './beat.ts';
import type { Reconciled } from './reconcile.ts';

const MOST_MS = 4_000;
const some = (phones: readonly string[]) => ({ count: phones.length, phones: phones.slice(0, 20) });

export interface KeepReconciledOptions {
  readonly writer: Pick<Ami, 'state' | 'onFullyBooted'>;
  readonly log: Logger;
  readonly everyMs?: number;
  /** Was the core written, or refused with a reason, already? false: Asterisk did not answer when the agent started. */
  readonly coreTried?: boolean;
}

/**
 * Calls recovery and reconciliation whenever they may have work: now, at each FullyBooted, and every second while
 * something waits for a store. An Asterisk that comes after the agent gets its core then: without it no apply of a
 * tenant can be verified. Returns how to stop.
 */
export function keepReconciled(
  service: Pick<ApplyService, 'recover' | 'reconcile' | 'ensureCore' | 'unfinished' | 'behind'>,
  { writer, log, everyMs = 1_000, coreTried = false }: KeepReconciledOptions,
): { stop(): Promise<void> } {
  let wanted = true;
  let coreWanted = !coreTried;
  let hasBooted = false;
  let failures = 0;
  /** By a clock that nobody sets. */
  let nextAt = 0;
  let said = '';
  let saidRows = '[[],[]]';

  const round = async (): Promise<void> => {
    // A boot during this round asks for another one.
    let all = wanted;
    wanted = false;
    try {
      const recovered = await service.recover();
      all ||= recovered.length > 0;
      // What waits is asked again and again; it is said once.
      if (JSON.stringify(recovered) !== said) for (const one of recovered) log.info(one, 'apply recovered');
      said = JSON.stringify(recovered);
      const open = recovered.some((one) => one.result === 'waiting' || one.result === 'NEEDS_HELP' || !one.told);
      // Without Asterisk there is nothing to agree with; FullyBooted calls again.
      const isLive = writer.state.tag === 'live' && writer.state.booted;
      const reconciled = open || !isLive ? undefined : await service.reconcile({ onlyOwed: !all });
      if (reconciled && reconciled.repaired.length > 0) log.warn({ tenants: reconciled.repaired }, 'AstDB put right');
      if (reconciled) sayRows(reconciled.rows);
      if (!open && isLive && coreWanted) await writeCore();
      // Once a round has begun, the service knows what is left of it.
      if (!reconciled) wanted ||= open || (all && isLive);
      failures = wanted || (reconciled && !reconciled.complete) ? failures + 1 : 0;
    } catch (error) {
      log.error({ err: error }, 'reconciliation');
      wanted = true;
      failures += 1;
    }
    // A store that stays away is asked less often, and yet within the 5 s that recovery may take once it is back.
    nextAt = performance.now() + Math.min(MOST_MS, everyMs * 2 ** Math.min(failures, 5));
  };
  /** What was brought back is said each time; what was not, when it is another than before. */
  const sayRows = ({ restored, left, differ }: Reconciled['rows']): void => {
    if (restored.length > 0) log.warn(some(restored), 'rows of phones were missing and are back');
    const strange = JSON.stringify([left, differ]);
    if (strange === saidRows) return;
    saidRows = strange;
    if (left.length > 0)
      log.warn(some(left), 'rows of phones are missing and were changed since: the next apply writes them');
    if (differ.length > 0) log.warn(some(differ), 'rows of phones are not as they were applied');
  };
  /** Once per boot of Asterisk: what refuses (a hand edit) is said, and not tried again every second. */
  const writeCore = async (): Promise<void> => {
    const core = await service.ensureCore();
    if (core && !core.ok && core.error.code === 'apply.busy') throw new Error('the core waits for another apply');
    coreWanted = false;
    if (core?.ok) log.info({ jobId: core.value.id, status: core.value.status }, 'core written');
    else if (core) log.error({ code: core.error.code }, 'core not written');
  };
  const isDue = (): boolean => performance.now() >= nextAt && (wanted || service.unfinished || service.behind);
  const keeper = beat(everyMs, isDue, round);
  const unsubscribe = writer.onFullyBooted(() => {
    wanted = true;
    // The first one is the boot that the agent started with.
    coreWanted ||= hasBooted;
    hasBooted = true;
    nextAt = 0;
    keeper.look();
  });
  keeper.look();
  return {
    stop() {
      unsubscribe();
      return keeper.stop();
    },
  };
}
