import { setTimeout as sleep } from 'node:timers/promises';
import { tell, type ApplyRecord } from './journal-records.ts';
import type { ApplyEvent, ApplyState } from './machine.ts';
import type { Journal } from '../../platform/journal/index.ts';
import type { Patience, RunnerDeps } from './sides.ts';
import { commandsFor, undo, type UndoFailure } from './undo.ts';

type RollingBack = Extract<ApplyState, { tag: 'rollingBack' }>;
export interface Restored {
  readonly event: ApplyEvent;
  /** What was brought back. */
  readonly detail: string | null;
  readonly warnings: readonly string[];
}

/**
 * Undoes until the old state is live and checked, or until patience ends. A store that is away is waited for; what
 * refuses is tried three times, since a check may have come too early.
 */
export async function restore(
  deps: Pick<RunnerDeps, 'asterisk' | 'files' | 'realtime' | 'now'>,
  journal: Journal<ApplyRecord>,
  { state, patience }: { readonly state: RollingBack; readonly patience: Patience },
): Promise<Restored> {
  // A journal that can't be written (disk full) must not keep the undo from happening: without this line it is repeated.
  if (!journal.records().some((record) => record.kind === 'undo'))
    await journal.append({ kind: 'undo', during: state.during, because: state.because }).catch(() => undefined);
  const told = tell(journal.records());
  if (!told) return { event: { tag: 'done' }, detail: 'nothing had been changed', warnings: [] };
  const deadline = deps.now() + patience.restoreMs;
  let refusals = 0;
  for (;;) {
    const undone = await attempt(() => undo(deps, told));
    if (undone.ok)
      return { event: { tag: 'done' }, detail: undone.value.done.join('; '), warnings: undone.value.warnings };
    if (undone.error.kind === 'refused') refusals += 1;
    if (refusals >= 3 || deps.now() >= deadline) {
      const { object, detail } = undone.error;
      return {
        event: { tag: 'stuck', commands: commandsFor(told, { etc: deps.files.etc, shell: deps.asterisk.shell }) },
        detail: `${object}: ${detail}`,
        warnings: [`restore: ${object}: ${detail}`],
      };
    }
    await sleep(patience.retryMs);
  }
}

async function attempt(run: () => ReturnType<typeof undo>): ReturnType<typeof undo> {
  try {
    return await run();
  } catch (error) {
    const failure: UndoFailure = {
      kind: 'refused',
      object: 'agent',
      detail: error instanceof Error ? error.message : String(error),
    };
    return { ok: false, error: failure };
  }
}
