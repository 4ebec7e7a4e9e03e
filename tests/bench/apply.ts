/**
 * SC-009: an apply from the order to its verified end, against a real Asterisk, PostgreSQL and both realtime stores;
 * with the times of its parts. Medians; the lab's PostgreSQL runs with fsync off, the journal and Asterisk's files are
 * flushed as always. First in a box of one to six tenants, then in one of 100 tenants with 1,000 users each.
 */
import type { JobView } from '../../packages/domain/src/index.ts';
import { testBox } from '../faults/box.ts';
import { history } from './apply-history.ts';
import { numbers } from './apply-numbers.ts';
import { applied, figures, refuseOnce, restoreOf, tenantWith, type Tenant } from './apply-seed.ts';
import { atSize } from './apply-at-size.ts';
import { atMost, type BenchRow } from './row.ts';

const ROUNDS = 3;
type Kind = 'sqlite' | 'mariadb';

/** Rows as they come: the large box takes minutes to be made. */
export async function* run(): AsyncGenerator<BenchRow> {
  for (const kind of ['sqlite', 'mariadb'] as const) yield* await bench(kind);
  for (const kind of ['sqlite', 'mariadb'] as const) yield* await numbers(kind);
  yield* await history();
  for (const kind of ['sqlite', 'mariadb'] as const) yield* atSize(kind);
}

async function bench(kind: Kind): Promise<BenchRow[]> {
  const refusal = refuseOnce();
  const box = await testBox({ realtime: kind, watch: refusal.watch });
  const rows: BenchRow[] = [];
  const note = (name: string, jobs: readonly JobView[], bar: number | null): void =>
    void rows.push(...figures(`apply ${kind}: ${name}`, jobs, bar));
  try {
    let last: Tenant | undefined;
    for (const [name, users, bar] of [
      ['100 users, all new', 100, 1_000],
      ['1,000 users, all new', 1_000, 3_000],
    ] as const) {
      const jobs: JobView[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        last = await tenantWith(box, `${name} ${round}`, users);
        jobs.push(await applied(box, last));
      }
      note(name, jobs, bar);
    }
    const tenant = last;
    if (!tenant) throw new Error('no tenant');
    const one: JobView[] = [];
    const renamed: JobView[] = [];
    const undone: JobView[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await box.users(tenant.scope, [`One more ${round}`]);
      one.push(await applied(box, tenant));
      await box.database.inTenant(tenant.scope, (tx) =>
        tx.db
          .updateTable('users')
          .set({ name: `Renamed ${round}` })
          .where('tenant_id', '=', tenant.scope.tenantId)
          .execute(),
      );
      renamed.push(await applied(box, tenant));
      await box.users(tenant.scope, [`Undone ${round}`]);
      refusal.refuse();
      undone.push(await applied(box, tenant, 'ROLLED_BACK'));
    }
    note('one user more in a tenant of 1,000', one, 3_000);
    note('all 1,000 renamed', renamed, 3_000);
    rows.push(atMost(`apply ${kind}: rollback in a tenant of 1,000`, restoreOf(undone), { unit: 'ms', bar: 2_000 }));
    return rows;
  } finally {
    await box.release();
  }
}
