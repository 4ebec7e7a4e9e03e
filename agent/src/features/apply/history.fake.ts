import type { Grant, JobId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { contextOf } from '../../router.fake.ts';
import { router } from '../../rpc/index.ts';
import { updateBox } from '../box/index.ts';
import type { Office } from '../user/office.fake.ts';
import { historyRouter } from './history.router.ts';
import { pendingReader } from './pending.ts';
import { insertSnapshot, readBox, readTenant } from './snapshot.store.ts';

/** What an apply leaves in PostgreSQL, without an Asterisk: the model is live from now on. Returns its generation. */
export function madeLive(
  { database, platform, boxId }: Pick<Office, 'database' | 'platform' | 'boxId'>,
  whose: TenantScope | 'box',
  options: { readonly reason?: string; readonly at?: Date } = {},
): Promise<number> {
  return database.inPlatform(platform, async (tx) => {
    const tenantId = whose === 'box' ? null : whose.tenantId;
    const model = tenantId === null ? await readBox(tx, boxId) : await readTenant(tx, tenantId);
    if (!model) throw new Error('no such tenant');
    const jobId = newId<JobId>();
    const { rows } = await sql<{ next: string }>`select nextval('apply_generation') as next`.execute(tx.db);
    const generation = Number(rows[0]?.next);
    await tx.db
      .insertInto('apply_jobs')
      .values({
        id: jobId,
        box_id: boxId,
        tenant_id: tenantId,
        status: 'SUCCESS',
        actor_account_id: null,
        actor_name: 'Tina',
        reason: options.reason ?? null,
        generation,
        steps: '[]',
        changes: '[]',
        warnings: '[]',
        change_count: 1,
      })
      .execute();
    await insertSnapshot(tx, { jobId, boxId, tenantId, generation, model });
    await tx.db
      .updateTable('apply_snapshots')
      .set({ live_since: options.at ?? new Date() })
      .where('job_id', '=', jobId)
      .execute();
    return generation;
  });
}

/** The procedures, called by somebody with these grants. */
export function historyCaller({ database, boxId, deps }: Office, grants: readonly Grant[]) {
  const service = { readPending: pendingReader(database) };
  const history = historyRouter({ database, boxId, keyring: deps.keyring, service, updateBox });
  return router({ history }).createCaller(contextOf(database, grants)).history;
}
