import { sql } from 'kysely';
import type { PlatformTx } from './types.ts';

/**
 * Does `work` within the transaction, so that its failure undoes itself alone: what else the transaction wrote stands.
 * Rejects as the work does. Not nested.
 */
export async function apart<Tx extends Pick<PlatformTx, 'db'>>(tx: Tx, work: (tx: Tx) => Promise<void>): Promise<void> {
  await sql`savepoint apart`.execute(tx.db);
  try {
    await work(tx);
  } catch (err) {
    await sql`rollback to savepoint apart`.execute(tx.db);
    throw err;
  }
  await sql`release savepoint apart`.execute(tx.db);
}
