import type { BoxId } from '@synergycall/domain';
import pg from 'pg';
import { mapConnectionError } from './failure.ts';
import type { BoxLock, LockHandle, LockHolder } from './types.ts';

/** First half of the advisory key: "SC", so that other users of the database don't meet ours. */
const KEY_CLASS = 0x5343;
const HEARTBEAT_MS = 10_000;

/**
 * The one-apply-at-a-time lock of a box (FR-023): a session-level advisory lock on a connection of its own, so it ends
 * with its holder, whatever way that ends. Beside it stands a note of who holds it, believed only while it is held.
 */
export function boxLock(connection: pg.ClientConfig, pool: pg.Pool): BoxLock {
  return {
    async tryLock(boxId, as) {
      const client = new pg.Client({ ...connection, application_name: 'synergycall apply', query_timeout: 5_000 });
      const lost = new AbortController();
      const lose = () => lost.abort();
      client.on('error', lose);
      client.on('end', lose);
      try {
        await client.connect();
        // A holder whose machine vanished is found out by the server within half a minute.
        await client.query(
          'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4',
        );
        const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as got', [
          KEY_CLASS,
          boxId,
        ]);
        if (!rows[0]?.got) {
          await client.end();
          return undefined;
        }
        await client.query(
          `insert into apply_locks (box_id, holder, job_id, tenant_id) values ($1, $2, $3, $4)
           on conflict (box_id) do update set holder = excluded.holder, job_id = excluded.job_id,
             tenant_id = excluded.tenant_id, since = now()`,
          [boxId, as.name, as.jobId, as.tenantId],
        );
      } catch (error) {
        await client.end().catch(() => undefined);
        throw mapConnectionError(error);
      }
      return handle(client, { boxId, lost });
    },
    async holder(boxId): Promise<LockHolder | undefined> {
      try {
        const { rows } = await pool.query<{
          name: string;
          jobId: LockHolder['jobId'];
          tenantId: LockHolder['tenantId'];
          since: Date;
        }>(
          `select l.holder as name, l.job_id as "jobId", l.tenant_id as "tenantId", l.since
           from apply_locks l where l.box_id = $1 and exists (
             select from pg_locks k where k.locktype = 'advisory' and k.granted and k.objsubid = 2
               and k.database = (select oid from pg_database where datname = current_database())
               and k.classid::bigint = $2 and k.objid::bigint = (hashtext($1)::bigint & 4294967295))`,
          [boxId, KEY_CLASS],
        );
        return rows[0];
      } catch (error) {
        throw mapConnectionError(error);
      }
    },
  };
}

function handle(client: pg.Client, { boxId, lost }: { boxId: BoxId; lost: AbortController }): LockHandle {
  const beat = setInterval(() => {
    client.query('select 1').catch(() => lost.abort());
  }, HEARTBEAT_MS);
  beat.unref();
  lost.signal.addEventListener('abort', () => clearInterval(beat), { once: true });
  return {
    lost: lost.signal,
    async release() {
      clearInterval(beat);
      // If it is lost already there is nothing to give back.
      await client.query('delete from apply_locks where box_id = $1', [boxId]).catch(() => undefined);
      await client.end().catch(() => undefined);
    },
  };
}
