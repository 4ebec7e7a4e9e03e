import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startAgent } from '../../agent/src/main.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { tlsMaterial } from '../../agent/src/platform/tls/index.ts';
import { labPostgres } from '../lab/index.ts';

test('an agent that can’t listen closes its database connections, and can be started again', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'half-'));
  const postgres = await labPostgres();
  const database = await postgres.createDatabase();
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const options = {
    stateDir,
    databaseUrl: database.url,
    asterisk: undefined,
    tls: await tlsMaterial({ directory: join(stateDir, 'tls'), names: [] }),
    portalDirectory: undefined,
    version: 'lab',
    log: createLog({ level: 'silent' }),
  };
  const { port } = squatter.address() as AddressInfo;
  await expect(startAgent({ ...options, listen: { host: '127.0.0.1', https: port, http: null } })).rejects.toThrow(
    /EADDRINUSE|in use/,
  );
  const watcher = new pg.Client({ connectionString: database.url });
  await watcher.connect();
  const others = async () => {
    const found = await watcher.query(
      'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    return (found.rows as { n: number }[])[0]?.n;
  };
  await expect.poll(others, { timeout: 5_000 }).toBe(0);
  await watcher.end();

  const agent = await startAgent({ ...options, listen: { host: '127.0.0.1', https: 0, http: null } });
  expect(agent.bootstrapCode).toBeDefined();
  await agent.stop();
  squatter.close();
  await database.drop();
  await postgres.release();
  rmSync(stateDir, { recursive: true });
});
