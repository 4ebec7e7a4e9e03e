import { fail, ok } from '@synergycall/domain';
import { TABLES } from './columns.ts';
import type { SqlDriver, SqlRow, SqlSession } from './sql.ts';
import type { RealtimeResult } from './types.ts';

/** Tables of queues, their agents, and the music that plays in them. */
export type QueueTable = 'queues' | 'queue_members' | 'musiconhold' | 'musiconhold_entry';
/** A row by its key: what of it is applied. Who is logged in (`paused`) is live state and no part of it. */
export interface QueueRow {
  readonly table: QueueTable;
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}
/** A row that is there; of `queue_members` with who is logged out. */
export interface QueueRowThere extends QueueRow {
  readonly paused?: boolean;
}
export type QueueRowName = Pick<QueueRow, 'table' | 'key'>;

export interface Queues {
  /** Those queues and pieces of music that are there, and all agents of the queues; sorted by table and key. */
  readQueueRows(names: {
    readonly queues: readonly string[];
    readonly music: readonly string[];
  }): Promise<RealtimeResult<readonly QueueRowThere[]>>;
  /** All or nothing. What is there is changed, and of an agent `paused` stays; new agents begin as `loggedOut` says. */
  writeQueueRows(change: {
    readonly put?: readonly QueueRow[];
    readonly remove?: readonly QueueRowName[];
    readonly loggedOut?: ReadonlySet<string>;
  }): Promise<RealtimeResult<void>>;
  /** Logs agents in and out, of those that are there. */
  setPaused(agents: readonly { readonly key: string; readonly paused: boolean }[]): Promise<RealtimeResult<void>>;
}

const KEY: Readonly<Record<QueueTable, string>> = {
  queues: 'name',
  queue_members: 'uniqueid',
  musiconhold: 'name',
  musiconhold_entry: 'name',
};
const NAME = /^[0-9a-z-]{1,40}$/;
/** Asterisk's own to write. */
const LIVE: ReadonlySet<string> = new Set(['paused', 'reason_paused']);
const COLUMNS = new Map(
  (['queues', 'queue_members', 'musiconhold', 'musiconhold_entry'] as const).map((table) => [
    table,
    (TABLES.find(({ name }) => name === table)?.columns ?? []).filter(
      ({ name }) => name !== KEY[table] && !LIVE.has(name),
    ),
  ]),
);
const columnsOf = (table: QueueTable) => COLUMNS.get(table) ?? [];

export function queues(driver: SqlDriver): Queues {
  return {
    readQueueRows: ({ queues: names, music }) =>
      driver.snapshot(async (session) => {
        const rows = [
          ...(await readRows(session, { table: 'queues', column: 'name', values: names })),
          ...(await readRows(session, { table: 'queue_members', column: 'queue_name', values: names })),
          ...(await readRows(session, { table: 'musiconhold', column: 'name', values: music })),
          ...(await readRows(session, { table: 'musiconhold_entry', column: 'name', values: music })),
        ];
        return ok(rows);
      }),
    async writeQueueRows({ put = [], remove = [], loggedOut = new Set() }) {
      for (const row of put) {
        const column = oddColumn(row);
        if (column !== undefined)
          return fail({
            code: 'realtime.invalid-value',
            store: driver.kind,
            id: row.key.slice(0, 128),
            column,
            problem: 'characters',
          });
      }
      return driver.transaction<void>(async (session) => {
        for (const { table, key } of remove) await session.run(`DELETE FROM ${table} WHERE ${KEY[table]} = ?`, [key]);
        for (const row of put) await putRow(session, row, loggedOut);
        return ok(undefined);
      });
    },
    setPaused: (agents) =>
      driver.transaction<void>(async (session) => {
        for (const { key, paused } of agents)
          await session.run('UPDATE queue_members SET paused = ? WHERE uniqueid = ?', [paused ? '1' : '0', key]);
        return ok(undefined);
      }),
  };
}

/** SECURITY: names of ours, columns that we know, and no character that ends a line or a value. */
function oddColumn({ table, key, values }: QueueRow): string | undefined {
  if (!NAME.test(key)) return KEY[table];
  const known = new Map(columnsOf(table).map(({ name, width }) => [name, width]));
  return Object.entries(values).find(
    ([name, value]) => value.length > (known.get(name) ?? -1) || !/^[\x20-\x3a\x3c-\x7e]*$/.test(value),
  )?.[0];
}

async function readRows(
  session: SqlSession,
  {
    table,
    column,
    values,
  }: { readonly table: QueueTable; readonly column: string; readonly values: readonly string[] },
): Promise<QueueRowThere[]> {
  const rows: QueueRowThere[] = [];
  for (let from = 0; from < values.length; from += 500) {
    const some = values.slice(from, from + 500);
    const marks = some.map(() => '?').join(', ');
    const found = await session.all(`SELECT * FROM ${table} WHERE \`${column}\` IN (${marks})`, some);
    rows.push(...found.map((row) => toRow(table, row)));
  }
  return rows.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** What is empty says nothing. */
function toRow(table: QueueTable, row: SqlRow): QueueRowThere {
  const values = Object.fromEntries(
    columnsOf(table).flatMap(({ name }) => {
      const value = row[name] ?? '';
      return value === '' ? [] : [[name, String(value)]];
    }),
  );
  const paused = table === 'queue_members' ? { paused: String(row['paused'] ?? '0') === '1' } : {};
  return { table, key: String(row[KEY[table]]), values, ...paused };
}

async function putRow(
  session: SqlSession,
  { table, key, values }: QueueRow,
  loggedOut: ReadonlySet<string>,
): Promise<void> {
  const names = columnsOf(table).map(({ name }) => name);
  const cells = names.map((name) => values[name] ?? '');
  const [there] = await session.all(`SELECT ${KEY[table]} FROM ${table} WHERE ${KEY[table]} = ?`, [key]);
  if (there) {
    const set = names.map((name) => `\`${name}\` = ?`).join(', ');
    await session.run(`UPDATE ${table} SET ${set} WHERE ${KEY[table]} = ?`, [...cells, key]);
    return;
  }
  // Who takes another place in the order gets another row, and stays logged out.
  const isOut = async (): Promise<boolean> =>
    loggedOut.has(key) ||
    (
      await session.all("SELECT uniqueid FROM queue_members WHERE queue_name = ? AND membername = ? AND paused = '1'", [
        values['queue_name'] ?? '',
        values['membername'] ?? '',
      ])
    ).length > 0;
  const live = table === 'queue_members' ? [(await isOut()) ? '1' : '0'] : [];
  const all = [KEY[table], ...names, ...live.map(() => 'paused')];
  const marks = all.map(() => '?').join(', ');
  const columns = all.map((name) => `\`${name}\``).join(', ');
  await session.run(`INSERT INTO ${table} (${columns}) VALUES (${marks})`, [key, ...cells, ...live]);
}
