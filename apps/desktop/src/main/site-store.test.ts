import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { siteStore, type SiteRecord } from './site-store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sites-'));
});
afterEach(() => rm(folder, { recursive: true }));
const file = () => join(folder, 'sites.json');
const site = (id: string): SiteRecord => ({
  id,
  url: `https://${id}`,
  host: id,
  caPem: 'PEM',
  caFingerprint: 'AA',
  trustedAt: '',
  sealedToken: null,
});

test('remembers sites over a restart, readable by their owner alone', async () => {
  await siteStore(file()).put(site('one'));
  expect((await siteStore(file()).list()).map((s) => s.id)).toEqual(['one']);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
});

test('loses none of many changes at once', async () => {
  const store = siteStore(file());
  await Promise.all(Array.from({ length: 20 }, (_, n) => store.put(site(`s${n}`))));
  await store.remove('s3');
  expect((await siteStore(file()).list()).length).toBe(19);
});

test('keeps a file aside that it can’t read, instead of writing over the pins in it', async () => {
  await writeFile(file(), '{ not json');
  expect(await siteStore(file()).list()).toEqual([]);
  expect(await readdir(folder)).toContain('sites.json.unreadable');
  expect(await readFile(join(folder, 'sites.json.unreadable'), 'utf8')).toBe('{ not json');
});
