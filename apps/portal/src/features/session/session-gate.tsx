import { t } from '@synergycall/ui';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { holdCsrf, useTRPC, useTRPCClient } from '../../agent/client.ts';
import { failureOf, outcome } from '../../agent/failure.ts';
import { Trouble } from '../../frame/trouble.tsx';
import { Doorway } from './doorway.tsx';
import { OtherRoleScreen } from './other-role-screen.tsx';
import { hasPhone, SessionContext, type Leaving, type Session } from './session.ts';
import { SignInScreen } from './sign-in-screen.tsx';

/**
 * Knows whether someone is signed in, and shows sign-in in place of the page if not: the address stays, so that after it
 * one is where one was. `ended` counts how often the agent said that the session is over.
 */
export function SessionGate(props: { ended: number; children: ReactNode }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const me = useQuery(trpc.auth.me.queryOptions(undefined, { staleTime: 30_000, refetchOnWindowFocus: 'always' }));
  const [leaving, setLeaving] = useState<Leaving>({ tag: 'no' });
  /** `wasIn`: a session was open and ended by itself. */
  const [out, setOut] = useState<{ wasIn: boolean } | undefined>();

  const accountId = me.data?.account.id;
  const [ended, setEnded] = useState(props.ended);
  if (props.ended !== ended) {
    setEnded(props.ended);
    if (out === undefined) setOut({ wasIn: me.data !== undefined });
  }
  const csrf = me.data?.csrf ?? null;
  useLayoutEffect(() => holdCsrf(csrf), [csrf]);

  // SECURITY: nothing of one account shows under the next one, also when another tab signed in as someone else.
  const meKey = trpc.auth.me.queryKey();
  const [shownAccount, setShownAccount] = useState(accountId);
  if (accountId !== undefined && accountId !== shownAccount) {
    if (shownAccount !== undefined)
      queryClient.removeQueries({
        predicate: (query) => JSON.stringify(query.queryKey[0]) !== JSON.stringify(meKey[0]),
      });
    setShownAccount(accountId);
  }

  const renewCsrf = useCallback(async () => {
    const fresh = await me.refetch();
    holdCsrf(fresh.data?.csrf ?? null);
  }, [me]);
  const signIn = async (who: { email: string; password: string }) => {
    const ask = () => outcome(client.auth.signIn.mutate({ ...who, client: 'portal' }));
    let done = await ask();
    if (!done.ok && done.error.code === 'auth.csrf') {
      // Another tab signed in meanwhile: its session is ended by this one, with its proof.
      await renewCsrf();
      done = await ask();
    }
    if (!done.ok) return done;
    const { account, csrf: proof, expiresAt } = done.value;
    holdCsrf(proof);
    queryClient.clear();
    queryClient.setQueryData(meKey, { account, csrf: proof, expiresAt });
    setOut(undefined);
    return done;
  };
  const signOut = useCallback(async () => {
    setLeaving({ tag: 'busy' });
    let done = await outcome(client.auth.signOut.mutate());
    if (!done.ok && done.error.code === 'auth.csrf') {
      await renewCsrf();
      done = await outcome(client.auth.signOut.mutate());
    }
    if (!done.ok && done.error.code !== 'auth.required') return setLeaving({ tag: 'failed', failure: done.error });
    setLeaving({ tag: 'no' });
    setOut({ wasIn: false });
    queryClient.clear();
    holdCsrf(null);
  }, [client, queryClient, renewCsrf]);

  const session = useMemo<Session | undefined>(
    () => me.data && { me: me.data, leaving, signOut: () => void signOut(), renewCsrf },
    [me.data, leaving, signOut, renewCsrf],
  );
  const isStranger = me.error !== null && failureOf(me.error).code === 'auth.required';
  const status = useQuery({
    ...trpc.auth.status.queryOptions(out !== undefined || isStranger ? undefined : skipToken),
    retry: false,
  });

  if (out !== undefined || isStranger)
    return <SignInScreen expired={out?.wasIn ?? false} boxName={status.data?.boxName ?? ''} signIn={signIn} />;
  if (session && hasPhone(session.me))
    return (
      <SessionContext key={accountId} value={session}>
        {props.children}
      </SessionContext>
    );
  if (session) return <OtherRoleScreen account={session.me.account} leaving={leaving} onSignOut={session.signOut} />;
  if (me.error !== null)
    return (
      <Doorway>
        <Trouble failure={failureOf(me.error)} onRetry={() => void me.refetch()} busy={me.isFetching} />
      </Doorway>
    );
  return <div role="status" aria-label={t('portal.loading')} className="p-door" />;
}
