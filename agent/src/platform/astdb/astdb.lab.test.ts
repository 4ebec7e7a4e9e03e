import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { labAsterisk, type LabAsterisk } from '../../../../tests/lab/index.ts';
import { connectAmi, type Ami } from '../ami/index.ts';
import { astdbFile, astdbWriter, convertLive, journalMode, type AstdbFile, type AstdbWriter } from './index.ts';

describe('AstDB of a real Asterisk', () => {
  let asterisk: LabAsterisk;
  let ami: Ami;
  let file: AstdbFile;
  let writer: AstdbWriter;

  beforeAll(async () => {
    asterisk = await labAsterisk({ realtime: 'sqlite', schema: async () => undefined });
    const { host, port, username, password } = asterisk.ami.writer;
    ami = connectAmi({ host, port, username, secret: password, role: 'writer' });
    await ami.waitLive(10_000);
    file = astdbFile(asterisk.paths.astdb);
    writer = astdbWriter(ami, file);
  });
  afterAll(async () => {
    file?.close();
    await ami?.close();
    await asterisk?.release();
  });

  test('Asterisk runs on the prepared file and keeps its mode', () => {
    expect(journalMode(asterisk.paths.astdb)).toBe('wal');
  });

  test('what counts as durable survives kill -9', async () => {
    const entries = Array.from({ length: 500 }, (_, index) => ({
      family: 'gen/1',
      key: `k${index}`,
      value: `v${index}`,
    }));
    expect(await writer.putDurably([...entries, { family: 'tenant', key: 'a', value: 'gen/1' }], 5_000)).toMatchObject({
      ok: true,
    });
    await asterisk.kill('SIGKILL');
    await asterisk.start();
    expect(await ami.waitLive(10_000)).toBe(true);
    expect(await ami.dbGet({ family: 'tenant', key: 'a' })).toEqual({ ok: true, value: 'gen/1' });
    expect(await ami.dbGet({ family: 'gen/1', key: 'k499' })).toEqual({ ok: true, value: 'v499' });
    expect(file.has(entries)).toEqual({ ok: true, value: true });
  });

  test('the file shows writes in their order: whoever sees the pointer sees all keys before it', async () => {
    for (let round = 2; round < 6; round += 1) {
      const entries = Array.from({ length: 300 }, (_, index) => ({
        family: `gen/${round}`,
        key: `k${index}`,
        value: 'v',
      }));
      await sleep(137 * round);
      expect(await writer.putAll(entries)).toMatchObject({ ok: true });
      expect(await writer.putDurably([{ family: 'tenant', key: 'a', value: `gen/${round}` }], 5_000)).toMatchObject({
        ok: true,
      });
      expect(file.missing(entries)).toEqual({ ok: true, value: [] });
    }
  });

  test('reading makes Asterisk lose nothing, however long it takes', async () => {
    const reader = new Database(asterisk.paths.astdb, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM astdb').get();
    const entry = { family: 'held', key: 'a', value: '1' };
    expect(await writer.putDurably([entry], 5_000)).toMatchObject({ ok: true });
    reader.close();
    expect(await ami.dbGet(entry)).toEqual({ ok: true, value: '1' });
  });

  test('reads a family, parts of it, and single keys', async () => {
    const entries = [
      { family: 'fam/a', key: '1', value: 'x' },
      { family: 'fam/a', key: 'b/c', value: 'y' },
      { family: 'fam/ab', key: '1', value: 'z' },
    ];
    expect(await writer.putDurably(entries, 5_000)).toMatchObject({ ok: true });
    expect(file.read('fam/a')).toEqual({ ok: true, value: entries.slice(0, 2) });
    expect(file.get({ family: 'fam', key: 'ab/1' })).toEqual({ ok: true, value: 'z' });
    expect(file.get({ family: 'fam', key: 'none' })).toEqual({ ok: true, value: undefined });
    expect(file.getMany([entries[2]!, { family: 'fam', key: 'none' }, entries[0]!])).toEqual({
      ok: true,
      value: ['z', undefined, 'x'],
    });
    expect(file.holding('fam/a', 'y')).toEqual({ ok: true, value: [entries[1]] });
    expect(await writer.deleteTree('fam/a')).toEqual({ ok: true, value: true });
    expect(await file.waitGone('fam/a', 5_000)).toMatchObject({ ok: true });
    expect(file.get({ family: 'fam/ab', key: '1' })).toEqual({ ok: true, value: 'z' });
  });

  test('a value that is not there in time is named', async () => {
    expect(await file.waitDurable([{ family: 'never', key: 'a', value: '1' }], 100)).toMatchObject({
      ok: false,
      error: { code: 'astdb.not-durable', missing: 1, first: { family: 'never', key: 'a' } },
    });
  });

  test.each([
    [{ family: 'f', key: 'k', value: 'Zoë' }, 'value-characters'],
    [{ family: 'f', key: 'k', value: 'a\r\nAction: Ping' }, 'value-characters'],
    [{ family: 'f', key: 'k', value: ' padded' }, 'value-characters'],
    [{ family: 'f', key: 'k', value: 'x'.repeat(901) }, 'value-length'],
    [{ family: 'f/../g', key: 'k k', value: 'x' }, 'key'],
    [{ family: '/f', key: 'k', value: 'x' }, 'family'],
    [{ family: 'f', key: '', value: 'x' }, 'key'],
    [{ family: 'f', key: 'k'.repeat(260), value: 'x' }, 'key'],
  ] as const)('%j is refused before anything is sent', async (entry, problem) => {
    expect(await writer.putAll([{ family: 'sent', key: 'never', value: '1' }, entry])).toMatchObject({
      ok: false,
      error: { code: 'astdb.invalid', problem },
    });
    expect(await ami.dbGet({ family: 'sent', key: 'never' })).toEqual({ ok: true, value: undefined });
  });

  test('every value the rules allow comes back as it was', async () => {
    const entries = [
      '',
      '"quoted"',
      "it's",
      '${SHELL(id)}',
      'a: b',
      'a;b',
      '^3B',
      'x'.repeat(900),
      '100%',
      '\\',
      'a  b',
    ].map((value, index) => ({ family: 'odd', key: `v${index}`, value }));
    expect(await writer.putDurably(entries, 5_000)).toMatchObject({ ok: true });
    for (const entry of entries) expect(await ami.dbGet(entry)).toEqual({ ok: true, value: entry.value });
  });

  test('an absent, replaced or foreign file is said, and read again when it is back', async () => {
    const { astdb } = asterisk.paths;
    const away = `${astdb}.away`;
    renameSync(astdb, away);
    expect(file.read('tenant')).toEqual({ ok: false, error: { code: 'astdb.unreadable', reason: 'absent' } });
    writeFileSync(astdb, 'x'.repeat(100));
    expect(file.read('tenant')).toMatchObject({ ok: false, error: { code: 'astdb.unreadable' } });
    rmSync(astdb);
    renameSync(away, astdb);
    expect(file.get({ family: 'tenant', key: 'a' })).toEqual({ ok: true, value: 'gen/5' });
    expect(existsSync(away)).toBe(false);
  });

  test('a file in the mode Asterisk makes itself is not read, and is converted under a running Asterisk without loss', async () => {
    const process = howItRuns(asterisk);
    await asterisk.stop();
    file.close();
    const db = new Database(asterisk.paths.astdb);
    expect(db.pragma('journal_mode = DELETE', { simple: true })).toBe('delete');
    db.close();
    // By hand: the lab's own start would put the file into WAL mode first.
    const child = spawn(process.command, process.args, {
      env: process.env,
      uid: asterisk.runAs.uid,
      gid: asterisk.runAs.gid,
      cwd: '/',
      stdio: 'ignore',
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    expect(await ami.waitLive(15_000)).toBe(true);
    expect(journalMode(asterisk.paths.astdb)).toBe('rollback');
    expect(file.read('tenant')).toEqual({ ok: false, error: { code: 'astdb.unreadable', reason: 'unsafe' } });
    const before = Array.from({ length: 200 }, (_, index) => ({ family: 'live', key: `k${index}`, value: '1' }));
    expect(await writer.putAll(before)).toMatchObject({ ok: true });
    expect(await convertLive(asterisk.paths.astdb, ami)).toEqual({ ok: true, value: undefined });
    expect(journalMode(asterisk.paths.astdb)).toBe('wal');
    expect(await writer.putDurably([{ family: 'live', key: 'after', value: '1' }], 5_000)).toMatchObject({ ok: true });
    expect(file.missing(before)).toEqual({ ok: true, value: [] });
    expect(await ami.dbGet({ family: 'tenant', key: 'a' })).toEqual({ ok: true, value: 'gen/5' });
  });
});

/** The command and environment of the running Asterisk. */
function howItRuns(asterisk: LabAsterisk): { command: string; args: string[]; env: Record<string, string> } {
  const read = (name: string): string[] =>
    readFileSync(`/proc/${asterisk.pid}/${name}`, 'utf8').split('\0').slice(0, -1);
  const [command = '', ...args] = read('cmdline');
  const env = Object.fromEntries(
    read('environ').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { command, args, env };
}
