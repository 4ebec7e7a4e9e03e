import { labMariadb } from './mariadb.ts';
import { reapOrphans } from './place.ts';
import { labPostgres, postgresBin } from './postgres.ts';
import { missingFromLab } from './install.ts';

/**
 * For vitest's `globalSetup` of the lab project: holds the shared servers for the whole run, so that they are
 * not stopped and started between files, and stops them after it. What is not installed is left out.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await reapOrphans();
  const missing = new Set(missingFromLab().map((need) => need.package));
  const servers = await Promise.all([
    ...(postgresBin() ? [labPostgres()] : []),
    ...(missing.has('mariadb-server') ? [] : [labMariadb()]),
  ]);
  return async () => {
    for (const server of servers) await server.release();
    await reapOrphans();
  };
}
