import {
  checkDialplans,
  compareDialplan,
  parseDialplan,
  withoutFirstLabels,
  type Context,
} from '@synergycall/asterisk';
import {
  isOurContext,
  pointerKey,
  tenantStateKey,
  userStateKey,
  type Failure,
  type SampleCalls,
  type TenantTag,
} from '@synergycall/domain';
import type { AstdbEntry } from '../../platform/astdb/index.ts';
import type { Complaint, Shadow, ShadowInput, ShadowReport } from '../../platform/shadow/index.ts';
import type { JobOrder, LiveFacts } from './ports.ts';
import { entryOf, hintsOf, mismatchOf, outcomeOf } from './shadow-outcome.ts';
import { stepFailed } from './step-failure.ts';
import { ownersOf, sayTextProblem, type TextFile } from './text-check.ts';

export interface Trial {
  readonly order: JobOrder;
  /** All that Asterisk would read together. */
  readonly files: readonly TextFile[];
  /** AstDB as the calls would find it. */
  readonly keys: readonly AstdbEntry[];
  readonly samples: SampleCalls;
}

export interface Tried {
  readonly failure?: Failure;
  /** Why it could not be tried. */
  readonly warning?: string;
  readonly detail: string;
  readonly parts: readonly { readonly name: string; readonly ms: number }[];
}

/** Boots a throwaway Asterisk with all of it, looks at what it loaded, and walks the sample calls through it. */
export async function tryInShadow(shadow: Shadow | null, trial: Trial): Promise<Tried> {
  if (!shadow) return untried('this agent was started without one');
  const { calls } = trial.samples;
  const keys = [...trial.keys, ...hintsOf(calls)];
  const input: ShadowInput = { files: trial.files, keys, calls: calls.map(entryOf) };
  const run = await shadow.run(input);
  if (!run.ok) {
    if (run.error.code === 'shadow.unavailable') return untried(run.error.reason);
    const [first] = run.error.complaints;
    const said = first ? `; it said: ${first.text}` : '';
    const detail = `an Asterisk with these files does not come up (${run.error.reason})${said}`;
    return { failure: failed(trial, { object: 'the dialplan', detail }), detail, parts: [] };
  }
  const failure = problemOf(trial, run.value);
  return { ...(failure ? { failure } : {}), detail: sayTried(trial.samples), parts: run.value.parts };
}

const untried = (reason: string): Tried => ({
  warning: `Not tried in a throwaway Asterisk: ${reason}. The model and the text were checked.`,
  detail: 'without a throwaway Asterisk',
  parts: [],
});

function sayTried({ calls, changed, chosen, numbers }: SampleCalls): string {
  const number = new Intl.NumberFormat('en');
  const words = `${calls.length} call${calls.length === 1 ? '' : 's'} tried in a throwaway Asterisk`;
  const of = [
    ...(changed === 0 ? [] : [`${number.format(chosen)} of ${number.format(changed)} changed extensions`]),
    ...(numbers ? [`${number.format(numbers.chosen)} of ${number.format(numbers.changed)} changed numbers`] : []),
  ];
  return of.length === 0 ? words : `${words}: ${of.join(', ')}`;
}

