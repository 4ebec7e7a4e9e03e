import { parseAddress } from '@synergycall/client';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { t } from '@synergycall/ui/messages';
import { EXIT, Stop } from './exit.ts';

/** Which agent, whose authority is trusted, and as whom. */
export interface Session {
  readonly url: string;
  readonly caPem: string;
  /** SECURITY: as good as the password until it expires; kept in a file of mode 0600, never in argv. */
  readonly token: string;
  readonly email: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const folder = (env: Env): string =>
  env['SYNERGYCALL_CONFIG'] ?? join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'synergycall');
const file = (env: Env): string => join(folder(env), 'session.json');

/** From the environment (for scripts: SYNERGYCALL_URL, SYNERGYCALL_TOKEN, SYNERGYCALL_CA) or from the last `login`. */
export function readSession(env: Env): Session {
  const { SYNERGYCALL_URL: url, SYNERGYCALL_TOKEN: token, SYNERGYCALL_CA: ca } = env;
  if (url && token && ca) return { url: addressOf(url), token, caPem: authorityOf(ca), email: '' };
  if (!existsSync(file(env))) throw new Stop(EXIT.unreachable, t('cli.signed-out'));
  const kept = keptIn(file(env));
  if (!kept) throw new Stop(EXIT.unreachable, t('cli.bad-session', { file: file(env) }));
  return kept;
}

export function keepSession(env: Env, session: Session): void {
  mkdirSync(folder(env), { recursive: true, mode: 0o700 });
  // SECURITY: a name that nobody can have taken, and `wx`: nothing that somebody put there is written into or followed.
  const temporary = `${file(env)}.${randomUUID()}`;
  try {
    writeFileSync(temporary, JSON.stringify(session), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file(env));
  } finally {
    rmSync(temporary, { force: true });
  }
}

function addressOf(url: string): string {
  const address = parseAddress(url);
  if (!address.ok) throw new Stop(EXIT.usage, t('cli.bad-address', { word: url }));
  return address.value.url;
}

function authorityOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Stop(EXIT.usage, t('cli.bad-authority', { file: path }));
  }
}

/** undefined: cut off, or not ours. */
function keptIn(path: string): Session | undefined {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Partial<Session>;
    const { url, caPem, token, email } = kept;
    return url && caPem && token ? { url, caPem, token, email: email ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

export const forgetSession = (env: Env): void => rmSync(file(env), { force: true });
