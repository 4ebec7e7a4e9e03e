import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { provisionDatabase } from '../../agent/src/platform/database/provision/index.ts';
import { longRun } from '../lab/runs.ts';
import { firstAdmin, installation, signIn, type Installation } from './installation.ts';

let place: Installation;
afterEach(() => place.remove());

// A start like the others, from another place.

describe('npm start', () => {
  test('from nothing to a running system, stopped whole, and found again', async () => {
    place = await installation();
    const first = place.start();
    const admin = await firstAdmin(place, first);
    expect(first.printed).toMatch(/Database {6}private PostgreSQL/);
    expect(first.printed).toMatch(/Asterisk {6}22\.\d+\.\d+, private \(pid \d+\)/);
    expect(first.printed).toContain(`https://127.0.0.1:${place.ports.https}`);
    expect(first.printed).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    const health = await admin.health.get.query();
    expect(health.components.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect((await place.get('/healthz')).status).toBe(200);
    expect(await redirectOf(place.ports.http)).toEqual([308, `https://127.0.0.1:${place.ports.https}/x`]);
    const page = await place.get('/');
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root"')]);
    await admin.tenant.create.mutate({ name: 'Acme' });

    const second = place.start();
    expect(await second.ended).toBe(1);
    expect(second.printed).toContain('SynergyCall runs already from');
    expect((await admin.health.get.query()).state).toBe('ok');

    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.printed).not.toContain('did not stop cleanly');
    expect(place.processes()).toEqual([]);
    expect(existsSync(join(place.state, 'agent.sock'))).toBe(false);
    const { https, http, sip } = place.ports;
    for (const port of [https, http, sip]) expect(await isFree(port), `port ${port}`).toBe(true);

    const again = place.start();
    await again.up();
    expect(again.printed).not.toContain('one-time code');
    const { rows } = await (await signIn(place)).tenant.list.query();
    expect(rows.map(({ name }) => name)).toEqual(['Acme']);
    expect(/phones {6}(.*)/.exec(again.printed)?.[1]).toBe(/phones {6}(.*)/.exec(first.printed)?.[1]);
    again.signal('SIGINT');
    expect(await again.ended).toBe(0);
    expect(place.processes()).toEqual([]);
  });

  test('keys, passwords and settings are for their owner alone', async () => {
    place = await installation();
    const started = place.start();
    await started.up();
    const secret = [
      'keys.json',
      'settings.json',
      'tls/ca.key',
      'tls/agent.key',
      'tls/phones.key',
      'agent.sock',
      'agent.log',
    ];
    for (const file of secret) expect(statSync(join(place.state, file)).mode & 0o077, file).toBe(0);
    const password = readFileSync(join(place.state, 'postgres/role.password'), 'utf8');
    expect(started.printed).not.toContain(password);
    expect(place.processes().join('\n')).not.toContain(password);
    started.signal('SIGTERM');
    await started.ended;
  });

  longRun('from a clone in root’s home, where neither PostgreSQL’s nor Asterisk’s own user may pass', async () => {
    place = await installation();
    const home = join(place.state, 'home');
    mkdirSync(home, { mode: 0o700 });
    const first = place.start('--state', join(home, 'state'), '--no-asterisk');
    await first.up();
    first.signal('SIGTERM');
    await first.ended;
    copyFileSync(join(place.state, 'settings.json'), join(home, 'state/settings.json'));
    const started = place.start('--state', join(home, 'state'));
    await started.up();
    expect(started.printed).toMatch(/Asterisk {6}22\.\d+\.\d+, private/);
    started.signal('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(place.processes()).toEqual([]);
    for (const note of ['postgres-is-at', 'asterisk-is-at'].map((name) => join(home, 'state', name)))
      if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true });
  });

  longRun('SIGTERM to npm itself stops it too', async () => {
    place = await installation();
    const words = ['start', '--', '--state', place.state, '--no-asterisk', '--https', String(place.ports.https)];
    const npm = spawn('npm', words, { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'ignore'] });
    let printed = '';
    npm.stdout.on('data', (part: Buffer) => (printed += part.toString()));
    await expect.poll(() => printed, { timeout: 60_000 }).toContain('Ctrl-C stops it all.');
    npm.kill('SIGTERM');
    await expect.poll(() => place.processes(), { timeout: 30_000 }).toEqual([]);
    expect(printed).toContain('Stopped.');
  });

  longRun('a signal in the middle of a start leaves nothing behind', async () => {
    for (const moment of [/SynergyCall/, /Database/]) {
      place = await installation();
      const started = place.start();
      await started.until(moment);
      started.signal('SIGTERM');
      expect(await started.ended).toBe(0);
      expect(started.printed).toContain('Stopped.');
      expect(place.processes(), `at ${String(moment)}`).toEqual([]);
      await place.remove();
    }
  });
});

describe('npm start says in one sentence why it can’t', () => {
  test('a busy port', async () => {
    place = await installation();
    const squatter = createServer().listen(place.ports.https, '127.0.0.1');
    const started = place.start();
    expect(await started.ended).toBe(1);
    squatter.close();
    expect(started.printed).toContain(`HTTPS: port ${place.ports.https} on 127.0.0.1 is in use by another program`);
    expect(started.printed).toContain('--https PORT');
    expect(started.printed).not.toMatch(/^\s+at /m);
    expect(place.processes()).toEqual([]);
  });

  test('a database whose role would void row-level security', async () => {
    const server = await installation();
    // PostgreSQL's own user must be able to pass.
    chmodSync(server.state, 0o755);
    const own = await provisionDatabase({ url: undefined, state: server.state });
    const password = readFileSync(join(server.state, 'postgres/superuser.password'), 'utf8');
    place = await installation({ DATABASE_URL: own.url.replace(/\/\/.*@/, `//synergycall_super:${password}@`) });
    const started = place.start();
    expect(await started.ended).toBe(1);
    expect(started.printed).toContain('is a superuser');
    expect(started.printed).toContain('CREATE ROLE synergycall');
    expect(started.printed).not.toContain(password);
    expect(place.processes()).toEqual([]);
    await own.stop();
    await server.remove();
  });

  test('a database that is not there, or not open to us', async () => {
    place = await installation({ DATABASE_URL: `postgres://someone:hush@127.0.0.1:1/nothing` });
    const started = place.start();
    expect(await started.ended).toBe(1);
    expect(started.printed).toMatch(
      /PostgreSQL given by DATABASE_URL \(127\.0\.0\.1:1\) can't be used\. PostgreSQL is unreachable/,
    );
    expect(started.printed).not.toContain('hush');
  });

  test('a word it does not know', async () => {
    place = await installation();
    const started = place.start('--sip-bnd', '192.0.2.1');
    expect(await started.ended).toBe(1);
    expect(started.printed).toContain('--sip-bnd');
    expect(started.printed).toContain('--sip-bind ADDRESS');
  });
});

function redirectOf(port: number): Promise<[number | undefined, string | undefined]> {
  return new Promise((done, fail) => {
    get({ host: '127.0.0.1', port, path: '/x' }, (answer) => {
      answer.resume();
      done([answer.statusCode, answer.headers.location]);
    }).on('error', fail);
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
