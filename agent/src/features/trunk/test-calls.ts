import { lookup } from 'node:dns/promises';
import {
  causeOfTestCall,
  didDigits,
  MOST_TEST_CALLS_AN_HOUR,
  TEST_CALL_SECONDS,
  TEST_CONTEXT,
  TEST_SAY_CONTEXT,
  trunkName,
  type E164,
  type TenantTag,
  type TestCallFacts,
  type TestCallStep,
  type TestCallView,
  type TrunkId,
} from '@synergycall/domain';
import { fail, ok, type Result } from '@synergycall/domain';
import type { Ami, AmiMessage, Unsubscribe } from '../../platform/ami/index.ts';
import { newId } from '../../platform/random/index.ts';
import type { TrunkStatus } from './trunk-status.ts';

/** Calls that are over are kept for those who still look, as many as this. */
const KEPT = 50;
const HOUR_MS = 3_600_000;
/** How often it is asked whether the carrier has said 100 Trying, of which Asterisk makes no event. */
const ASK_EVERY_MS = 200;

export interface WantedTestCall {
  readonly trunk: { readonly id: TrunkId; readonly kind: 'registration' | 'ip'; readonly host: string };
  /** Whose call it is; null: the box's. */
  readonly tag: TenantTag | null;
  readonly number: E164;
  readonly callerId: E164 | null;
}

/** Test calls by trunks: one at a time for each, kept in memory. */
export interface TestCalls {
  /** May one begin now? Counts it if so. */
  reserve(trunkId: TrunkId, number: E164): Result<void>;
  /** After `reserve`. The call goes on by itself. */
  place(wanted: WantedTestCall): TestCallView;
  look(trunkId: TrunkId, id: string): TestCallView | undefined;
  close(): void;
}

export interface TestCallsOptions {
  readonly events: Ami;
  readonly writer: Ami;
  readonly status: Pick<TrunkStatus, 'look'>;
  readonly now?: () => number;
  /** Has the host an address? */
  readonly knowsHost?: (host: string) => Promise<boolean>;
}

interface Running {
  view: TestCallView;
  readonly wanted: WantedTestCall;
  leg: string | undefined;
  stopped: TestCallFacts['stopped'];
  isEnding: boolean;
  timers: NodeJS.Timeout[];
}

const resolves = (host: string): Promise<boolean> =>
  lookup(host).then(
    () => true,
    () => false,
  );

