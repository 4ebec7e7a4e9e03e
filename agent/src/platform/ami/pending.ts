import { fail, ok } from '@synergycall/domain';
import { text } from './scrub.ts';
import type { AmiAction, AmiMessage, AmiResult } from './types.ts';

type Waiting = {
  readonly action: AmiAction;
  readonly list: boolean;
  readonly events: AmiMessage[];
  readonly timer: NodeJS.Timeout;
  readonly settle: (result: AmiResult<readonly AmiMessage[]>) => void;
};

export type PendingOptions = { readonly action: AmiAction; readonly list: boolean; readonly timeoutMs: number };

/**
 * The actions under way on one connection, by ActionID. Guarantees that each of them ends exactly once:
 * by its answer, by its time-out or by `failAll`. An answer that comes later is dropped.
 */
export class Pending {
  readonly #waiting = new Map<string, Waiting>();
  readonly #onTimeout: (id: string) => void;

  /** @param onTimeout told after an action has timed out, to forget it and to probe the connection. */
  constructor(onTimeout: (id: string) => void) {
    this.#onTimeout = onTimeout;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves with the response (single) or the events before the Complete event (list). */
  wait(id: string, options: PendingOptions): Promise<AmiResult<readonly AmiMessage[]>> {
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        this.#finish(id, fail({ code: 'ami.timeout', action: options.action, afterMs: options.timeoutMs }));
        this.#onTimeout(id);
      }, options.timeoutMs);
      this.#waiting.set(id, { action: options.action, list: options.list, events: [], timer, settle });
    });
  }

  /** True when the message belonged to an action. */
  take(message: AmiMessage): boolean {
    const id = text(message, 'actionid');
    const waiting = this.#waiting.get(id);
    if (!waiting) return false;
    if ('event' in message) {
      if (!waiting.list) return true;
      if (text(message, 'eventlist').toLowerCase() === 'complete') this.#finish(id, ok(waiting.events));
      else waiting.events.push(message);
      return true;
    }
    if (text(message, 'response').toLowerCase() === 'error') {
      this.#finish(id, fail({ code: 'ami.refused', action: waiting.action, message: text(message, 'message') }));
    } else if (!waiting.list) {
      this.#finish(id, ok([message]));
    }
    return true;
  }

  failAll(reason: string): void {
    for (const [id, { action }] of this.#waiting) {
      this.#finish(id, fail({ code: 'ami.down', action, reason, sent: true }));
    }
  }

  #finish(id: string, result: AmiResult<readonly AmiMessage[]>): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(result);
  }
}
