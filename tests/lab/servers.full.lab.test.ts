import { connect, createServer } from 'node:net';
import mysql from 'mysql2/promise';
import { NodeSSH } from 'node-ssh';
import { expect, test } from 'vitest';
import { labMariadb, labPostgres, labSshd } from './index.ts';
import { postgresQuery } from './postgres-query.ts';
import type { LabDatabase } from './types.ts';

async function mariadbQuery(database: LabDatabase, sql: string): Promise<unknown> {
  const { host, port, user, password } = database;
  const connection = await mysql.createConnection({
    host,
    port,
    user,
    password,
    database: database.database,
    connectTimeout: 2_000,
  });
  try {
    return (await connection.query({ sql, timeout: 2_000 }))[0];
  } finally {
    connection.destroy();
  }
}

test('PostgreSQL gives each caller a database of its own under a plain role', async () => {
  const server = await labPostgres();
  const [a, b] = await Promise.all([server.createDatabase('first'), server.createDatabase('second')]);
  expect(
    await postgresQuery(a, 'SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user'),
  ).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
  await postgresQuery(a, 'CREATE TABLE t (x int)');
  await expect(postgresQuery({ ...a, url: a.url.replace(/\/[^/]*$/, `/${b.database}`) }, 'SELECT 1')).rejects.toThrow(
    /permission denied/,
  );
  await expect(postgresQuery({ ...a, url: a.url.replace(/:[0-9a-f]+@/, ':wrong@') }, 'SELECT 1')).rejects.toThrow(
    /password/,
  );
  await expect(server.pause()).rejects.toThrow(/of your own/);
  await server.release();
});

test('the shared PostgreSQL serves several holders and survives the first one leaving', async () => {
  const [one, two] = await Promise.all([labPostgres(), labPostgres()]);
  expect(one.port).toBe(two.port);
  const database = await two.createDatabase();
  await one.release();
  expect(await postgresQuery(database, 'SELECT 1 AS x')).toEqual([{ x: 1 }]);
  await two.release();
});

test('a PostgreSQL of one’s own can be killed, paused and started again without losing what was committed', async () => {
  const server = await labPostgres({ own: true });
  const database = await server.createDatabase();
  await postgresQuery(database, 'CREATE TABLE t (x int)');
  await postgresQuery(database, 'INSERT INTO t VALUES (7)');
  await server.kill();
  await expect(postgresQuery(database, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  await server.start();
  expect(await postgresQuery(database, 'SELECT x FROM t')).toEqual([{ x: 7 }]);
  await server.pause();
  await expect(postgresQuery(database, 'SELECT 1')).rejects.toThrow(/timeout/i);
  server.resume();
  expect(await postgresQuery(database, 'SELECT x FROM t')).toEqual([{ x: 7 }]);
  await server.stop();
  expect(server.pid).toBeUndefined();
  await server.release();
});

test('MariaDB gives each caller a database and a user that sees nothing else', async () => {
  const server = await labMariadb();
  const [a, b] = await Promise.all([server.createDatabase('first'), server.createDatabase('second')]);
  await mariadbQuery(a, 'CREATE TABLE t (x int)');
  await expect(mariadbQuery(a, `SELECT * FROM ${b.database}.t`)).rejects.toThrow(/denied/);
  await expect(mariadbQuery({ ...a, user: 'root', password: '' }, 'SELECT 1')).rejects.toThrow(/denied/);
  await server.release();
});

test('a MariaDB of one’s own can be killed, paused and started again without losing what was committed', async () => {
  const server = await labMariadb({ own: true });
  const database = await server.createDatabase();
  await mariadbQuery(database, 'CREATE TABLE t (x int)');
  await mariadbQuery(database, 'INSERT INTO t VALUES (7)');
  await server.kill();
  await expect(mariadbQuery(database, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  await server.start();
  expect(await mariadbQuery(database, 'SELECT x FROM t')).toEqual([{ x: 7 }]);
  await server.pause();
  await expect(mariadbQuery(database, 'SELECT 1')).rejects.toThrow(/ETIMEDOUT|timeout/i);
  server.resume();
  expect(await mariadbQuery(database, 'SELECT x FROM t')).toEqual([{ x: 7 }]);
  await server.release();
});

test('sshd lets the current user in by key and forwards a port; another host key shows', async () => {
  const sshd = await labSshd();
  const echo = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  const port = await new Promise<number>((resolve) =>
    echo.once('listening', () => resolve((echo.address() as { port: number }).port)),
  );
  const ssh = new NodeSSH();
  await ssh.connect({ host: sshd.host, port: sshd.port, username: sshd.username, privateKey: sshd.privateKey });
  const channel = await ssh.forwardOut('127.0.0.1', 0, '127.0.0.1', port);
  expect(await new Promise((resolve) => channel.once('data', (data: Buffer) => resolve(data.toString())))).toBe(
    'hello',
  );
  ssh.dispose();
  echo.close();
  expect(await sshd.replaceHostKey()).not.toBe(sshd.hostFingerprint);
  await sshd.stop();
  await expect(new Promise((_, reject) => connect(sshd.port, '127.0.0.1').once('error', reject))).rejects.toThrow(
    /ECONNREFUSED/,
  );
  await sshd.release();
});
