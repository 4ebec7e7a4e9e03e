import { FEATURE_CODES } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { codeGroups, stickers } from './code-words.ts';

const lines = codeGroups(90).flatMap((group) => group.lines);

test('every code is told in words', () =>
  expect(FEATURE_CODES.map(({ code }) => code).filter((code) => !lines.some(({ key }) => key === code))).toEqual([]));

test('parking says how long calls wait in this company', () =>
  expect(lines.find(({ key }) => key === '*68-take')?.does).toContain('within 90 s'));

test('agents log in and out of all queues, or of one', () => {
  expect(lines.find(({ key }) => key === '*45')).toMatchObject({
    dial: '*45 alone, or with a queue’s extension',
    does: expect.stringContaining('one’s queues') as string,
  });
  expect(stickers()).toContainEqual({ key: '*45', dial: '*45', does: 'queues in or out' });
});
