import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { assertPlainRole, migrate } from '../index.ts';
import { provisionDatabase, type ProvisionedDatabase } from './index.ts';

const folders: string[] = [];
const running: ProvisionedDatabase[] = [];
function newState(): string {
  const state = mkdtempSync(join(tmpdir(), 'provision-'));
  chmodSync(state, 0o755);
  folders.push(state);
  return state;
}
async function provision(options: Parameters<typeof provisionDatabase>[0]): Promise<ProvisionedDatabase> {
  const made = await provisionDatabase(options);
  running.push(made);
  return made;
}
async function ask<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
afterAll(async () => {
  for (const database of running) await database.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('a private cluster', () => {
  test('of the system: plain role, private files, no network; survives restarts and kill -9', async () => {
    const state = newState();
    const first = await provision({ url: undefined, state });
    expect(first.kind).toBe('system');
    expect(first.description).not.toContain(/:(\w+)@/.exec(first.url)![1]);
    await migrate(first.url);
    const [role] = await ask<{ rolsuper: boolean; rolbypassrls: boolean; addresses: string }>(
      first.url,
      "select rolsuper, rolbypassrls, current_setting('listen_addresses') as addresses from pg_roles where rolname = current_user",
    );
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, addresses: '' });
    for (const file of ['superuser.password', 'role.password'])
      expect(statSync(join(state, 'postgres', file)).mode & 0o077).toBe(0);
    await ask(first.url, 'create table kept (x integer)');
    await first.stop();
    await expect(ask(first.url, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);

    // kill -9 of the server leaves its pid file behind; another process of ours may have that pid by now.
    const second = await provision({ url: undefined, state });
    const pidFile = join(state, 'postgres/data/postmaster.pid');
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() =>
        ask(second.url, 'select 1').then(
          () => 'up',
          () => 'down',
        ),
      )
      .toBe('down');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(String(pid), String(process.pid)));
    const third = await provision({ url: undefined, state });
    expect(await ask(third.url, 'select * from kept')).toEqual([]);

    // kill -9 of the agent leaves the server running: the next agent takes it over, and stops it too.
    const adopted = await provision({ url: undefined, state });
    expect(adopted.url).toBe(third.url);
    await adopted.stop();
    await expect(ask(third.url, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });

  test('is not started beside what a killed server still has running', async () => {
    const state = newState();
    const made = await provision({ url: undefined, state });
    const client = new pg.Client(made.url);
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const backend = rows[0]!.pid;
    // Busy, so that it does not look whether its server is still there.
    client.query('select count(*) from generate_series(1, 2000000000)').catch(() => undefined);
    const pidFile = join(state, 'postgres/data/postmaster.pid');
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
    try {
      await expect(provision({ url: undefined, state })).rejects.toThrow(/pre-existing shared memory block/);
    } finally {
      process.kill(backend, 'SIGKILL');
    }
    const commandLine = `/proc/${backend}/cmdline`;
    await expect.poll(() => (existsSync(commandLine) ? readFileSync(commandLine, 'utf8') : '')).toBe('');
    const again = await provision({ url: undefined, state });
    expect(await ask(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await again.stop();
  });

  test('from npm, when the system has none', async () => {
    const made = await provision({ url: undefined, state: newState(), systemFolders: [] });
    expect(made.kind).toBe('embedded');
    expect(await migrate(made.url)).toEqual([
      '0001_core.sql',
      '0002_safe-apply.sql',
      '0003_numbers.sql',
      '0004_trunks.sql',
      '0005_outbound.sql',
      '0006_flows.sql',
      '0007_voicemail.sql',
      '0008_menus.sql',
      '0009_call-handling.sql',
      '0010_locations.sql',
      '0011_queues.sql',
      '0012_mail.sql',
      '0013_limit-alerts.sql',
      '0014_spending.sql',
      '0015_inside.sql',
    ]);
    await made.stop();
  });

  test('goes elsewhere when its user may not enter the state directory, and is found again', async () => {
    const state = newState();
    chmodSync(state, 0o700);
    const made = await provision({ url: undefined, state });
    await migrate(made.url);
    await made.stop();
    const again = await provision({ url: undefined, state });
    expect(again.url).toBe(made.url);
    expect(await migrate(again.url)).toEqual([]);
    await again.stop();
    if (process.getuid?.() === 0) folders.push(readFileSync(join(state, 'postgres-is-at'), 'utf8').trim());
  });
});

test('a superuser is refused with a sentence that says why and what to do', async () => {
  const state = newState();
  const made = await provision({ url: undefined, state });
  const password = readFileSync(join(state, 'postgres/superuser.password'), 'utf8');
  const superuser = made.url.replace(/\/\/.*@/, `//synergycall_super:${password}@`);
  await expect(migrate(superuser)).rejects.toThrow(
    /"synergycall_super" is a superuser, so row-level security.*would be void.*CREATE ROLE/,
  );
  const client = new pg.Client(superuser);
  await client.connect();
  await client.query('alter role synergycall bypassrls');
  await expect(migrate(made.url)).rejects.toThrow('has BYPASSRLS');
  await client.query('alter role synergycall nobypassrls');
  await client.end();
  await migrate(made.url);
  expect(assertPlainRole).toBeTypeOf('function');
  await made.stop();
});

test('a given URL is used as it is', async () => {
  const made = await provisionDatabase({ url: 'postgres://u:p@db.example/x', state: '/nowhere' });
  expect([made.kind, made.url, made.description]).toEqual([
    'given',
    'postgres://u:p@db.example/x',
    'PostgreSQL given by DATABASE_URL (db.example)',
  ]);
});
