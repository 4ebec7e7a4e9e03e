import { labMariadb } from './mariadb.ts';
import { reapOrphans } from './place.ts';
import { missingFromLab } from './install.ts';
import { labPostgres } from './postgres.ts';
import type { LabServer } from './types.ts';

let servers: LabServer[] = [];

/**
 * For vitest's `globalSetup` of the lab project: holds the shared servers for the whole run, so that they are
 * not stopped and started between files, and stops them after it. What is not installed is left out.
 */
export async function setup(): Promise<void> {
  await reapOrphans();
  const missing = new Set(missingFromLab().map((need) => need.package));
  servers = await Promise.all([
    ...(missing.has('postgresql') ? [] : [labPostgres()]),
    ...(missing.has('mariadb-server') ? [] : [labMariadb()]),
  ]);
}

export async function teardown(): Promise<void> {
  for (const server of servers) await server.release();
  await reapOrphans();
}
