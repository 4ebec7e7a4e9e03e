import { fail, ok } from '@synergycall/domain';
import { Secret } from '../crypto/index.ts';
import { toStored } from './rows.ts';
import type { SqlDriver } from './sql.ts';
import type { RealtimeKind, RealtimeResult } from './types.ts';

/**
 * What we sign in with at a carrier: a row of `ps_auths` without endpoint or aor. SECURITY: a carrier's realm is not known
 * before it asks, so that no digest will do and the password stands in clear: guard the database like a secret.
 */
export interface TrunkAuthRow {
  readonly id: string;
  readonly username: string;
  readonly password: Secret;
}
export interface TrunkAuths {
  /** All of them, by id. */
  readTrunkAuths(): Promise<RealtimeResult<readonly TrunkAuthRow[]>>;
  /** All or nothing; `put` writes over a row of the same id. */
  writeTrunkAuths(change: {
    readonly put?: readonly TrunkAuthRow[];
    readonly remove?: readonly string[];
  }): Promise<RealtimeResult<void>>;
}

/** No phone's name has this form: a tag has four characters before its dash. */
const ID = /^sct-[0-9a-z]{12}-\d{1,9}$/;
const PRINTABLE = /^[\x21-\x7e]{1,128}$/;

export function trunkAuths(driver: SqlDriver): TrunkAuths {
  return {
    readTrunkAuths: () =>
      driver.snapshot(async (session) => {
        // A range, as for phones: `.` is the character after `-`.
        const rows = await session.all(
          'SELECT id, username, password FROM ps_auths WHERE id >= ? AND id < ? ORDER BY id',
          ['sct-', 'sct.'],
        );
        return ok(
          rows.map((row) => ({
            id: String(row['id']),
            username: read(driver.kind, row['username']),
            password: new Secret(read(driver.kind, row['password'])),
          })),
        );
      }),
    writeTrunkAuths: async ({ put = [], remove = [] }) => {
      for (const { id, username, password } of put)
        if (!ID.test(id) || !PRINTABLE.test(username) || !PRINTABLE.test(password.reveal('checked for its column')))
          return fail({
            code: 'realtime.invalid-value',
            store: driver.kind,
            id: id.slice(0, 128),
            column: 'password',
            problem: 'characters',
          });
      return driver.transaction<void>(async (session) => {
        // SECURITY: nothing but rows of this kind, whatever somebody names.
        for (const id of [...remove.filter((one) => ID.test(one)), ...put.map((row) => row.id)])
          await session.run('DELETE FROM ps_auths WHERE id = ?', [id]);
        for (const { id, username, password } of put)
          await session.run('INSERT INTO ps_auths (id, auth_type, username, password) VALUES (?, ?, ?, ?)', [
            id,
            'userpass',
            toStored(driver.kind, username),
            toStored(driver.kind, password.reveal('outbound authentication wants it in clear')),
          ]);
        return ok(undefined);
      });
    },
  };
}

function read(kind: RealtimeKind, value: string | number | null | undefined): string {
  const text = String(value ?? '');
  return kind === 'sqlite' ? text : text.replaceAll('^3B', ';').replaceAll('^5E', '^');
}
