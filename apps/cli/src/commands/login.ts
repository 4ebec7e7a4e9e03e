import { parseAddress, probe } from '@synergycall/client';
import { failureText, t } from '@synergycall/ui/messages';
import { ask, askSecret } from '../ask.ts';
import type { Command } from '../command.ts';
import { EXIT, Stop } from '../exit.ts';
import { connect } from '../link.ts';
import { forgetSession, keepSession, readSession } from '../session.ts';
import { parseWords } from '../words.ts';

const known = (env: Readonly<Record<string, string | undefined>>) => {
  try {
    return readSession(env);
  } catch {
    return undefined;
  }
};

/** `login URL`: trust first (a person compares the fingerprint, or names it), then the password. */
export const login: Command = async ({ words, env, out }) => {
  const { values, positionals } = parseWords(words, { email: { type: 'string' }, fingerprint: { type: 'string' } }, 1);
  const address = parseAddress(positionals[0] ?? known(env)?.url ?? 'https://127.0.0.1:8443');
  if (!address.ok) throw refused(address.error);
  const { url, host } = address.value;
  const found = await probe(url);
  if (!found.ok) throw refused(found.error);
  const { caPem, caFingerprint } = found.value;
  const before = known(env);
  const expected = values.fingerprint?.toUpperCase();
  if (expected !== undefined && expected !== caFingerprint)
    throw new Stop(EXIT.unreachable, t('cli.login.other', { host, expected, found: caFingerprint }));
  if (expected === undefined && !(before?.url === url && before.caPem === caPem)) {
    out.note(`${t('cli.login.authority')}\n  ${caFingerprint}`);
    if ((await ask(t('cli.login.compare'))).trim().toLowerCase() !== 'yes')
      throw new Stop(EXIT.unreachable, t('cli.login.not-trusted'));
  }
  const email = values.email ?? (await ask(t('cli.login.email'))).trim();
  const password = await askSecret(t('cli.login.password'));
  const { token } = await connect({ url, caPem }).auth.signIn.mutate({ email, password, client: 'api' });
  keepSession(env, { url, caPem, token: token ?? '', email });
  out.line(t('cli.login.done', { host, email }));
  out.result({ url, email });
  return EXIT.ok;
};

export const logout: Command = async ({ words, env, out, signedIn }) => {
  parseWords(words, {});
  const { client } = signedIn();
  // The file goes even if the agent can't be reached: whoever says logout wants nothing left here.
  await client.auth.signOut.mutate().catch(() => undefined);
  forgetSession(env);
  out.line(t('cli.logout.done'));
  out.result({});
  return EXIT.ok;
};

function refused(failure: Parameters<typeof failureText>[0]): Stop {
  const { title, todo } = failureText(failure);
  return new Stop(EXIT.unreachable, `${title}\n${todo}`);
}
