import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { soundFiles, type SoundFiles } from './sound-files.ts';

let etc: string;
let sounds: SoundFiles;
beforeEach(async () => {
  etc = await mkdtemp(join(tmpdir(), 'synergycall-sounds-'));
  sounds = soundFiles(etc);
});
afterEach(() => rm(etc, { recursive: true, force: true }));
const ID = '0000000000s1';

test('a sound is written whole, in its tenant’s folder, and nobody else reads it', async () => {
  await sounds.write('a7k2', ID, Buffer.from('RIFF'));
  const file = join(etc, 'sounds.d/synergycall/a7k2', `${ID}.wav`);
  expect(await readFile(file, 'utf8')).toBe('RIFF');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readdir(join(etc, 'sounds.d/synergycall'))).toEqual(['a7k2']);
  expect(await readdir(join(etc, 'sounds.d/synergycall/a7k2'))).toEqual([`${ID}.wav`]);
  expect(await sounds.size('a7k2', ID)).toBe(4);
});
test('each tenant’s are listed apart, and go one by one', async () => {
  await sounds.write('a7k2', ID, Buffer.from('a'));
  await sounds.write('b8m3', ID, Buffer.from('bb'));
  await sounds.remove('a7k2', ID);
  expect([await sounds.list('a7k2'), await sounds.list('b8m3')]).toEqual([[], [ID]]);
  expect(await sounds.size('a7k2', ID)).toBeUndefined();
});
test.each([
  ['../b8m3', ID],
  ['a7k2', '../../x'],
  ['a7k2', 'x'],
])('no name leads out of it: %s %s', async (tag, id) => {
  await expect(sounds.write(tag, id, Buffer.from('x'))).rejects.toThrow(/^no /);
});
test('a link in the place of a tenant’s folder is refused', async () => {
  await mkdir(join(etc, 'sounds.d/synergycall'), { recursive: true });
  await symlink(etc, join(etc, 'sounds.d/synergycall/a7k2'));
  await expect(sounds.write('a7k2', ID, Buffer.from('x'))).rejects.toThrow(/no folder/);
});
