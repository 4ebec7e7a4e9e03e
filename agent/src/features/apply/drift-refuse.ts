import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Failure, type Result } from '@synergycall/domain';
import type { OwnedFile, OwnedFiles } from '../../platform/files/index.ts';
import { stateDifferences } from './drift-keys.ts';
import type { AsteriskSide, JobOrder, Overwrite, Records } from './ports.ts';
import { filesFailed, portFailed } from './step-failure.ts';

/**
 * What an apply may write: the files that differ from the disk, and those that are named though they are as they should
 * be (what Asterisk has loaded of them may be something else). Hand edits that nobody named refuse it, all at once.
 */
export async function writable(
  files: Pick<OwnedFiles, 'refuseDrift' | 'changed'>,
  wanted: readonly OwnedFile[],
  overwrite: readonly Overwrite[],
): Promise<Result<readonly OwnedFile[], Failure>> {
  const names: string[] = [];
  for (const file of wanted) {
    const drift = await files.refuseDrift([file], overwrite);
    if (drift.ok) continue;
    if (drift.error.code !== 'files.drift') return fail(filesFailed('validating', drift.error));
    names.push(drift.error.path);
  }
  if (names.length > 0) return fail({ code: 'apply.drift', names });
  const changed = await files.changed(wanted);
  if (!changed.ok) return fail(filesFailed('validating', changed.error));
  const named = new Set([...changed.value, ...overwrite].map(({ path }) => path));
  return ok(wanted.filter(({ path }) => named.has(path)));
}

/** A live act that is under way reaches Asterisk within 5 s, or is owed to it. */
const SETTLE_MS = 500;
const MOST_LOOKS = 11;

/**
 * A suspension in AstDB that nobody ordered: calls are refused that are meant to go, so an apply would fail when it
 * verifies by calls. Named here, before anything is touched; applying it again puts it right.
 */
export async function refuseStates(
  { asterisk, records }: { readonly asterisk: Pick<AsteriskSide, 'suspendedKeys'>; readonly records: Records },
  order: JobOrder,
): Promise<Result<void, Failure>> {
  const { tenant } = order;
  if (!tenant) return ok(undefined);
  let lasting: readonly string[] | undefined;
  for (let looks = 1; ; looks++) {
    const live = await asterisk.suspendedKeys(tenant.tag);
    if (!live.ok) return fail(portFailed('validating', 'Asterisk', live.error));
    const facts = await records.withLiveFacts(order, async (read) => read);
    const names = stateDifferences(tenant.tag, live.value, facts).flatMap(({ path, meant }) =>
      meant === null ? [path] : [],
    );
    lasting = names.filter((name) => lasting?.includes(name) ?? true);
    if (lasting.length === 0) return ok(undefined);
    if (looks === MOST_LOOKS) return fail({ code: 'apply.drift', names: lasting });
    await sleep(SETTLE_MS);
  }
}
