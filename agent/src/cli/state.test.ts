import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { choosePort, openState } from './state.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'state-'))));
afterEach(() => rmSync(dir, { recursive: true }));

test('what was chosen once is there at the next start, readable by nobody else', () => {
  openState(dir).remember({ https: 8444 });
  openState(dir).remember({ sip: 5062 });
  expect(openState(dir).settings).toEqual({ https: 8444, sip: 5062 });
  expect(statSync(join(dir, 'settings.json')).mode & 0o077).toBe(0);
});

test('a folder that was there keeps its mode, but lets Asterisk pass; a new one lets nobody look', () => {
  chmodSync(dir, 0o2750);
  openState(dir);
  expect(statSync(dir).mode & 0o7777).toBe(0o2751);
  openState(join(dir, 'new'));
  expect(statSync(join(dir, 'new')).mode & 0o777).toBe(0o711);
});

test('a damaged settings file is named', () => {
  writeFileSync(join(dir, 'settings.json'), '{');
  expect(() => openState(dir)).toThrow(join(dir, 'settings.json'));
});

test('a port in use: the next one at a first start, a clear refusal once apps know it', async () => {
  const server = createServer();
  const taken = await new Promise<number>((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
  );
  try {
    await expect(choosePort('HTTPS', '127.0.0.1', { usual: taken })).resolves.toBeGreaterThan(taken);
    await expect(choosePort('HTTPS', '127.0.0.1', { known: taken, usual: taken })).rejects.toThrow(
      `port ${taken} on 127.0.0.1 is in use`,
    );
  } finally {
    server.close();
  }
});
