import { TABLES, type Column, type Table } from './columns.ts';
import type { RealtimeKind } from './types.ts';

/** The statements that make the tables, in either dialect. Columns not set by us say Asterisk's default, or NULL where it has none. */
export function schemaSql(kind: RealtimeKind): readonly string[] {
  return TABLES.map((table) => createTable(kind, table));
}

function createTable(kind: RealtimeKind, { name, columns }: Table): string {
  const lines = columns.map((column, index) => {
    const charset =
      kind === 'sqlite'
        ? ''
        : column.unicode
          ? ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
          : ' CHARACTER SET ascii COLLATE ascii_bin';
    return `  \`${column.name}\` VARCHAR(${column.width})${charset}${index === 0 ? ' NOT NULL PRIMARY KEY' : defaultOf(column)}`;
  });
  const options =
    kind === 'sqlite' ? '' : ' ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET ascii COLLATE ascii_bin';
  return `CREATE TABLE IF NOT EXISTS ${name} (\n${lines.join(',\n')}\n)${options}`;
}

function defaultOf({ fallback }: Column): string {
  return fallback === null ? ' NULL' : ` NULL DEFAULT '${fallback}'`;
}

/** `table.column` of what the tables there lack; `there` holds the columns of each table that exists. */
export function missingColumns(there: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return TABLES.flatMap((table) => {
    const names = there.get(table.name);
    if (!names) return [];
    const known = new Set(names.map((name) => name.toLowerCase()));
    return table.columns.filter((column) => !known.has(column.name)).map((column) => `${table.name}.${column.name}`);
  });
}
