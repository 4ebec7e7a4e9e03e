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
