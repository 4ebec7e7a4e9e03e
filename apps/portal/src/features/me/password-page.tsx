import { addMyWords } from '@synergycall/ui/later-words';
import { useLocation } from 'wouter';
import { useTRPCClient } from '../../agent/client.ts';
import { useSession } from '../session/session.ts';
import { useChange } from '../session/use-change.ts';
import { PasswordScreen } from './password-screen.tsx';

addMyWords();

export function PasswordPage() {
  const client = useTRPCClient();
  const { me } = useSession();
  const send = useChange();
  const [, go] = useLocation();
  const change = async (passwords: { current: string; next: string }) => {
    const done = await send(() => client.auth.changePassword.mutate(passwords));
    if (done.ok) go('/me', { state: { passwordChanged: true } });
    return done;
  };
  return <PasswordScreen email={me.account.email} change={change} />;
}
