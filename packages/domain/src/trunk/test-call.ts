import { z } from 'zod';
import { tenantId, trunkId } from '../ids.ts';
import { e164 } from '../numbers.ts';
import { instant } from '../paging.ts';

/** What a test call met, in the order in which it can come. `sent`: the INVITE; `trying`: any first answer of the carrier. */
export const testCallStep = z.enum(['placed', 'sent', 'trying', 'ringing', 'early-media', 'answered']);
export type TestCallStep = z.infer<typeof testCallStep>;

/** How it ended, as far as people act on it. The screens say the remedy of each. */
export const testCallCause = z.enum([
  'works',
  /** It rang and nobody took it: the trunk works. */
  'rang',
  'not-authorised',
  'forbidden',
  'no-such-number',
  'timed-out',
  'unavailable',
  'busy',
  'not-acceptable',
  'carrier-trouble',
  'refused',
  /** Sent, and not a word came back. */
  'silent',
  /** It said 100 Trying, and nothing more. */
  'stalled',
  'unreachable',
  'no-such-host',
  'not-registered',
  'not-loaded',
  'all-channels-busy',
  /** Asterisk, or the agent's connection to it, went away. */
  'lost',
]);
export type TestCallCause = z.infer<typeof testCallCause>;

export const testCallId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/);
export const testCallView = z.object({
  id: testCallId,
  trunkId,
  number: e164,
  callerId: e164.nullable(),
  startedAt: instant,
  steps: z.array(z.object({ step: testCallStep, at: instant })),
  /** null: under way. `code`: the carrier's last word, where it said one. */
  end: z.object({ at: instant, cause: testCallCause, code: z.number().int().nullable() }).nullable(),
});
export type TestCallView = z.infer<typeof testCallView>;

/** As long as a test call lasts at most, ringing and talking. */
export const TEST_CALL_SECONDS = 30;
export const MOST_TEST_CALLS_AN_HOUR = 10;

/** It shows what the tenant's calls show. */
export const placeTestCallInput = z.object({ tenantId, id: trunkId, number: e164 });
export const testCallInput = z.object({ tenantId, id: trunkId, testCallId });
/** `callerId`: the number shown; null: what the calls of the trunk's tenant show, or none. */
export const placeAnyTestCallInput = z.object({ id: trunkId, number: e164, callerId: e164.nullable().default(null) });
export const anyTestCallInput = z.object({ id: trunkId, testCallId });

/** What was seen of a test call that is over. */
export interface TestCallFacts {
  readonly steps: ReadonlySet<TestCallStep>;
  /** The carrier's final answer; null: none. */
  readonly code: number | null;
  /** `no-context`: the trunk is not loaded; `full`: its channels are taken. */
  readonly stopped: 'no-context' | 'full' | null;
  readonly registration: 'registered' | 'rejected' | 'unregistered' | 'absent' | 'unknown' | null;
  readonly reachable: 'reachable' | 'unreachable' | 'unasked' | 'absent' | 'unknown';
  /** Has the carrier's host an address? */
  readonly hostIsKnown: boolean;
}

/** Why it ended as it did; the most telling first. Pure. */
export function causeOfTestCall(facts: TestCallFacts): TestCallCause {
  const { steps, code, stopped, registration, reachable, hostIsKnown } = facts;
  if (stopped === 'no-context') return 'not-loaded';
  if (stopped === 'full') return 'all-channels-busy';
  if (steps.has('answered')) return 'works';
  const heard = steps.has('trying') || steps.has('ringing') || steps.has('early-media');
  // What Asterisk makes up itself, where a host is unknown or refuses the connection, looks like a carrier's 503.
  if (!hostIsKnown) return 'no-such-host';
  if (code !== null && code >= 300 && (heard || reachable !== 'unreachable')) return causeOfCode(code);
  if (steps.has('ringing') || steps.has('early-media')) return 'rang';
  if (registration !== null && registration !== 'registered' && registration !== 'unknown') return 'not-registered';
  if (heard) return 'stalled';
  if (!steps.has('sent') || reachable === 'unreachable') return 'unreachable';
  return 'silent';
}

function causeOfCode(code: number): TestCallCause {
  switch (code) {
    case 401:
    case 407:
      return 'not-authorised';
    case 403:
    case 603:
      return 'forbidden';
    case 404:
    case 410:
    case 484:
    case 604:
      return 'no-such-number';
    case 408:
      return 'timed-out';
    case 480:
      return 'unavailable';
    case 486:
    case 600:
      return 'busy';
    case 415:
    case 488:
    case 606:
      return 'not-acceptable';
    default:
      return code >= 500 && code < 600 ? 'carrier-trouble' : 'refused';
  }
}
