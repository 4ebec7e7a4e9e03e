import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { t } from '@synergycall/ui/messages';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/command-line.md'), 'utf8');
const help = t('cli.help');
const optionsIn = (text: string): string[] => [...new Set(text.match(/--[a-z]+(-[a-z]+)*/g))].toSorted();

test('the help and the guide name the same options', () => expect(optionsIn(help)).toEqual(optionsIn(guide)));

test('each command of the help stands in the guide', () => {
  const commands = [...help.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1]);
  expect(commands.length).toBeGreaterThan(8);
  for (const command of commands) expect(guide).toContain(`\`${command}`);
});

test('the help fits a terminal', () => {
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(125);
});
