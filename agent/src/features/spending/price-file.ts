import { microsOf, MOST_PRICES, pricePrefix, type Price, type PriceRow } from '@synergycall/domain';
import { CsvError, parse } from 'csv-parse/sync';

const LONGEST_NAME = 80;
/** What people write for every other number. */
const OTHERS = new Set(['default', '*']);

export interface ReadPrices {
  readonly rows: readonly PriceRow[];
  /** Those of rows that are right. */
  readonly prices: readonly Price[];
}

/**
 * Rows of `prefix,price,name`, judged against the list as it is. A first row that is no price is a heading. Comma,
 * semicolon or tab. undefined: it is no CSV, or too long. Pure.
 */
export function readPriceFile(csv: string, now: readonly Price[]): ReadPrices | undefined {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(csv, {
      bom: true,
      delimiter: delimiterOf(csv),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 10_000,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return undefined;
  }
  if (records.length > MOST_PRICES + 1) return undefined;
  const there = new Map(now.map((price) => [price.prefix, price]));
  const prices = new Map<string, Price>();
  const rows = records.flatMap(({ record, info }, place): PriceRow[] => {
    const cells = record.map((cell) => cell.trim());
    if (cells.every((cell) => cell === '') || (place === 0 && isHeading(cells))) return [];
    const [written = '', amount = '', name = '', ...more] = cells;
    const isOthers = OTHERS.has(written.toLowerCase());
    const prefix = isOthers ? '' : written.replace(/^\+/, '').replace(/[\s-]/g, '');
    // More cells than three: most likely the decimal comma of a price, which must not be read as two cells.
    const micros = more.every((cell) => cell === '') ? (microsOf(amount) ?? null) : null;
    const row = { line: info.lines, text: record.join(', '), prefix, micros, name };
    const problem = problemOf(row, { isEmpty: prefix === '' && !isOthers, isTwice: prices.has(prefix) });
    if (problem || micros === null) return [{ ...row, result: 'invalid', problem: problem ?? 'not-a-price' }];
    prices.set(prefix, { prefix, name, micros });
    const before = there.get(prefix);
    const result = !before ? 'new' : before.micros === micros && before.name === name ? 'same' : 'changed';
    return [{ ...row, result, problem: null }];
  });
  return { rows, prices: [...prices.values()] };
}

/** Whichever the first line uses most; a decimal comma makes a semicolon likely. */
function delimiterOf(csv: string): string {
  const [first = ''] = csv.replace(/^\ufeff?[\r\n]*/, '').split(/[\r\n]/, 1);
  return ([';', '\t'] as const).find((sign) => first.includes(sign)) ?? ',';
}

const isHeading = ([prefix = '', amount = '']: readonly string[]): boolean =>
  !/^\+?\d/.test(prefix) && !OTHERS.has(prefix.toLowerCase()) && microsOf(amount) === undefined;

function problemOf(
  { prefix, micros, name }: Pick<PriceRow, 'prefix' | 'micros' | 'name'>,
  { isEmpty, isTwice }: { readonly isEmpty: boolean; readonly isTwice: boolean },
): PriceRow['problem'] {
  if (isEmpty || !pricePrefix.safeParse(prefix).success) return 'not-a-prefix';
  if (micros === null) return 'not-a-price';
  if (name.length > LONGEST_NAME) return 'name-too-long';
  return isTwice ? 'twice' : null;
}
