import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disk, hashOf, ownedFiles, type FileOps } from './index.ts';

const path = 'extensions.d/synergycall/tenants/a7k2.conf';
let root: string;
let etc: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'owned-'));
  etc = join(root, 'etc');
  mkdirSync(join(etc, 'extensions.d/synergycall'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const files = (ops: FileOps = disk) => ownedFiles({ etc, state: join(root, 'state'), ops });
const onDisk = () => readFileSync(join(etc, path), 'utf8');

/** Notes each operation, and dies where told to. */
function traced(dieAt?: string): { ops: FileOps; trace: string[] } {
  const trace: string[] = [];
  const ops = Object.fromEntries(
    Object.entries(disk).map(([name, run]) => [
      name,
      async (...args: unknown[]) => {
        if (['write', 'fsync', 'rename', 'fsyncFolder'].includes(name)) trace.push(name);
        if (name === dieAt) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return (run as (...a: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as FileOps;
  return { ops, trace };
}

test('a file is written, synced, renamed and its folder synced, in this order', async () => {
  mkdirSync(join(etc, 'extensions.d/synergycall/tenants'));
  const { ops, trace } = traced();
  expect(await files(ops).swap({ path, text: '[sc-t-a7k2]\n' })).toEqual({ ok: true, value: undefined });
  expect(trace).toEqual(['write', 'fsync', 'rename', 'fsyncFolder']);
});

test.each(['write', 'fsync', 'rename'])('a disk that fails at %s leaves the old text and no debris', async (dieAt) => {
  await files().swap({ path, text: 'old' });
  const swapped = await files(traced(dieAt).ops).swap({ path, text: 'new' });
  expect(swapped).toEqual({ ok: false, error: { code: 'files.io', path, operation: 'write', errno: 'ENOSPC' } });
  expect(onDisk()).toBe('old');
  expect(readdirSync(join(etc, 'extensions.d/synergycall/tenants'))).toEqual(['a7k2.conf']);
});

test.each([
  'extensions.conf',
  'extensions.d/other/x.conf',
  'extensions.d/synergycall/../x.conf',
  '/etc/passwd',
  'extensions.d/synergycall/.x.conf',
  'extensions.d/synergycall',
])('refuses to write %s, which is not ours', async (foreign) => {
  expect(await files().swap({ path: foreign, text: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'files.refused', reason: 'outside' },
  });
});

test('refuses a symbolic link, be it the file or a folder on the way', async () => {
  mkdirSync(join(root, 'elsewhere'));
  symlinkSync(join(root, 'elsewhere'), join(etc, 'extensions.d/synergycall/tenants'));
  expect(await files().swap({ path, text: 'x' })).toMatchObject({
    ok: false,
    error: { code: 'files.refused', reason: 'symlink' },
  });
  expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
});

test('mode of an existing file stays', async () => {
  await files().swap({ path, text: 'old' });
  chmodSync(join(etc, path), 0o604);
  await files().swap({ path, text: 'new' });
  expect(statSync(join(etc, path)).mode & 0o777).toBe(0o604);
});

test('back-up, swap, restore gives the old text; a file that was new is removed; both can be repeated', async () => {
  await files().swap({ path, text: 'old' });
  const other = 'extensions.d/synergycall/tenants/bbbb.conf';
  const backed = await files().backUp('job1', [
    { path, text: 'new' },
    { path: other, text: 'fresh' },
  ]);
  if (!backed.ok) throw new Error(backed.error.code);
  await files().swap({ path, text: 'new' });
  await files().swap({ path: other, text: 'fresh' });
  for (let round = 0; round < 2; round++)
    for (const before of backed.value) expect((await files().restore(before)).ok).toBe(true);
  expect(onDisk()).toBe('old');
  expect(existsSync(join(etc, other))).toBe(false);
});

test('text that appeared meanwhile is kept before it is overwritten by a restore', async () => {
  await files().swap({ path, text: 'old' });
  const backed = await files().backUp('job1', [{ path, text: 'new' }]);
  if (!backed.ok) throw new Error(backed.error.code);
  writeFileSync(join(etc, path), 'by hand');
  const restored = await files().restore(backed.value[0]!);
  if (!restored.ok || restored.value.keptForeign === null) throw new Error('not kept');
  expect(readFileSync(restored.value.keptForeign, 'utf8')).toBe('by hand');
  expect(onDisk()).toBe('old');
});

test('a hand edit since our last write is drift and names the file; our own text is not', async () => {
  await files().swap({ path, text: 'ours' });
  await files().remember([{ path, hash: hashOf('ours') }]);
  const wanted = [{ path, text: 'next' }];
  expect((await files().refuseDrift(wanted)).ok).toBe(true);
  writeFileSync(join(etc, path), 'by hand');
  expect(await files().refuseDrift(wanted)).toEqual({
    ok: false,
    error: { code: 'files.drift', path, found: 'changed' },
  });
  rmSync(join(etc, path));
  expect(await files().refuseDrift(wanted)).toMatchObject({ error: { found: 'missing' } });
});

test('a file of ours that we never wrote is drift too', async () => {
  await files().swap({ path, text: 'by someone' });
  expect(await files().refuseDrift([{ path, text: 'next' }])).toMatchObject({
    error: { code: 'files.drift', found: 'foreign' },
  });
});

test('a full disk is found before anything is written', async () => {
  const ops: FileOps = { ...disk, freeBytes: async () => 1000 };
  expect(await files(ops).refuseFullDisk(10)).toMatchObject({
    ok: false,
    error: { code: 'files.no-space', freeBytes: 1000 },
  });
});
