import { addMyWords } from '@synergycall/ui/later-words';
import { useLocation } from 'wouter';
import { useTRPCClient } from '../../agent/client.ts';
import { outcome } from '../../agent/failure.ts';
import { useSession } from '../session/session.ts';
import { PasswordScreen } from './password-screen.tsx';

addMyWords();

export function PasswordPage() {
  const client = useTRPCClient();
  const { me, renewCsrf } = useSession();
  const [, go] = useLocation();
  const change = async (passwords: { current: string; next: string }) => {
    let done = await outcome(client.auth.changePassword.mutate(passwords));
    if (!done.ok && done.error.code === 'auth.csrf') {
      await renewCsrf();
      done = await outcome(client.auth.changePassword.mutate(passwords));
    }
    if (done.ok) go('/me', { state: { passwordChanged: true } });
    return done;
  };
  return <PasswordScreen email={me.account.email} change={change} />;
}
