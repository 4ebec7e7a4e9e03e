import type { Result } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import { outcome } from '../../agent/failure.ts';
import { useSession } from './session.ts';

/** A call that changes something, with a second try where the page's proof has grown old. */
export function useChange() {
  const { renewCsrf } = useSession();
  return async <T>(call: () => Promise<T>): Promise<Result<T, AnyFailure>> => {
    const done = await outcome(call());
    if (done.ok || done.error.code !== 'auth.csrf') return done;
    await renewCsrf();
    return outcome(call());
  };
}
