import type { RealtimeStore } from './types.ts';

const OBJECTS = ['endpoint', 'auth', 'aor'] as const;

/**
 * MariaDB collapses at 1,000 offered registrations/s without a cache and does 767/s with it (ASTERISK.md);
 * whoever changes a row must then expire the object. The line must stand above its object's wizards.
 */
const CACHE = 'memory_cache,object_lifetime_stale=600,object_lifetime_maximum=1800,expire_on_reload=yes';

/** `sorcery.conf`: files first, so that hand-written trunks and realtime phones live side by side. */
export function sorceryConf(kind: RealtimeStore['kind']): string {
  const lines = OBJECTS.flatMap((object) => [
    ...(kind === 'mariadb' ? [`${object}/cache=${CACHE}`] : []),
    `${object}=config,pjsip.conf,criteria=type=${object}`,
    `${object}=realtime,ps_${object}s`,
  ]);
  return ['[res_pjsip]', ...lines, ''].join('\n');
}

/** `extconfig.conf`: which driver and which database section hold the tables of phones, mailboxes, queues and music. */
export function extconfigConf(kind: RealtimeStore['kind']): string {
  const driver = kind === 'sqlite' ? 'sqlite3' : 'odbc';
  return [
    '[settings]',
    ...OBJECTS.map((object) => `ps_${object}s => ${driver},pbx`),
    `voicemail => ${driver},pbx,voicemail_users`,
    `queues => ${driver},pbx,queues`,
    `queue_members => ${driver},pbx,queue_members`,
    `musiconhold => ${driver},pbx,musiconhold`,
    '',
  ].join('\n');
}

/** `res_config_sqlite3.conf`: batch 0, since the agent writes the same file; 2 s of patience with its transactions. */
export function sqliteConf(file: string): string {
  return [
    '[pbx]',
    `dbfile => ${file}`,
    'requirements = warn',
    'batch = 0',
    'busy_timeout = 2000',
    'debug = no',
    '',
  ].join('\n');
}

type Mariadb = Extract<RealtimeStore, { kind: 'mariadb' }>;

/** SECURITY: the only file that holds the database password (0640). */
export function resOdbcConf(store: Mariadb): string {
  return [
    '[pbx]',
    'enabled => yes',
    'dsn => synergycall',
    `username => ${store.user}`,
    `password => ${store.password}`,
    'pre-connect => yes',
    'max_connections => 8',
    'connect_timeout => 2',
    // A dead MariaDB is tried again after this many seconds; the default (120) would outlast its restart.
    'negative_connection_cache => 2',
    '',
  ].join('\n');
}

export function odbcIni(store: Mariadb): string {
  return [
    '[synergycall]',
    'Driver = MariaDB',
    `Server = ${store.host}`,
    `Port = ${store.port}`,
    `Database = ${store.database}`,
    '',
  ].join('\n');
}

/** @param driver absolute path of `libmaodbc.so` in the root file system. */
export function odbcinstIni(driver: string): string {
  return ['[MariaDB]', `Driver = ${driver}`, 'Threading = 0', 'UsageCount = 1', ''].join('\n');
}

/** SECURITY: values that would break out of their line are refused, not repaired. Returns the offending field. */
export function unsafeField(store: RealtimeStore): string | undefined {
  const fields: Record<string, string> =
    store.kind === 'sqlite'
      ? { file: store.file }
      : { host: store.host, database: store.database, user: store.user, password: store.password };
  return Object.entries(fields).find(([, value]) => !/^[\x21-\x3a\x3c-\x7e]+$/.test(value))?.[0];
}
