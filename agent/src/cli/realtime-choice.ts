import type { RealtimeStore } from '../platform/asterisk-host/index.ts';
import type { StartFlags } from './options.ts';

/** Where phones' rows go: the MariaDB that was named, else the SQLite `file`. Throws a sentence when the URL is another's. */
export function realtimeChoice(flags: StartFlags, file: string): RealtimeStore {
  if (!flags.realtimeUrl) return { kind: 'sqlite', file };
  const url = new URL(flags.realtimeUrl);
  if (!/^(mysql|mariadb):$/.test(url.protocol))
    throw new Error('--realtime takes mysql://user:password@host[:port]/database');
  return {
    kind: 'mariadb',
    host: url.hostname,
    port: Number(url.port || 3306),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}
