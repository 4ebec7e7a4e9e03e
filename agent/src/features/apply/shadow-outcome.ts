import {
  didOwnersKey,
  entryContext,
  resolvedWay,
  suspendedContext,
  targetText,
  withOwner,
  type Decision,
  type SampleCall,
} from '@synergycall/domain';
import type { AstdbEntry } from '../../platform/astdb/index.ts';
import { INBOUND_CONTEXT } from '../callflow/index.ts';
import type { ShadowCall, ShadowStep, ShadowWalk } from '../../platform/shadow/index.ts';

/** Where a call through the core came to, read from the steps that it took. */
export type Outcome =
  | { readonly came: 'ring'; readonly phones: readonly string[] }
  | { readonly came: 'emergency'; readonly number: string; readonly endpoint: string | null }
  | { readonly came: 'group'; readonly flowId: string }
  /** `voicemail:<user id>` or `mailbox:<flow id>`. */
  | { readonly came: 'voicemail'; readonly box: string }
  /** Asked by a menu, with no keys left. */
  | { readonly came: 'menu'; readonly flowId: string }
  | { readonly came: 'queue'; readonly flowId: string }
  | { readonly came: 'refuse'; readonly refusal: string }
  /** `<digits>@<trunk ids>`, as the core resolved it. */
  | { readonly came: 'outside'; readonly by: string }
  /** No entry context takes such a number. */
  | { readonly came: 'nowhere' }
  | { readonly came: 'lost'; readonly at: string };

/** How a phone would enter with this call, or a trunk's call that was normalised. */
export const entryOf = ({ tag, dialled, number, suspendedCaller, at, keys }: SampleCall): ShadowCall => ({
  ...(at === undefined ? {} : { at }),
  ...(keys === undefined ? {} : { keys }),
  context: number ? INBOUND_CONTEXT : suspendedCaller ? suspendedContext(tag) : entryContext(tag),
  extension: dialled,
});

/** Who may have the numbers that are called, as the box's hints will say: this tenant, also of what it gives back. */
export const hintsOf = (calls: readonly SampleCall[]): AstdbEntry[] =>
  calls.flatMap(({ tag, number, because }) =>
    number && because !== 'public-number-of-nobody' ? [{ ...didOwnersKey(number), value: withOwner(null, tag) }] : [],
  );

