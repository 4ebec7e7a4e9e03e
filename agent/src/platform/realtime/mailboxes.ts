import { fail, ok } from '@synergycall/domain';
import type { SqlDriver, SqlRow } from './sql.ts';
import type { RealtimeResult } from './types.ts';

/**
 * A row of `voicemail_users`, by the name that Asterisk gives a mailbox: `<id>@vm-<tag>`. Nothing else stands in it, so
 * that a mailbox's row is there or not, and never changes.
 */
export interface MailboxRow {
  readonly name: string;
  /** False: somebody made something else of it. */
  readonly asWritten: boolean;
  /** Its columns, to be shown. */
  readonly text: string;
}
export interface Mailboxes {
  /** All of a tenant's, by name. */
  readMailboxes(tag: string): Promise<RealtimeResult<readonly MailboxRow[]>>;
  /** All or nothing; `put` writes over a row of the same name. */
  writeMailboxes(change: {
    readonly put?: readonly string[];
    readonly remove?: readonly string[];
  }): Promise<RealtimeResult<void>>;
}

const NAME = /^([0-9a-z]{12})@(vm-[0-9a-z]{4})$/;
/**
 * SECURITY: nobody can dial it (letters), and the dash forbids changing it from a phone. Whoever may hear a mailbox is
 * the core's to say (callflow/messages.conf.ts); it is never asked for this.
 */
const PASSWORD = '-nobody';

const COLUMNS = ['context', 'mailbox', 'password', 'fullname', 'email'] as const;

/** What Asterisk reads of it, as it is written. */
export const mailboxText = (name: string): string => {
  const [, mailbox = '', context = ''] = NAME.exec(name) ?? [];
  return sayRow({ context, mailbox, password: PASSWORD });
};

export function mailboxes(driver: SqlDriver): Mailboxes {
  return {
    readMailboxes: (tag) =>
      driver.snapshot(async (session) => {
        const rows = await session.all(
          `SELECT uniqueid, ${COLUMNS.join(', ')} FROM voicemail_users WHERE context = ? ORDER BY uniqueid`,
          [`vm-${tag}`],
        );
        return ok(
          rows.map((row) => {
            const name = String(row['uniqueid']);
            const text = sayRow(row);
            return { name, text, asWritten: text === mailboxText(name) };
          }),
        );
      }),
    writeMailboxes: async ({ put = [], remove = [] }) => {
      const odd = put.find((name) => !NAME.test(name));
      if (odd !== undefined)
        return fail({
          code: 'realtime.invalid-value',
          store: driver.kind,
          id: odd.slice(0, 128),
          column: 'mailbox',
          problem: 'characters',
        });
      return driver.transaction<void>(async (session) => {
        for (const name of [...remove, ...put])
          await session.run('DELETE FROM voicemail_users WHERE uniqueid = ?', [name]);
        for (const name of put) {
          const [, mailbox = '', context = ''] = NAME.exec(name) ?? [];
          await session.run('INSERT INTO voicemail_users (uniqueid, context, mailbox, password) VALUES (?, ?, ?, ?)', [
            name,
            context,
            mailbox,
            PASSWORD,
          ]);
        }
        return ok(undefined);
      });
    },
  };
}

const sayRow = (row: SqlRow): string =>
  COLUMNS.flatMap((column) => {
    const value = row[column] ?? '';
    return value === '' ? [] : [`voicemail_users.${column} = ${value}`];
  }).join('\n');
