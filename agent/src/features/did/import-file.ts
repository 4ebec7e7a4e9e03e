import { fail, ok, type Failure, type Result } from '@synergycall/domain';
import { CsvError, parse } from 'csv-parse/sync';

/** The columns of a file of numbers, in the order in which they are exported. */
export const COLUMNS = ['number', 'label', 'provider', 'note', 'port_in_on', 'tenant', 'extension'] as const;
export type Column = (typeof COLUMNS)[number];

/** One row as it stands in the file. A column that is absent leaves what is there, an empty cell clears it. */
export interface FileRow {
  /** CSV: of the file; JSON: the place in the array. The first is 1. */
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** Something in it that no column is for. */
  readonly stray: string | undefined;
}
export type FileFormat = 'csv' | 'json';

/** The rows of a file, or why it can't be read at all. */
export const readFile = (format: FileFormat, text: string): Result<FileRow[]> =>
  format === 'csv' ? readCsv(text) : readJson(text);

/** Comma, semicolon (spreadsheets where the comma is decimal) or tab, whichever the header uses most. */
function readCsv(text: string): Result<FileRow[]> {
  const [firstLine = ''] = text.replace(/^\ufeff?[\r\n]*/, '').split(/[\r\n]/, 1);
  const counted = ([',', ';', '\t'] as const).map((sign) => ({ sign, times: firstLine.split(sign).length }));
  const delimiter = counted.reduce((most, one) => (one.times > most.times ? one : most)).sign;
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MOST_IN_A_ROW,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as { lines?: unknown }).lines;
    return unreadable(typeof line === 'number' ? line : null, CSV_WORDS[error.code] ?? 'It is no CSV.');
  }
  const [head, ...body] = records;
  const header = headerOf(head?.record ?? []);
  if (!header.ok) return header;
  return ok(
    body.flatMap(({ record, info }) => {
      // Of a row over several lines (a note with a line break, which is refused later) the parser tells the last one.
      const breaks = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      const row = csvRow(header.value, record, info.lines - breaks);
      // Spreadsheets leave rows of nothing but separators behind.
      return record.every((cell) => cell.trim() === '') ? [] : [row];
    }),
  );
}

const MOST_IN_A_ROW = 100_000;
const CSV_WORDS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened there and never closed.',
  CSV_INVALID_CLOSING_QUOTE: 'Something follows a closing quote there.',
  INVALID_OPENING_QUOTE: 'A quote stands in the middle of a cell there.',
  CSV_MAX_RECORD_SIZE: 'A row is too long; perhaps a quote is not closed.',
};

function headerOf(cells: readonly string[]): Result<readonly Column[]> {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  // A header may end in separators.
  while (names.at(-1) === '') names.pop();
  for (const [n, name] of names.entries()) {
    if (!isColumn(name)) return unreadable(1, `The first line names a column “${cells[n]?.trim() ?? ''}”. ${KNOWN}`);
    if (names.indexOf(name) !== n) return unreadable(1, `The first line names the column “${name}” twice.`);
  }
  if (!names.includes('number')) return unreadable(1, `The first line must name a column “number”. ${KNOWN}`);
  return ok(names.filter(isColumn));
}
const KNOWN = `The columns are ${COLUMNS.join(', ')}.`;
const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name);

function csvRow(header: readonly Column[], record: readonly string[], line: number): FileRow {
  const cells = Object.fromEntries(
    header.flatMap((column, n) => (record[n] === undefined ? [] : [[column, record[n].trim()] as const])),
  );
  return { line, cells, stray: record.slice(header.length).find((cell) => cell.trim() !== '') };
}

/** An array of objects with the columns as keys; null and '' clear. */
function readJson(text: string): Result<FileRow[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return unreadable(null, 'It is no JSON.');
  }
  if (!Array.isArray(parsed)) return unreadable(null, 'It must be an array of objects.');
  const rows: FileRow[] = [];
  for (const [n, one] of (parsed as unknown[]).entries()) {
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      return unreadable(n + 1, 'Each element of the array must be an object.');
    rows.push(jsonRow(one as Record<string, unknown>, n + 1));
  }
  return ok(rows);
}

function jsonRow(object: Record<string, unknown>, line: number): FileRow {
  const cells: Partial<Record<Column, string>> = {};
  let stray: string | undefined;
  for (const [key, value] of Object.entries(object)) {
    const cell =
      value === null ? '' : typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    if (isColumn(key) && cell !== undefined) cells[key] = cell.trim();
    else stray ??= key;
  }
  return { line, cells, stray };
}

const unreadable = (line: number | null, detail: string): Result<never, Failure> =>
  fail({ code: 'did.import-unreadable', line, detail });
