import { fail, ok } from '@synergycall/domain';
import type { JobOrder, LiveFacts, Rendered } from './ports.ts';
import type { RunnerDeps } from './sides.ts';
import { stepFailed } from './step-failure.ts';
import type { StepResult, Work } from './steps.ts';
import { verify, type Verified } from './verify.ts';

export interface Verifying {
  readonly deps: Pick<RunnerDeps, 'asterisk' | 'files' | 'records'>;
  readonly order: JobOrder;
  readonly work: Work;
  readonly rendered: Rendered;
}

/** Is live what was meant? */
export async function verifyApplied(what: Verifying): StepResult {
  const verified = await verifyAsOfNow(what);
  if (verified.ok) return ok(null);
  const { kind, object, detail } = verified.error;
  return kind === 'unreachable'
    ? fail({ code: 'apply.asterisk-unreachable', detail })
    : fail(stepFailed('verifying', { object, detail }));
}

/**
 * Live acts go on while an apply is verified: who was suspended and what was revoked since the rows were written is
 * meant to be so. Only what no live act explains is a mismatch.
 */
async function verifyAsOfNow({ deps, order, work, rendered }: Verifying): Promise<Verified> {
  const tag = order.tenant?.tag ?? null;
  const written = [...(work.rows?.insert ?? []), ...(work.rows?.update ?? [])].map((row) => row.id);
  for (let facts = work.facts ?? NO_FACTS, looks = 1; ; looks++) {
    const { revoked } = facts;
    const verified = await verify(deps, {
      tag,
      generation: tag ? work.to : null,
      probe: rendered.probe(facts),
      endpoints: sample(written.filter((id) => !revoked.has(id))),
      wholeDialplan: work.files.length > 0 || !tag,
      texts: rendered.files,
    });
    if (verified.ok || verified.error.kind === 'unreachable' || !tag || looks === MOST_LOOKS) return verified;
    // Waits for an act that is under way.
    const now = await deps.records.withLiveFacts(order, async (read) => read);
    if (sameFacts(facts, now)) return verified;
    facts = now;
  }
}

const NO_FACTS: LiveFacts = { tenantSuspended: false, suspendedUsers: new Set(), revoked: new Set() };

/** As many live acts in a row may meet one verification. */
const MOST_LOOKS = 5;
const sameFacts = (a: LiveFacts, b: LiveFacts): boolean =>
  a.tenantSuspended === b.tenantSuspended &&
  sameSet(a.suspendedUsers, b.suspendedUsers) &&
  sameSet(a.revoked, b.revoked);
const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

/** First, middle, last: enough to see that Asterisk reads the rows, cheap for a thousand of them. */
const sample = (ids: readonly string[]): string[] =>
  [...new Set([ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)])].filter((id) => id !== undefined);