export function testCalls(options: TestCallsOptions): TestCalls {
  const { events, writer, status, now = Date.now, knowsHost = resolves } = options;
  const calls = new Map<string, Running>();
  const begun = new Map<TrunkId, number[]>();
  const reserved = new Set<TrunkId>();
  const at = () => new Date(now()).toISOString();
  const under = () => [...calls.values()].filter((call) => call.view.end === null);
  const seen = (call: Running, step: TestCallStep): void => {
    if (call.view.end !== null || call.view.steps.some((one) => one.step === step)) return;
    call.view = { ...call.view, steps: [...call.view.steps, { step, at: at() }] };
  };

  async function end(call: Running, code: number | null, lost = false): Promise<void> {
    if (call.view.end !== null || call.isEnding) return;
    call.isEnding = true;
    for (const timer of call.timers) clearTimeout(timer);
    const { trunk } = call.wanted;
    const endedAt = at();
    const [[live], hostIsKnown] = await Promise.all([status.look([trunk]), knowsHost(trunk.host)]);
    const facts: TestCallFacts = {
      steps: new Set(call.view.steps.map(({ step }) => step)),
      code: code !== null && code >= 300 ? code : null,
      stopped: call.stopped,
      registration: live?.registration ?? null,
      reachable: live?.reachable ?? 'unknown',
      hostIsKnown,
    };
    const cause = lost ? 'lost' : causeOfTestCall(facts);
    call.view = { ...call.view, end: { at: endedAt, cause, code: facts.code } };
  }

  /** 100 Trying stands with the channel, and is told by no event (22.10.1). */
  function askTrying(call: Running): void {
    if (call.leg === undefined || call.view.end !== null || call.view.steps.some(({ step }) => step === 'trying'))
      return;
    void writer.send('Getvar', { Channel: call.leg, Variable: 'HANGUPCAUSE_KEYS()' }).then((said) => {
      if (said.ok && word(said.value, 'value') !== '') seen(call, 'trying');
      else call.timers.push(setTimeout(() => askTrying(call), ASK_EVERY_MS).unref());
    });
  }

  const ofLeg = (event: AmiMessage) =>
    under().find(({ leg }) => leg !== undefined && leg === word(event, 'destchannel'));
  const subscriptions: Unsubscribe[] = [
    events.on('DialBegin', (event) => {
      if (!word(event, 'channel').startsWith(`Local/s@${TEST_CONTEXT}-`)) return;
      const leg = word(event, 'destchannel');
      const call = under().find(({ wanted }) => leg.startsWith(`PJSIP/${trunkName(wanted.trunk.id)}-`));
      if (!call) return;
      call.leg = leg;
      seen(call, 'sent');
      askTrying(call);
    }),
    events.on('DialState', (event) => {
      const call = ofLeg(event);
      const state = word(event, 'dialstatus');
      if (!call || (state !== 'RINGING' && state !== 'PROGRESS')) return;
      seen(call, 'trying');
      seen(call, state === 'RINGING' ? 'ringing' : 'early-media');
    }),
    events.on('DialEnd', (event) => {
      const call = ofLeg(event);
      if (!call || word(event, 'dialstatus') !== 'ANSWER') return;
      seen(call, 'trying');
      seen(call, 'answered');
    }),
    events.on('UserEvent', (event) => {
      const name = word(event, 'userevent');
      if (name === 'ScTrunkFull') {
        const call = under().find(
          ({ wanted, leg }) => leg === undefined && trunkName(wanted.trunk.id) === word(event, 'trunk'),
        );
        if (call) call.stopped = 'full';
      }
      const call = name === 'ScTest' ? calls.get(word(event, 'probe')) : undefined;
      if (!call) return;
      if (word(event, 'status') === 'NOTRUNK') call.stopped = 'no-context';
      const code = Number(word(event, 'code'));
      // Any first answer that was too quick to be asked for.
      if (code >= 100 && call.leg !== undefined && code !== 503 && code !== 408) seen(call, 'trying');
      void end(call, code > 0 ? code : null);
    }),
    events.onState((state) => {
      if (state.tag === 'down') for (const call of under()) void end(call, null, true);
    }),
  ];

  return {
    reserve(trunkId, number) {
      const refused = (reason: 'busy' | 'often') => fail({ code: 'trunk.test-refused', number, reason } as const);
      if (reserved.has(trunkId) || under().some(({ wanted }) => wanted.trunk.id === trunkId)) return refused('busy');
      const lately = (begun.get(trunkId) ?? []).filter((one) => one > now() - HOUR_MS);
      if (lately.length >= MOST_TEST_CALLS_AN_HOUR) return refused('often');
      begun.set(trunkId, [...lately, now()]);
      reserved.add(trunkId);
      // Whoever reserved and never placed: its transaction failed.
      setTimeout(() => reserved.delete(trunkId), 10_000).unref();
      return ok(undefined);
    },
    place(wanted) {
      const id = newId<string>();
      const { trunk, tag, number, callerId } = wanted;
      const startedAt = at();
      const steps = [{ step: 'placed' as const, at: startedAt }];
      const view: TestCallView = { id, trunkId: trunk.id, number, callerId, startedAt, steps, end: null };
      const call: Running = { view, wanted, leg: undefined, stopped: null, isEnding: false, timers: [] };
      calls.set(id, call);
      reserved.delete(trunk.id);
      for (const old of [...calls.keys()].slice(0, Math.max(0, calls.size - KEPT))) calls.delete(old);
      void writer
        .originate({
          channel: `Local/s@${TEST_CONTEXT}/n`,
          to: 'exten',
          context: TEST_SAY_CONTEXT,
          extension: 's',
          ringMs: TEST_CALL_SECONDS * 1_000,
          variables: {
            SC_PROBE: id,
            SC_BY: trunk.id,
            SC_FOR: tag ?? '',
            SC_TO: didDigits(number),
            SC_SHOW: callerId === null ? '' : didDigits(callerId),
          },
          wait: 'queued',
        })
        .then((sent) => (sent.ok ? undefined : end(call, null, true)));
      // Its end is an event; whatever becomes of that, nobody waits for ever.
      call.timers.push(setTimeout(() => void end(call, null, true), (TEST_CALL_SECONDS + 10) * 1_000).unref());
      return call.view;
    },
    look(trunkId, id) {
      const call = calls.get(id);
      return call?.view.trunkId === trunkId ? call.view : undefined;
    },
    close() {
      for (const unsubscribe of subscriptions) unsubscribe();
      for (const call of calls.values()) for (const timer of call.timers) clearTimeout(timer);
    },
  };
}

const word = (event: AmiMessage, header: string): string => {
  const value = event[header];
  return typeof value === 'string' ? value : '';
};
