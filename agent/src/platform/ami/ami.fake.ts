import { fail, ok } from '@synergycall/domain';
import type { AmiCore } from './connection.ts';
import { findInjection } from './scrub.ts';
import type { Ami, AmiAction, AmiFailure, AmiFields, AmiMessage, AmiResult, AmiState } from './types.ts';
import { withVerbs } from './verbs.ts';

export type SentAction = { readonly action: AmiAction; readonly fields: AmiFields };

export type FakeAmi = Ami & {
  /** Asterisk's database: `/family/key` -> value. */
  readonly astdb: Map<string, string>;
  /** Everything that was sent, in order. */
  readonly sent: SentAction[];
  /** The next actions (of this name, if given) fail with this; `times` defaults to 1. */
  failNext(failure: 'down' | 'timeout' | { refused: string }, scope?: { action?: AmiAction; times?: number }): void;
  /** What list actions and others answer; without a script they answer Success or an empty list. */
  script(action: AmiAction, answer: (fields: AmiFields) => readonly AmiMessage[] | { refused: string }): void;
  setState(state: AmiState): void;
  /** Delivers an event as Asterisk would. */
  emit(event: AmiMessage): void;
};

type Planned = { failure: 'down' | 'timeout' | { refused: string }; action: AmiAction | undefined; times: number };

/** An Asterisk in memory with the real adapter's verbs and injection check: AstDB works, the rest is scripted. */
export function fakeAmi(): FakeAmi {
  const astdb = new Map<string, string>();
  const sent: SentAction[] = [];
  const planned: Planned[] = [];
  const scripts = new Map<AmiAction, (fields: AmiFields) => readonly AmiMessage[] | { refused: string }>();
  const stateListeners = new Set<(state: AmiState) => void>();
  const bootListeners = new Set<() => void>();
  const eventListeners = new Map<string, Set<(event: AmiMessage) => void>>();
  let state: AmiState = { tag: 'live', since: 0, booted: true };
  const isBooted = (): boolean => state.tag === 'live' && state.booted;

  const act = async (action: AmiAction, fields: AmiFields): Promise<AmiResult<readonly AmiMessage[]>> => {
    const field = findInjection(fields);
    if (field !== undefined) return fail({ code: 'ami.injection', action, field });
    if (state.tag !== 'live') return fail({ code: 'ami.down', action, reason: state.tag, sent: false });
    const plan = planned.find((p) => p.times > 0 && (p.action === undefined || p.action === action));
    if (plan) {
      plan.times -= 1;
      return fail(toFailure(action, plan.failure));
    }
    sent.push({ action, fields });
    const scripted = scripts.get(action)?.(fields);
    const answer = scripted ?? answerFromAstdb(astdb, { action, fields });
    return 'refused' in answer ? fail({ code: 'ami.refused', action, message: answer.refused }) : ok(answer);
  };

  const core: AmiCore = {
    get state() {
      return state;
    },
    onState: (listener) => subscribe(stateListeners, listener),
    onFullyBooted: (listener) => {
      if (isBooted()) queueMicrotask(listener);
      return subscribe(bootListeners, listener);
    },
    waitLive: async () => isBooted(),
    send: async (action, fields = {}) => {
      const answer = await act(action, fields);
      return answer.ok ? ok(answer.value[0] ?? { response: 'Success' }) : answer;
    },
    list: (action, fields = {}) => act(action, fields),
    on: (name, listener) => {
      const listeners = eventListeners.get(name.toLowerCase()) ?? new Set();
      eventListeners.set(name.toLowerCase(), listeners);
      return subscribe(listeners, listener);
    },
    close: async () => undefined,
  };

  // Copied by descriptor: a spread would freeze the getter `state` at its first value.
  return Object.defineProperties(
    {
      astdb,
      sent,
      failNext: (failure: Planned['failure'], { action, times = 1 }: { action?: AmiAction; times?: number } = {}) =>
        void planned.push({ failure, action, times }),
      script: (action: AmiAction, answer: (fields: AmiFields) => readonly AmiMessage[] | { refused: string }) =>
        void scripts.set(action, answer),
      setState: (next: AmiState) => {
        state = next;
        for (const listener of stateListeners) listener(next);
        if (isBooted()) for (const listener of bootListeners) listener();
      },
      emit: (event: AmiMessage) => {
        for (const name of [String(event['event']).toLowerCase(), '*']) {
          for (const listener of eventListeners.get(name) ?? []) listener(event);
        }
      },
    },
    Object.getOwnPropertyDescriptors(withVerbs(core)),
  ) as FakeAmi;
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function toFailure(action: AmiAction, failure: Planned['failure']): AmiFailure {
  if (failure === 'down') return { code: 'ami.down', action, reason: 'closed-by-asterisk', sent: true };
  if (failure === 'timeout') return { code: 'ami.timeout', action, afterMs: 5_000 };
  return { code: 'ami.refused', action, message: failure.refused };
}

function answerFromAstdb(
  astdb: Map<string, string>,
  { action, fields }: SentAction,
): readonly AmiMessage[] | { refused: string } {
  const path = `/${String(fields['Family'])}${fields['Key'] === undefined ? '' : `/${String(fields['Key'])}`}`;
  const absent = { refused: 'Database entry not found' };
  switch (action) {
    case 'DBPut':
      astdb.set(path, String(fields['Val']));
      return [];
    case 'DBGet': {
      const value = astdb.get(path);
      return value === undefined ? absent : [{ event: 'DBGetResponse', val: value }];
    }
    case 'DBDel':
      return astdb.delete(path) ? [] : { refused: 'Database entry could not be deleted' };
    case 'DBDelTree': {
      const keys = [...astdb.keys()].filter((key) => key === path || key.startsWith(`${path}/`));
      for (const key of keys) astdb.delete(key);
      return keys.length > 0 ? [] : absent;
    }
    default:
      return [];
  }
}
