import { fail, ok } from '@synergycall/domain';
import { Pending } from './pending.ts';
import { findInjection, text } from './scrub.ts';
import type {
  Ami,
  AmiAction,
  AmiDownReason,
  AmiFields,
  AmiMessage,
  AmiOptions,
  AmiResult,
  AmiState,
  AmiTiming,
  SendOptions,
  Unsubscribe,
} from './types.ts';
import { withVerbs } from './verbs.ts';
import { openWire, type Wire } from './wire.ts';

const TIMING: AmiTiming = {
  loginMs: 5_000,
  actionMs: 5_000,
  pingEveryMs: 15_000,
  pingMs: 5_000,
  firstRetryMs: 100,
  maxRetryMs: 5_000,
};

/**
 * Keeps one logged-in connection to Asterisk: reconnects by itself (first retry after 0.1 s, doubling up to 5 s),
 * fails what was under way at every loss, and never replays an action: only the caller knows whether that is safe.
 * The account needs `read = system`, or Asterisk never tells that it has booted.
 */
export function connectAmi(options: AmiOptions): Ami {
  return withVerbs(new Connection(options));
}

/** The part of Ami below the typed verbs. */
export type AmiCore = Pick<Ami, 'state' | 'onState' | 'onFullyBooted' | 'waitLive' | 'send' | 'list' | 'on' | 'close'>;