/** The core's contexts by what it means to come there (features/callflow). */
export function outcomeOf({ steps }: ShadowWalk): Outcome {
  if (steps.length === 0) return { came: 'nowhere' };
  const emergency = steps.find((step) => step.context === 'sc-emergency-call');
  if (emergency) {
    const dial = steps.find((step) => step.context === 'sc-emergency-dial' && isDial(step));
    const trunk = dial && /^PJSIP\/([^@,]+)@([^,]+)/.exec(dial.data);
    return { came: 'emergency', number: trunk?.[1] ?? emergency.extension, endpoint: trunk?.[2] ?? null };
  }
  // Whom a group rings is found person by person, and in the shadow nobody answers: that it was reached is the outcome.
  const group = given(steps, { context: 'sc-group', name: 'SC_GROUP' }).find((id) => /^[0-9a-z]+$/.test(id));
  if (group !== undefined) return { came: 'group', flowId: group };
  const [queue] = given(steps, { context: 'sc-queue', name: 'SC_QUEUE' });
  if (queue !== undefined) return { came: 'queue', flowId: queue };
  const refused = steps.find((step) => step.context === 'sc-refuse');
  if (refused) return { came: 'refuse', refusal: refused.extension };
  if (steps.some(({ context }) => context === 'sc-outside' || context === 'sc-outside-try'))
    return { came: 'outside', by: given(steps, { context: 'sc-outside-way', name: 'SC_DIAL' }).at(-1) ?? '' };
  const dial = steps.find((step) => step.context === 'sc-ring' && isDial(step));
  if (dial) {
    const phones = (dial.data.split(',')[0] ?? '').split('&').map((target) => target.replace(/^PJSIP\//, ''));
    return { came: 'ring', phones: phones.toSorted() };
  }
  const [box] = given(steps, { context: 'sc-voicemail', name: 'SC_BOX' });
  if (box !== undefined) return { came: 'voicemail', box };
  // The last one: on the way to it keys of others may have been pressed.
  const menu = given(steps, { context: 'sc-menu', name: 'SC_MENU' }).at(-1);
  if (menu !== undefined) return { came: 'menu', flowId: menu };
  if (steps.some((step) => step.context === 'sc-number-nobody')) return { came: 'refuse', refusal: 'unknown' };
  const last = steps.at(-1);
  return { came: 'lost', at: last ? `${last.context},${last.extension},${last.priority}` : '' };
}

/** The values that steps of a context gave a variable, alone or with others: MSet parts at commas, which none of them holds. */
const given = (steps: readonly ShadowStep[], of: { readonly context: string; readonly name: string }): string[] =>
  steps
    .filter(({ context }) => context === of.context)
    .flatMap(({ application, data }) => (application.toLowerCase() === 'mset' ? data.split(',') : [data]))
    .flatMap((text) => (text.startsWith(`${of.name}=`) ? [text.slice(of.name.length + 1)] : []));

const isDial = (step: ShadowStep): boolean => step.application.toLowerCase() === 'dial';

/** undefined: as meant. Else both in words. The endpoint of emergency calls counts only where it is this apply's to change. */
export function mismatchOf(
  expected: Decision,
  outcome: Outcome,
  what: { readonly endpoint: boolean },
): { readonly came: string; readonly meant: string } | undefined {
  const came = sayOutcome(outcome);
  const meant = sayOutcome(meantBy(expected));
  const unlessEndpoint = (text: string): string => (what.endpoint ? text : text.replace(/ through .*$/, ''));
  // What no phone can dial: the pattern does not take it, before the core could refuse it.
  if (outcome.came === 'nowhere' && expected.does === 'refuse' && expected.refusal === 'malformed') return undefined;
  // A shadow's calls come all at once, and limits are live: no model says that they are reached.
  if (outcome.came === 'refuse' && outcome.refusal === 'over-limit' && expected.does === 'outside') return undefined;
  return unlessEndpoint(came) === unlessEndpoint(meant) ? undefined : { came, meant };
}

function meantBy(decision: Decision): Outcome {
  switch (decision.does) {
    case 'ring':
      return { came: 'ring', phones: decision.members.map((member) => member.sipUsername).toSorted() };
    case 'emergency':
      return { came: 'emergency', number: decision.number, endpoint: decision.endpoint };
    case 'outside':
      return { came: 'outside', by: resolvedWay(decision.way) };
    case 'group':
      return { came: 'group', flowId: decision.flowId };
    case 'voicemail':
      return { came: 'voicemail', box: targetText(decision.box) };
    case 'menu':
      return { came: 'menu', flowId: decision.flowId };
    case 'queue':
      return { came: 'queue', flowId: decision.flowId };
    case 'refuse':
      return { came: 'refuse', refusal: decision.refusal };
    case 'code':
      // No phone calls in the shadow.
      return { came: 'refuse', refusal: 'unknown' };
  }
}

function sayOutcome(outcome: Outcome): string {
  switch (outcome.came) {
    case 'ring':
      return `rings ${outcome.phones.join(' ')}`;
    case 'emergency':
      return `goes to the emergency services as ${outcome.number} through ${outcome.endpoint ?? 'nothing'}`;
    case 'group':
      return `rings the group ${outcome.flowId}`;
    case 'voicemail':
      return `leaves a message in ${outcome.box}`;
    case 'menu':
      return `is asked by the menu ${outcome.flowId}`;
    case 'queue':
      return `waits in the queue ${outcome.flowId}`;
    case 'refuse':
      return `is refused (${outcome.refusal})`;
    case 'outside':
      return `goes out as ${outcome.by}`;
    case 'nowhere':
      return 'finds no extension';
    case 'lost':
      return `ends at ${outcome.at}`;
  }
}
