import { describe, expect, test } from 'vitest';
import { readFile, type FileRow } from './import-file.ts';

const rowsOf = (text: string, format: 'csv' | 'json' = 'csv'): FileRow[] => {
  const read = readFile(format, text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};
const failureOf = (text: string, format: 'csv' | 'json' = 'csv') => {
  const read = readFile(format, text);
  return read.ok ? undefined : read.error;
};

describe('CSV', () => {
  test('columns come in any order and any case; only the number is a must', () => {
    expect(rowsOf('Label, NUMBER \nSales,+49301234567\n')).toEqual([
      { line: 2, cells: { label: 'Sales', number: '+49301234567' }, stray: undefined },
    ]);
    expect(rowsOf('number\n+49301234567')).toHaveLength(1);
  });

  test.each([
    ['a comma', 'number,label\n+49301234567,Sales'],
    ['a semicolon, as spreadsheets where the comma is decimal write', 'number;label\n+49301234567;Sales'],
    ['a tab', 'number\tlabel\n+49301234567\tSales'],
    ['a byte order mark and Windows line ends', '\ufeffnumber;label\r\n+49301234567;Sales\r\n'],
    ['quotes around everything', '\ufeff"number","label"\n"+49301234567","Sales"\n'],
  ])('cells apart by %s', (_, text) => {
    expect(rowsOf(text).map(({ cells }) => cells)).toEqual([{ number: '+49301234567', label: 'Sales' }]);
  });

  test('a row shorter than the header says nothing of the rest; an empty cell does', () => {
    expect(rowsOf('number,label,note\n+49301234567\n+49301234568,,\n').map(({ cells }) => cells)).toEqual([
      { number: '+49301234567' },
      { number: '+49301234568', label: '', note: '' },
    ]);
  });

  test('empty rows count as lines of the file and as nothing else', () => {
    expect(rowsOf('number,label\n\n+49301234567,A\n,\n;\n'.replace(';', ' ,')).map(({ line }) => line)).toEqual([3]);
  });

  test('a row over several lines is called by its first, and those after it by their own', () => {
    const rows = rowsOf('number,label\n+49301234567,"two\nlines"\n+49301234568,B\n');
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(rows[0]?.cells.label).toBe('two\nlines');
  });

  test('what looks like a formula is text like any other', () => {
    expect(rowsOf('number,label\n+49301234567,"=cmd|\' /C calc\'!A0"')[0]?.cells.label).toBe("=cmd|' /C calc'!A0");
  });

  test('a cell beyond the header is stray', () => {
    expect(rowsOf('number,label\n+49301234567,A,surplus\n+49301234568,B,\n').map(({ stray }) => stray)).toEqual([
      'surplus',
      undefined,
    ]);
  });

  test.each([
    ['', 1, /number/],
    ['label\nSales', 1, /must name a column “number”/],
    ['number,lable\n+49301234567,x', 1, /“lable”.*number, label, provider/],
    ['number,Number\n+49301234567,x', 1, /twice/],
    ['number,label\n+49301234567,"Sales\n', 2, /never closed/],
    ['number,label\n+49301234567,"Sales" x\n', 2, /closing quote/],
  ])('%j can’t be read, and says where and why', (text, line, detail) => {
    expect(failureOf(text)).toEqual({ code: 'did.import-unreadable', line, detail: expect.stringMatching(detail) });
  });
});

describe('JSON', () => {
  test('an array of objects with the same keys; null clears, numbers may be numbers', () => {
    const text = '[{"number":"+49301234567","label":null,"extension":1001},{"number":"+49301234568"}]';
    expect(rowsOf(text, 'json')).toEqual([
      { line: 1, cells: { number: '+49301234567', label: '', extension: '1001' }, stray: undefined },
      { line: 2, cells: { number: '+49301234568' }, stray: undefined },
    ]);
  });

  test('a key that is no column, or a value that is no text, is stray', () => {
    const text = '[{"number":"+49301234567","lable":"x"},{"number":"+49301234567","label":["x"]}]';
    expect(rowsOf(text, 'json').map(({ stray }) => stray)).toEqual(['lable', 'label']);
  });

  test('keys of every object there is are no columns', () => {
    expect(rowsOf('[{"number":"+49301234567","__proto__":"x","constructor":"y"}]', 'json')[0]?.stray).toBe('__proto__');
  });

  test.each([
    ['{', null],
    ['{"number":"+49301234567"}', null],
    ['[{"number":"+49301234567"},7]', 2],
  ])('%j can’t be read', (text, line) => {
    expect(failureOf(text, 'json')).toMatchObject({ code: 'did.import-unreadable', line });
  });
});