class Connection implements AmiCore {
  readonly #options: AmiOptions;
  readonly #timing: AmiTiming;
  readonly #stateListeners = new Set<(state: AmiState) => void>();
  readonly #bootListeners = new Set<() => void>();
  readonly #eventListeners = new Map<string, Set<(event: AmiMessage) => void>>();
  #state: AmiState = { tag: 'connecting', since: Date.now(), attempt: 1 };
  #wire: Wire | undefined;
  #pending: Pending;
  #attempt = 1;
  #sequence = 0;
  #retry: NodeJS.Timeout | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: AmiOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#pending = this.#newPending();
    if (options.onState) this.#stateListeners.add(options.onState);
    this.#open();
  }

  get state(): AmiState {
    return this.#state;
  }

  onState(listener: (state: AmiState) => void): Unsubscribe {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onFullyBooted(listener: () => void): Unsubscribe {
    this.#bootListeners.add(listener);
    if (this.#isBooted()) queueMicrotask(() => this.#bootListeners.has(listener) && listener());
    return () => this.#bootListeners.delete(listener);
  }

  waitLive(timeoutMs: number): Promise<boolean> {
    if (this.#isBooted()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = (live: boolean): void => {
        clearTimeout(timer);
        stop();
        resolve(live);
      };
      const timer = setTimeout(() => done(false), timeoutMs);
      const stop = this.onState(() => this.#isBooted() && done(true));
    });
  }

  async send(action: AmiAction, fields: AmiFields = {}, options: SendOptions = {}): Promise<AmiResult<AmiMessage>> {
    const result = await this.#act(action, fields, {
      list: false,
      timeoutMs: options.timeoutMs ?? this.#timing.actionMs,
    });
    return result.ok ? ok(result.value[0] ?? {}) : result;
  }

  list(
    action: AmiAction,
    fields: AmiFields = {},
    options: SendOptions = {},
  ): Promise<AmiResult<readonly AmiMessage[]>> {
    return this.#act(action, fields, { list: true, timeoutMs: options.timeoutMs ?? this.#timing.actionMs * 2 });
  }

  on(eventName: string, listener: (event: AmiMessage) => void): Unsubscribe {
    const name = eventName.toLowerCase();
    const listeners = this.#eventListeners.get(name) ?? new Set();
    this.#eventListeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#drop('closed');
    return Promise.resolve();
  }

  #isBooted(): boolean {
    return this.#state.tag === 'live' && this.#state.booted;
  }

  #act(
    action: AmiAction,
    fields: AmiFields,
    how: { list: boolean; timeoutMs: number },
  ): Promise<AmiResult<readonly AmiMessage[]>> {
    const field = findInjection(fields);
    if (field !== undefined) return Promise.resolve(fail({ code: 'ami.injection', action, field }));
    if (this.#state.tag !== 'live' || !this.#wire) {
      const reason = this.#state.tag === 'down' ? this.#state.reason : this.#state.tag;
      return Promise.resolve(fail({ code: 'ami.down', action, reason, sent: false }));
    }
    // Not a name the library's emitter uses itself: it emits every answer under its id.
    const id = `sc:${(this.#sequence += 1)}`;
    const answer = this.#pending.wait(id, { action, ...how });
    this.#wire.write(id, { ...fields, action });
    this.#scheduleKeepAlive();
    return answer;
  }

  #open(): void {
    const { host, port, username, secret } = this.#options;
    this.#pending = this.#newPending();
    this.#wire = openWire({
      host,
      port,
      username,
      secret: typeof secret === 'string' ? secret : secret.reveal('AMI log-in'),
      loginMs: this.#timing.loginMs,
      onLogin: () => this.#loggedIn(),
      onMessage: (message) => this.#receive(message),
      onEnd: (reason) => this.#drop(reason),
    });
  }

  #loggedIn(): void {
    this.#attempt = 1;
    this.#setState({ tag: 'live', since: Date.now(), booted: this.#bootSeen });
    if (this.#bootSeen) this.#tellBooted();
    this.#scheduleKeepAlive();
    void this.#filterEvents();
  }
  /** FullyBooted may arrive in the same packet as the answer to the log-in, before its callback. */
  #bootSeen = false;

  /** Best effort: an account without `system` may not set filters; manager.conf holds them then. */
  async #filterEvents(): Promise<void> {
    const wanted = this.#options.role === 'writer' ? [] : this.#options.events;
    if (wanted === undefined) return;
    for (const name of new Set(['FullyBooted', ...wanted])) {
      const added = await this.send('Filter', { Operation: 'Add', Filter: `Event: ${name}` });
      if (!added.ok) return;
    }
  }

  #receive(message: AmiMessage): void {
    if (this.#pending.take(message)) return;
    const event = text(message, 'event').toLowerCase();
    if (!event) return;
    if (event === 'fullybooted') {
      this.#bootSeen = true;
      if (this.#state.tag === 'live' && !this.#state.booted) {
        this.#setState({ ...this.#state, booted: true });
        this.#tellBooted();
      }
    }
    for (const name of [event, '*']) {
      for (const listener of this.#eventListeners.get(name) ?? []) listener(message);
    }
  }

  #tellBooted(): void {
    for (const listener of this.#bootListeners) listener();
  }

  /** Ends the connection and plans the next one. */
  #drop(reason: AmiDownReason): void {
    this.#wire?.destroy();
    this.#wire = undefined;
    this.#bootSeen = false;
    clearTimeout(this.#keepAlive);
    this.#setState({ tag: 'down', since: Date.now(), reason });
    this.#pending.failAll(reason);
    if (this.#closed) return;
    const { firstRetryMs, maxRetryMs } = this.#timing;
    // A wrong secret does not mend itself, and Asterisk logs each attempt: no fast retries then.
    const delay =
      reason === 'login-refused' ? maxRetryMs : Math.min(firstRetryMs * 2 ** (this.#attempt - 1), maxRetryMs);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#attempt += 1;
      this.#setState({ tag: 'connecting', since: Date.now(), attempt: this.#attempt });
      this.#open();
    }, delay);
  }

  #setState(state: AmiState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }

  #newPending(): Pending {
    const pending: Pending = new Pending((id) => {
      this.#wire?.forget(id);
      // AMI works one action at a time: while others wait, a probe would only queue behind them.
      if (pending === this.#pending && pending.size === 0) void this.#probe();
    });
    return pending;
  }

  #scheduleKeepAlive(): void {
    clearTimeout(this.#keepAlive);
    this.#keepAlive = setTimeout(() => {
      if (this.#pending.size === 0) void this.#probe();
      else this.#scheduleKeepAlive();
    }, this.#timing.pingEveryMs);
    this.#keepAlive.unref();
  }

  /** Asks for a sign of life; without one the connection is given up as hung. */
  async #probe(): Promise<void> {
    const wire = this.#wire;
    if (!wire || this.#probing) return;
    this.#probing = true;
    const answer = await this.send('Ping', {}, { timeoutMs: this.#timing.pingMs });
    this.#probing = false;
    if (!answer.ok && answer.error.code === 'ami.timeout' && this.#wire === wire) this.#drop('hung');
  }
  #probing = false;
}
