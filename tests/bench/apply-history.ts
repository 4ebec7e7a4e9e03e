/** Lists of applies and of what was live, with 10,000 jobs of one tenant kept (FR-046). */
import { sql } from 'kysely';
import { updateBox } from '../../agent/src/features/box/index.ts';
import { applyRouter, historyRouter } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { createCallerFactory, router, type RequestContext } from '../../agent/src/rpc/index.ts';
import { newId } from '../../agent/src/platform/random/index.ts';
import { testBox, type TestBox } from '../faults/box.ts';
import { applied, tenantWith } from './apply-seed.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const JOBS = 10_000;
const USERS = 20;
const ASKED = 100;

export async function history(): Promise<BenchRow[]> {
  const box = await testBox();
  try {
    const tenant = await tenantWith(box, 'Long history', USERS);
    const job = await applied(box, tenant);
    const { tenantId } = tenant.scope;
    await box.database.inPlatform(box.platform, async ({ db }) => {
      const ids = Array.from({ length: JOBS }, () => newId());
      // Each as large as a real one: its steps, its changes, its model.
      await sql`
        insert into apply_jobs (id, box_id, tenant_id, status, actor_name, reason, requested_at, started_at, finished_at,
          generation, steps, changes, change_count, warnings)
        select n.id, j.box_id, j.tenant_id, case when n.at % 9 = 0 then 'ROLLED_BACK' else 'SUCCESS' end, 'Ada ' || n.at % 7,
          'ticket ' || n.at, now() - n.at * interval '1 minute', j.started_at, j.finished_at, 100000 + n.at, j.steps, j.changes,
          j.change_count, j.warnings
        from unnest(${ids}::text[]) with ordinality as n(id, at), apply_jobs j where j.id = ${job.id}`.execute(db);
      await sql`
        insert into apply_snapshots (job_id, box_id, tenant_id, generation, model, live_since)
        select j.id, j.box_id, j.tenant_id, j.generation, s.model, j.requested_at
        from apply_jobs j, apply_snapshots s
        where j.reason like 'ticket %' and j.status = 'SUCCESS' and s.job_id = ${job.id}`.execute(db);
    });

    const ask = caller(box);
    const late = await pageFrom((cursor) => ask.applies.jobs({ tenantId, limit: 200, ...cursor }), 20);
    const lists: Record<string, () => Promise<{ rows: readonly unknown[]; total: number }>> = {
      'applies of a tenant': () => ask.applies.jobs({ tenantId, limit: 50 }),
      'applies of a tenant, page 20 of 200': () => ask.applies.jobs({ tenantId, limit: 200, ...late }),
      'applies of a tenant, rolled back': () => ask.applies.jobs({ tenantId, limit: 50, statuses: ['ROLLED_BACK'] }),
      'applies of a tenant, searched': () => ask.applies.jobs({ tenantId, limit: 50, search: 'ticket 77' }),
      'applies of the box': () => ask.applies.allJobs({ limit: 50 }),
      'what was live': () => ask.history.generations({ tenantId, limit: 50 }),
    };
    const rows: BenchRow[] = [];
    for (const [name, list] of Object.entries(lists)) {
      const times: number[] = [];
      for (let n = 0; n < ASKED + 10; n++) {
        const from = performance.now();
        const { rows: found, total } = await list();
        if (n >= 10) times.push(performance.now() - from);
        if (found.length === 0 || total < found.length) throw new Error(`bench: ${name} is empty`);
      }
      rows.push(
        atMost(`history of ${JOBS}: ${name}, p50`, quantile(times, 0.5), { unit: 'ms', bar: null }),
        atMost(`history of ${JOBS}: ${name}, p99`, quantile(times, 0.99), { unit: 'ms', bar: 100 }),
      );
    }
    return rows;
  } finally {
    await box.release();
  }
}

/** The cursor of a late page. */
async function pageFrom(
  list: (cursor: { cursor?: string }) => Promise<{ nextCursor: string | null }>,
  pages: number,
): Promise<{ cursor?: string }> {
  let cursor: { cursor?: string } = {};
  for (let page = 1; page < pages; page++) {
    const { nextCursor } = await list(cursor);
    if (nextCursor !== null) cursor = { cursor: nextCursor };
  }
  return cursor;
}

function caller(box: TestBox) {
  const session = {
    id: 's00000000000',
    accountId: 'a00000000000',
    name: 'Ada',
    email: 'ada@example.com',
    grants: [{ role: 'platform_admin', tenantId: null, userId: null }],
    expiresAt: new Date(Date.now() + 3_600_000),
    via: 'bearer',
    csrf: null,
  };
  const context = {
    database: box.database,
    log: createLog({ level: 'silent' }),
    source: null,
    userAgent: null,
    session,
    csrfHeader: null,
    cookie: { set() {}, clear() {} },
  } as unknown as RequestContext;
  const both = router({ applies: applyRouter(box.applyDeps), history: historyRouter({ ...box.applyDeps, updateBox }) });
  return createCallerFactory(both)(context);
}
