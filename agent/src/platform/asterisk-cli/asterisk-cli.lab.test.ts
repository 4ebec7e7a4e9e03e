import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freeze, labAsterisk, thaw, type LabAsterisk } from '../../../../tests/lab/index.ts';
import { connectAmi, type Ami } from '../ami/index.ts';
import { astdbFile, type AstdbFile } from '../astdb/index.ts';
import { sqliteRealtime } from '../realtime/index.ts';
import { asteriskCli, type AsteriskCli } from './index.ts';

let asterisk: LabAsterisk;
let ami: Ami;
let file: AstdbFile;
let cli: AsteriskCli;
beforeAll(async () => {
  asterisk = await labAsterisk({
    realtime: 'sqlite',
    schema: async (store, { runAs }) => {
      if (store.kind !== 'sqlite') throw new Error('this lab runs on SQLite');
      const realtime = sqliteRealtime({ file: store.file, owner: runAs });
      await realtime.ensureSchema();
      await realtime.close();
    },
  });
  const { host, port, username, password } = asterisk.ami.writer;
  ami = connectAmi({ host, port, username, secret: password, role: 'writer' });
  await ami.waitLive(10_000);
  file = astdbFile(asterisk.paths.astdb);
  cli = asteriskCli(join(asterisk.paths.run, 'asterisk.ctl'));
}, 120_000);
afterAll(async () => {
  await ami?.close();
  file?.close();
  await asterisk?.release();
});

test('after commitAstdb everything that was put is on disk, without a wait, and later puts get there too', async () => {
  for (let round = 1; round <= 3; round++) {
    const entries = Array.from({ length: 400 }, (_, n) => ({
      family: `sc/g/aaaa/${round}`,
      key: `u/${n}`,
      value: `v${n}`,
    }));
    expect(await ami.dbPutMany(entries)).toEqual({ ok: true, value: 400 });
    expect(await cli.commitAstdb()).toEqual({ ok: true, value: undefined });
    expect(file.has(entries)).toEqual({ ok: true, value: true });
  }
  const last = { family: 'sc/ptr', key: 'aaaa', value: '3' };
  await ami.dbPut(last);
  expect(await file.waitDurable([last], 3_000)).toMatchObject({ ok: true });
});

test('what was committed so survives kill -9 of Asterisk', async () => {
  const entry = { family: 'sc/ptr', key: 'bbbb', value: '7' };
  await ami.dbPut(entry);
  await cli.commitAstdb();
  await asterisk.kill('SIGKILL');
  await asterisk.start();
  await ami.waitLive(15_000);
  expect(await ami.dbGet(entry)).toEqual({ ok: true, value: '7' });
});

test('a pointer is put and deleted without AMI', async () => {
  const entry = { family: 'sc/ptr', key: 'cccc', value: '12' };
  expect((await cli.putKey(entry)).ok).toBe(true);
  expect(await ami.dbGet(entry)).toEqual({ ok: true, value: '12' });
  expect((await cli.deleteKey(entry)).ok).toBe(true);
  expect(await ami.dbGet(entry)).toEqual({ ok: true, value: undefined });
  expect((await cli.reloadDialplan()).ok).toBe(true);
});

test('nothing but plain words reaches the command line', async () => {
  for (const value of ['1; core stop now', '1\ncore stop now', '"', ''])
    await expect(async () => cli.putKey({ family: 'sc/ptr', key: 'dddd', value })).rejects.toThrow('not a plain word');
});

test('no Asterisk: a clear failure; one that hangs: a time-out', async () => {
  expect(await asteriskCli('/nowhere/asterisk.ctl').commitAstdb()).toEqual({
    ok: false,
    error: { code: 'cli.down', reason: 'ENOENT' },
  });
  const pid = asterisk.pid ?? 0;
  await freeze(pid);
  try {
    expect(await cli.commitAstdb(300)).toEqual({ ok: false, error: { code: 'cli.timeout', afterMs: 300 } });
  } finally {
    thaw(pid);
  }
});
