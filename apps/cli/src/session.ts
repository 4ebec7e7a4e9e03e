import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  if (url && token && ca) return { url, token, caPem: readFileSync(ca, 'utf8'), email: '' };
  if (!existsSync(file(env))) throw new Stop(EXIT.unreachable, t('cli.signed-out'));
  return JSON.parse(readFileSync(file(env), 'utf8')) as Session;
}

export function keepSession(env: Env, session: Session): void {
  mkdirSync(folder(env), { recursive: true, mode: 0o700 });
  const temporary = `${file(env)}.new`;
  writeFileSync(temporary, JSON.stringify(session), { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, file(env));
}

export const forgetSession = (env: Env): void => rmSync(file(env), { force: true });
