import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskFolder } from './asterisk-folder.ts';
import { openState } from './state.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'folder-'))));
afterEach(() => rmSync(dir, { recursive: true }));
const isRoot = process.getuid?.() === 0;

test('Asterisk lives in the state folder when its user can get there', () => {
  chmodSync(dir, 0o755);
  expect(asteriskFolder(openState(join(dir, 'state')))).toBe(join(dir, 'state/asterisk'));
});

test('a clone in root’s home: it lives elsewhere, and is found again', () => {
  mkdirSync(join(dir, 'home'), { mode: 0o700 });
  const state = openState(join(dir, 'home/state'));
  const folder = asteriskFolder(state, join(dir, 'lib'));
  expect(folder.startsWith(join(dir, isRoot ? 'lib' : 'home/state'))).toBe(true);
  expect(asteriskFolder(state, join(dir, 'lib'))).toBe(folder);
});
