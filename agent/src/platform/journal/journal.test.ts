import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalFolder } from './index.ts';

type Line = { kind: 'note'; text: string };
let folder: string;
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'journal-')), 'j')));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const note = (text: string): Line => ({ kind: 'note', text });

async function written(...texts: string[]): Promise<string> {
  const journal = journalFolder<Line>(folder).begin('job1');
  for (const text of texts) await journal.append(note(text));
  return join(folder, 'job1.journal');
}

test('what was appended is found again, in order, by the next process', async () => {
  await written('one', 'two\nlines', 'drei ✓');
  const [found] = await journalFolder<Line>(folder).open();
  expect(found?.damaged).toBe(false);
  expect(found?.journal.records().map((r) => r.text)).toEqual(['one', 'two\nlines', 'drei ✓']);
});

test('a line torn by a crash counts as not written and does not spoil the next one', async () => {
  const file = await written('one');
  appendFileSync(file, '0123456789abcdef {"kind":"no');
  const [found] = await journalFolder<Line>(folder).open();
  expect(found?.damaged).toBe(false);
  await found!.journal.append(note('two'));
  const [again] = await journalFolder<Line>(folder).open();
  expect(again?.journal.records().map((r) => r.text)).toEqual(['one', 'two']);
});

test('a look at a journal whose line is under way leaves it as it is', async () => {
  const file = await written('one');
  appendFileSync(file, '0123456789abcdef {"kind":"no');
  const before = readFileSync(file, 'utf8');
  const [found] = await journalFolder<Line>(folder).open();
  expect(found?.journal.records().map((r) => r.text)).toEqual(['one']);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('what a full disk cut short does not spoil the next line either', async () => {
  // The limit on a file's size cuts a write as a full disk does; it holds for a process, so for one of its own.
  const script = `
    import { execFileSync } from 'node:child_process';
    import { journalFolder } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    const limit = (bytes) => execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=' + bytes + ':']);
    const journal = journalFolder(${JSON.stringify(folder)}).begin('job1');
    await journal.append({ kind: 'note', text: 'one' });
    limit(80);
    await journal.append({ kind: 'note', text: 'x'.repeat(200) }).then(() => process.exit(1), (error) => process.stdout.write(error.code));
    limit('unlimited');
    await journal.append({ kind: 'note', text: 'two' });
    await journal.append({ kind: 'note', text: 'three' });`;
  expect(execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script]).toString()).toBe('EFBIG');
  const [found] = await journalFolder<Line>(folder).open();
  expect([found?.damaged, found?.journal.records().map((r) => r.text)]).toEqual([false, ['one', 'two', 'three']]);
});

test('a changed line before the last is damage, not a torn write', async () => {
  const file = await written('one', 'two', 'three');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"two"', '"TWO"'));
  const [found] = await journalFolder<Line>(folder).open();
  expect(found?.damaged).toBe(true);
});

test('nobody else can read a journal, and a closed one is gone', async () => {
  const file = await written('digest');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const [found] = await journalFolder<Line>(folder).open();
  await found!.journal.close();
  expect(readdirSync(folder)).toEqual([]);
  expect(await journalFolder<Line>(folder).open()).toEqual([]);
});

test('a name that leaves the folder is refused', () => {
  expect(() => journalFolder<Line>(folder).begin('../x')).toThrow('an id');
});