/** The first thing that is wrong, from the most telling to the least. */
function problemOf(trial: Trial, report: ShadowReport): Failure | undefined {
  const [unknown] = checkDialplans(trial.files, report.applications);
  if (unknown) return failed(trial, sayTextProblem(unknown, trial));

  const contexts: Context[] = trial.files.flatMap((file) => parseDialplan(file.text).contexts);
  const [difference] = compareDialplan({ contexts: withoutFirstLabels(contexts) }, report.loaded, isOurContext);
  if (difference) {
    const { context } = difference;
    const what = 'extension' in difference ? `${context}/${difference.extension}` : context;
    const priority = 'priority' in difference ? difference.priority : undefined;
    const extension = 'extension' in difference ? difference.extension : undefined;
    const said = report.complaints.find((one) => one.call === null);
    return failed(trial, {
      ...ownersOf(trial, { context, extension, priority }),
      object: what,
      detail: `Asterisk reads it otherwise than it was meant (${difference.difference})${said ? `; it said: ${said.text}` : ''}`,
    });
  }
  for (const [index, call] of trial.samples.calls.entries()) {
    const walk = report.walks[index] ?? { steps: [], ended: false };
    const last = walk.steps.at(-1);
    const place = last ? ownersOf(trial, last).place : undefined;
    const called = call.number ?? call.dialled;
    const about = {
      object: call.object && !call.number ? `${call.object.name}, ${call.dialled}` : called,
      ...(call.object ? { target: { kind: call.object.kind, id: call.object.id } } : {}),
      ...(place ? { place } : {}),
    };
    const from = call.number ? ' from outside' : call.suspendedCaller ? ' from the phone of somebody suspended' : '';
    if (!walk.ended)
      return failed(trial, {
        ...about,
        detail: `a call to ${called}${from} does not end: ${walk.steps.length} steps, the last at ${last ? `${last.context},${last.extension},${last.priority}` : 'none'}`,
      });
    const said = report.complaints.find((one) => one.call === index && isOfDialplan(one));
    const wrong = mismatchOf(call.expected, outcomeOf(walk), { endpoint: trial.order.tenant === null });
    if (wrong)
      return failed(trial, {
        ...about,
        detail: `a call to ${called}${from} ${wrong.came}; meant is that it ${wrong.meant}${said ? `; Asterisk said: ${said.text}` : ''}`,
      });
    if (said) return failed(trial, { ...about, detail: `Asterisk said on a call to ${called}: ${said.text}` });
  }
  const boot = report.complaints.find((one) => one.call === null && isOfDialplan(one));
  return boot && failed(trial, { ...whereSaid(trial, boot), detail: `Asterisk said while reading it: ${boot.text}` });
}

/** Complaints that a dialplan can cause; what else Asterisk complains about is the machine's. */
const isOfDialplan = ({ source }: Complaint): boolean =>
  /^(pbx\w*|config|ast_expr2\w*|app_\w+|func_\w+|app|db)\.(c|y|fl|lex)$/.test(source);

/** The file or context that a complaint names. Its line is not believed: Asterisk counts included files on (22.10.1). */
function whereSaid(trial: Trial, { text }: Complaint) {
  const file = trial.files.find(
    ({ path }) => text.includes(path) || text.includes(path.slice(path.lastIndexOf('/') + 1)),
  );
  const context = /\bsc-[a-z0-9-]+/.exec(text)?.[0];
  if (context) return { object: context, ...ownersOf(trial, { context }) };
  return file ? { object: file.path, place: { file: file.path, line: null } } : { object: 'the dialplan' };
}

const failed = (
  trial: Trial,
  what: Omit<Parameters<typeof stepFailed>[1], 'remedy'> & { readonly remedy?: string },
): Failure =>
  stepFailed('validating', {
    remedy: `Nothing was changed. Correct what is named here, then apply again; if it is not yours to correct, report it with job ${trial.order.id}.`,
    ...what,
  });

/** What calls would find: the new generation with its pointer, and who is suspended. */
export function shadowKeys(
  tag: TenantTag,
  generation: number,
  what: { readonly keys: readonly AstdbEntry[]; readonly facts: LiveFacts },
): AstdbEntry[] {
  const { keys, facts } = what;
  const suspended = [...facts.suspendedUsers].map((user) => userStateKey(tag, user));
  return [
    ...keys,
    { ...pointerKey(tag), value: String(generation) },
    ...(facts.tenantSuspended ? [tenantStateKey(tag), ...suspended] : suspended).map((key) => ({
      ...key,
      value: 'suspended',
    })),
  ];
}
