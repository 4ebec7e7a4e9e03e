import {
  chmodSync,
  chownSync,
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

const about = {
  generation: 7,
  job: 'job1',
  box: 'b1',
  tenant: { id: 't1', tag: 'a7k2', name: 'Acme' },
  who: 'Ada',
  when: '2026-11-22T20:00:00.000Z',
  why: 'Ann moved',
};

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

test.skipIf(process.getuid?.() !== 0)(
  'owner and group of an existing file stay (only root may give files away)',
  async () => {
    await files().swap({ path, text: 'old' });
    chownSync(join(etc, path), 60_690, 60_691);
    await files().swap({ path, text: 'new' });
    expect(statSync(join(etc, path))).toMatchObject({ uid: 60_690, gid: 60_691 });
  },
);

test('a new file belongs to the group of its folder, is read by it and by nobody else', async () => {
  await files().swap({ path, text: 'new' });
  const { gid, mode } = statSync(join(etc, path));
  expect([gid, mode & 0o777]).toEqual([statSync(join(etc, 'extensions.d/synergycall/tenants')).gid, 0o640]);
});

test('back-up, swap, restore gives the old text; a file that was new is removed; both can be repeated', async () => {
  await files().swap({ path, text: 'old' });
  const other = 'extensions.d/synergycall/tenants/bbbb.conf';
  const backed = await files().keepGeneration(about, [
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
  const backed = await files().keepGeneration(about, [{ path, text: 'new' }]);
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

test('a generation’s folder tells what, who, when and why, with both texts; nobody else reads it', async () => {
  await files().swap({ path, text: 'old' });
  await files().keepGeneration(about, [{ path, text: 'new' }]);
  const folder = join(root, 'state/generations/7');
  expect(readFileSync(join(folder, 'before', path), 'utf8')).toBe('old');
  expect(readFileSync(join(folder, 'after', path), 'utf8')).toBe('new');
  const { uid, gid } = statSync(join(etc, path));
  expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toEqual({
    version: 1,
    ...about,
    files: [{ path, oldHash: hashOf('old'), newHash: hashOf('new'), was: { mode: '0640', uid, gid } }],
  });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'before', path)).mode & 0o777).toBe(0o600);
});

test('everything of a generation is on disk before it gets its name', async () => {
  const { ops, trace } = traced();
  await files(ops).keepGeneration(about, [{ path, text: 'new' }]);
  const renamed = trace.indexOf('rename');
  expect(trace.slice(0, renamed).filter((name) => name === 'write')).toHaveLength(2);
  expect(trace.slice(0, renamed).filter((name) => name === 'fsync')).toHaveLength(2);
  expect(trace.slice(renamed)).toEqual(['rename', 'fsyncFolder', 'fsyncFolder']);
});

test('two agents with different state folders know the same of what was written', async () => {
  const other = ownedFiles({ etc, state: join(root, 'other-state') });
  await files().swap({ path, text: 'ours' });
  await files().remember([{ path, hash: hashOf('ours') }]);
  expect((await other.refuseDrift([{ path, text: 'next' }])).ok).toBe(true);
  await other.swap({ path, text: 'theirs' });
  await other.remember([{ path, hash: hashOf('theirs') }]);
  expect((await files().refuseDrift([{ path, text: 'next' }])).ok).toBe(true);
  expect(await files().list('extensions.d/synergycall')).toEqual({ ok: true, value: [path] });
  const [hidden] = readdirSync(join(etc, 'extensions.d/synergycall')).filter((name) => name.startsWith('.'));
  expect(statSync(join(etc, 'extensions.d/synergycall', hidden ?? '')).mode & 0o777).toBe(0o640);
});

test('what an agent of an earlier version wrote down in its state folder still counts, and moves beside the files', async () => {
  const second = 'extensions.d/synergycall/tenants/bbbb.conf';
  for (const one of [path, second]) await files().swap({ path: one, text: 'ours' });
  mkdirSync(join(root, 'state'), { recursive: true });
  const legacy = JSON.stringify({ [path]: hashOf('ours'), [second]: hashOf('ours') });
  writeFileSync(join(root, 'state/written.json'), legacy);
  expect((await files().readUnchanged(path)).ok).toBe(true);
  await files().swap({ path, text: 'next' });
  await files().remember([{ path, hash: hashOf('next') }]);
  rmSync(join(root, 'state/written.json'));
  for (const one of [path, second]) expect((await files().readUnchanged(one)).ok).toBe(true);
});

test('a hand edit that was seen and given up may be overwritten; one made since may not', async () => {
  await files().swap({ path, text: 'ours' });
  await files().remember([{ path, hash: hashOf('ours') }]);
  writeFileSync(join(etc, path), 'by hand');
  const wanted = [{ path, text: 'next' }];
  expect((await files().refuseDrift(wanted, [{ path, hash: hashOf('by hand') }])).ok).toBe(true);
  expect((await files().refuseDrift(wanted, [{ path, hash: hashOf('seen before') }])).ok).toBe(false);
  rmSync(join(etc, path));
  expect((await files().refuseDrift(wanted, [{ path, hash: '' }])).ok).toBe(true);
});

test('an edit between back-up and swap is not written over', async () => {
  await files().swap({ path, text: 'ours' });
  const backed = await files().keepGeneration(about, [{ path, text: 'next' }]);
  writeFileSync(join(etc, path), 'by hand');
  const swapped = await files().swap({ path, text: 'next' }, backed.ok ? backed.value[0] : undefined);
  expect(swapped).toEqual({ ok: false, error: { code: 'files.drift', path, found: 'changed' } });
  expect(onDisk()).toBe('by hand');
});

test('left-overs of dead jobs go before the first apply, whole generations stay', async () => {
  await files().keepGeneration(about, []);
  for (const name of ['generations/.8.new/after', 'generations/.3.old', 'staging/dead'])
    mkdirSync(join(root, 'state', name), { recursive: true });
  await files().sweep();
  expect(readdirSync(join(root, 'state/generations'))).toEqual(['7']);
  expect(existsSync(join(root, 'state/staging'))).toBe(false);
});

test('a file of ours that we never wrote is drift too', async () => {
  await files().swap({ path, text: 'by someone' });
  expect(await files().refuseDrift([{ path, text: 'next' }])).toMatchObject({
    error: { code: 'files.drift', found: 'foreign' },
  });
});

test('the folder of the files may be a disk of its own: its room counts too', async () => {
  const ops: FileOps = { ...disk, freeBytes: async (folder) => (folder.endsWith('synergycall') ? 1000 : 1e12) };
  expect(await files(ops).refuseFullDisk(10)).toMatchObject({ ok: false, error: { freeBytes: 1000 } });
});

test('a full disk is found before anything is written', async () => {
  const ops: FileOps = { ...disk, freeBytes: async () => 1000 };
  expect(await files(ops).refuseFullDisk(10)).toMatchObject({
    ok: false,
    error: { code: 'files.no-space', freeBytes: 1000 },
  });
});
