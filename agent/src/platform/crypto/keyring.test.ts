import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeyring, rotateKeyring, Secret } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'keyring-'));
afterAll(() => rmSync(directory, { recursive: true }));
const opened = (secret: Secret) => secret.reveal('test');

test('what is sealed opens in its own place only', () => {
  const ring = openKeyring(join(directory, 'a.json'));
  const envelope = ring.seal(new Secret('S3cret'), 'device:one');
  expect(envelope).toMatch(/^v1\.k[\w]+\.[\w-]{16}\.[\w-]+$/);
  expect(envelope).not.toContain('S3cret');
  expect(opened(ring.open(envelope, 'device:one'))).toBe('S3cret');
  expect(() => ring.open(envelope, 'device:two')).toThrow('belongs to another row');
  expect(ring.seal(new Secret('S3cret'), 'device:one')).not.toBe(envelope);
});

test.each([0, 1, 2, 3])('a change in part %i of the envelope is noticed', (part) => {
  const ring = openKeyring(join(directory, 'a.json'));
  const parts = ring.seal(new Secret('S3cret'), 'x').split('.');
  parts[part] = (parts[part]!.startsWith('A') ? 'B' : 'A') + parts[part]!.slice(1);
  expect(() => ring.open(parts.join('.'), 'x')).toThrow(/sealed|key file/);
});

test('the key file is private, made once, and refused when others may read it', () => {
  const file = join(directory, 'b.json');
  const first = openKeyring(file).seal(new Secret('s'), 'x');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(opened(openKeyring(file).open(first, 'x'))).toBe('s');
  chmodSync(file, 0o640);
  expect(() => openKeyring(file)).toThrow('chmod 600');
});

test('after a rotation the old opens still, and is known to be old', () => {
  const file = join(directory, 'c.json');
  const before = openKeyring(file).seal(new Secret('s'), 'x');
  const id = rotateKeyring(file);
  const ring = openKeyring(file);
  expect(opened(ring.open(before, 'x'))).toBe('s');
  expect(ring.isStale(before)).toBe(true);
  const after = ring.seal(new Secret('s'), 'x');
  expect(after.split('.')[1]).toBe(id);
  expect(ring.isStale(after)).toBe(false);
  expect(Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { keys: object }).keys)).toHaveLength(2);
});
