import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tlsMaterial } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tls-'));
afterAll(() => rmSync(root, { recursive: true }));
const DAY = 86_400_000;

test('a client that pins the CA reaches the agent under each of its names, and no other', async () => {
  const made = await tlsMaterial({ directory: join(root, 'a'), names: ['pbx.example', '192.0.2.7'] });
  const server = createServer({ key: made.key, cert: made.certificate }, (_, answer) => answer.end('hello')).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = (servername: string) =>
    new Promise<string>((resolve) => {
      get({ host: '127.0.0.1', port, servername, ca: [made.ca], agent: false }, (answer) => {
        answer.resume();
        resolve(String(answer.statusCode));
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  expect(await ask('pbx.example')).toBe('200');
  expect(await ask('localhost')).toBe('200');
  expect(await ask('evil.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  server.close();
});

test('keys are private; all of it survives a restart', async () => {
  const directory = join(root, 'b');
  const first = await tlsMaterial({ directory, names: [] });
  expect(statSync(join(directory, 'ca.key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, 'agent.key')).mode & 0o777).toBe(0o600);
  expect(await tlsMaterial({ directory, names: [] })).toEqual(first);
  expect(first.caFingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

test('a new name or the last 30 days bring a new leaf under the same CA', async () => {
  const directory = join(root, 'c');
  const first = await tlsMaterial({ directory, names: [] });
  const named = await tlsMaterial({ directory, names: ['pbx.example'] });
  expect(named.caFingerprint).toBe(first.caFingerprint);
  expect(named.certificate).not.toBe(first.certificate);
  expect(new X509Certificate(named.certificate).checkHost('pbx.example')).toBe('pbx.example');
  const later = await tlsMaterial({ directory, names: ['pbx.example'], now: new Date(Date.now() + 380 * DAY) });
  expect(later.caFingerprint).toBe(first.caFingerprint);
  expect(later.certificate).not.toBe(named.certificate);
});

test('a torn pair of files is made anew rather than served', async () => {
  const directory = join(root, 'd');
  const first = await tlsMaterial({ directory, names: [] });
  writeFileSync(join(directory, 'agent.key'), '-----BEGIN PRIVATE KEY-----\n');
  const next = await tlsMaterial({ directory, names: [] });
  expect(next.caFingerprint).toBe(first.caFingerprint);
  expect(new X509Certificate(next.certificate).verify(new X509Certificate(next.ca).publicKey)).toBe(true);
});
