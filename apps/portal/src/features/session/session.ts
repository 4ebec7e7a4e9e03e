import type { MeView } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import { createContext, use } from 'react';

/** How signing out goes. */
export type Leaving = { tag: 'no' } | { tag: 'busy' } | { tag: 'failed'; failure: AnyFailure };

export interface Session {
  readonly me: MeView;
  readonly leaving: Leaving;
  signOut(): void;
  /** The agent no longer takes this page's CSRF proof (signed in anew elsewhere): asks for the current one. */
  renewCsrf(): Promise<void>;
}
export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession outside of the session gate');
  return session;
}

/** Has this account a phone here? Others have no business in the portal. */
export const hasPhone = (me: MeView): boolean =>
  me.account.grants.some((grant) => grant.role === 'end_user' && grant.tenantId !== null && grant.userId !== null);
