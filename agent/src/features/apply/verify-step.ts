import { fail, ok, type SampleCall } from '@synergycall/domain';
import type { JobOrder, LiveFacts, Probe, Rendered } from './ports.ts';
import type { RunnerDeps } from './sides.ts';
import { stepFailed } from './step-failure.ts';
import type { StepResult, Work } from './steps.ts';
import { isTrunkFile } from './trunk-files.ts';
import { endOf } from './probe-end.ts';
import { verifyTrunks } from './trunk-verify.ts';
import { verify, type Verified } from './verify.ts';

export interface Verifying {
  readonly deps: Pick<RunnerDeps, 'asterisk' | 'files' | 'records'>;
  readonly order: JobOrder;
  readonly work: Work;
  readonly rendered: Rendered;
}

/** Is live what was meant? */
export async function verifyApplied(what: Verifying): StepResult {
  const { deps, work } = what;
  const trunks = work.files.some(isTrunkFile) ? await verifyTrunks(deps, work.files) : ok(undefined);
  const verified = trunks.ok ? await verifyAsOfNow(what) : trunks;
  if (verified.ok) return ok(sayVerified(what));
  const { kind, object, detail } = verified.error;
  return kind === 'unreachable'
    ? fail({ code: 'apply.asterisk-unreachable', detail })
    : fail(stepFailed('verifying', { object, detail }));
}

function sayVerified({ work, order }: Verifying): string {
  const phones = (work.rows?.insert.length ?? 0) + (work.rows?.update.length ?? 0);
  const dialplan =
    work.files.length > 0 || !order.tenant ? 'loaded dialplan as written' : 'tenant’s dialplan as written';
  return phones === 0 ? dialplan : `${dialplan}, ${phones} changed phone${phones === 1 ? '' : 's'} known`;
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
    const calls = tag ? rendered.samples(facts, []).calls : [];
    const all = work.taken?.tenant?.devices.length ?? 0;
    const verified = await verify(deps, {
      tag,
      generation: tag ? work.to : null,
      probe: rendered.probe(facts),
      probes: probesOf(calls),
      numbers: numbersOf(calls),
      others: tag ? [] : spread(work.taken?.liveTags ?? []),
      endpoints: written.filter((id) => !revoked.has(id)),
      most: written.length * 2 >= all,
      wholeDialplan: work.files.some((file) => !isTrunkFile(file)) || !tag,
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

/** Calls to extensions that changed, one that was freed among them. None changed: the one that says most is called. */
function probesOf(calls: readonly SampleCall[]): Probe[] {
  const chosen = [
    ...spread(calls.filter((call) => call.because === 'changed-extension')),
    ...calls.filter((call) => call.because === 'freed-extension').slice(0, 1),
    ...calls.filter((call) => call.because === 'changed-flow' && !call.number).slice(0, MOST_FLOW_CALLS),
  ];
  return chosen.map(({ dialled, expected, ...call }) => ({
    extension: Number(dialled),
    ...momentOf(call),
    ...endOf(expected),
  }));
}

/** Calls to public numbers that changed, to one that goes to the default, and to one that went. */
function numbersOf(calls: readonly SampleCall[]): Probe[] {
  const chosen = [
    ...spread(calls.filter((call) => call.because === 'changed-number')),
    ...calls.filter((call) => call.because === 'unassigned-number').slice(0, 1),
    ...calls.filter((call) => call.because === 'freed-number').slice(0, 1),
    ...calls.filter((call) => call.because === 'changed-flow' && call.number).slice(0, MOST_FLOW_CALLS),
  ];
  return chosen.flatMap(({ because, number, expected, ...call }) => {
    if (number === undefined) return [];
    // Another tenant may have it by now, or nobody.
    const end = because === 'freed-number' ? { reason: 'elsewhere', resolved: [] } : endOf(expected);
    return [{ extension: null, number, ...momentOf(call), ...end }];
  });
}

/** Calls to changed ring groups, schedules and menus, of each kind of way in; the throwaway Asterisk has tried more. */
const MOST_FLOW_CALLS = 10;

const momentOf = ({ at, keys }: Pick<SampleCall, 'at' | 'keys'>): Pick<Probe, 'at' | 'keys'> => ({
  ...(at === undefined ? {} : { at }),
  ...(keys === undefined ? {} : { keys }),
});

/** First, middle, last. */
const spread = <T>(all: readonly T[]): T[] =>
  [...new Set([all[0], all[Math.floor(all.length / 2)], all.at(-1)])].filter((one) => one !== undefined);
