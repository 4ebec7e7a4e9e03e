import type { RequestContext } from './context.ts';
import { FailureError } from './failure.ts';

const RECHECK_MS = 15_000;

/**
 * SECURITY: a stream outlives the request that was guarded. While it runs, the session is read again every 15 seconds;
 * revoked, expired, or with other roles than at the start, it ends with `auth.required`.
 */
export async function* whileSignedIn<T>(source: AsyncIterable<T>, ctx: RequestContext): AsyncGenerator<T> {
  const { session, readSession } = ctx;
  if (!session || !readSession) {
    yield* source;
    return;
  }
  let over: FailureError | undefined;
  /** Ends the wait for the next item; a new one each time, since a promise raced for as long as the stream keeps every item. */
  let cut: (reason: FailureError) => void = () => undefined;
  const end = () => cut((over = new FailureError({ code: 'auth.required' })));
  const grants = JSON.stringify(session.grants);
  const timer = setInterval(() => {
    // A database that is away ends no stream: it is asked again next time.
    readSession().then(
      (now) => JSON.stringify(now?.grants) === grants || end(),
      () => undefined,
    );
  }, ctx.recheckMs ?? RECHECK_MS);
  const items = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      if (over) throw over;
      const item = await new Promise<IteratorResult<T>>((resolve, reject) => {
        cut = reject;
        items.next().then(resolve, reject);
      });
      if (item.done) return;
      yield item.value;
    }
  } finally {
    clearInterval(timer);
    // Not awaited: a source that waits for its next item would keep us.
    void Promise.resolve(items.return?.()).catch(() => undefined);
  }
}

export const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
