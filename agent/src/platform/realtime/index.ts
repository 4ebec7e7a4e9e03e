export { callerNameVariable, formatCallerId, shownName } from './callerid.ts';
export { dropContacts, expireDevices } from './contacts.ts';
export { mailboxText, type MailboxRow } from './mailboxes.ts';
export { mariadbRealtime, type MariadbOptions } from './mariadb.ts';
export type { QueueRow, QueueRowName, Queues, QueueRowThere } from './queues.ts';
export { schemaSql } from './schema.ts';
export { sqliteRealtime, type SqliteOptions } from './sqlite.ts';
export type * from './types.ts';
export type { TrunkAuthRow } from './trunk-auths.ts';
