import { allowingGrant, type Action, type MeView } from '@synergycall/domain';
import { createContext, use } from 'react';
import type { SiteView } from '../../../bridge/contract.ts';

export interface Session {
  me: MeView;
  site: SiteView;
  signOut: () => void;
  /** The agent no longer knows the session. */
  end: () => void;
  /** Back to the choice of sites. */
  leave: () => void;
}
export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession outside of the frame');
  return session;
}

/** May the signed-in account do this here? The agent decides; this only spares people buttons that would refuse. */
export function useMay(tenantId: string | null): (action: Action) => boolean {
  const { me } = useSession();
  return (action) => allowingGrant(me.account.grants, action, tenantId) !== undefined;
}
