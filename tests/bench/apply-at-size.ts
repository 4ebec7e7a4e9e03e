/** SC-009 at the size that SynergyCall is made for: 100 tenants of 1,000 users, of which one has changes. */
import type { JobView } from '../../packages/domain/src/index.ts';
import { testBox, type TestBox, type Watch } from '../faults/box.ts';
import { applied, figures, refuseOnce, restoreOf, tenantWith, wholeOf, type Tenant } from './apply-seed.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const TENANTS = 100;
const USERS = 1_000;
const ROUNDS = 5;

/** Rows as they come. */
export async function* atSize(kind: 'sqlite' | 'mariadb'): AsyncGenerator<BenchRow> {
  const refusal = refuseOnce();
  let seeding = false;
  const watch: Watch = (deps) => {
    const seen = refusal.watch(deps);
    if (!seeding) return seen;
    // What makes the other 99 is not measured, so it need not be tried out or looked at phone by phone.
    const endpoint = () => Promise.resolve({ ok: true as const, value: { context: 'seeded' } });
    return { ...seen, shadow: null, asterisk: { ...seen.asterisk, endpoint } };
  };
  const box = await testBox({ realtime: kind, watch });
  const say = (name: string): string => `apply ${kind}: ${name}`;
  try {
    const tenant = await tenantWith(box, 'Measured', USERS);
    await applied(box, tenant);
    const alone = await oneMore(box, tenant);
    seeding = true;
    for (let n = 1; n < TENANTS; n++) await applied(box, await tenantWith(box, `Other ${n}`, USERS));
    seeding = false;

    const size = `${TENANTS} tenants x 1,000 users`;
    const among = await oneMore(box, tenant);
    yield* figures(say(`${size}, one user more in one of them`), among, 3_000);
    const median = (jobs: readonly JobView[]): number => quantile(jobs.map(wholeOf), 0.5);
    yield atMost(say(`${size}, over the same in a box of that one tenant`), median(among) / median(alone), {
      unit: 'ratio',
      bar: null,
    });

    const undone: JobView[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      await box.users(tenant.scope, [`Undone ${n}`]);
      refusal.refuse();
      undone.push(await applied(box, tenant, 'ROLLED_BACK'));
    }
    yield atMost(say(`${size}, rollback`), restoreOf(undone), { unit: 'ms', bar: 2_000 });
    await applied(box, tenant);

    const newcomers: JobView[] = [];
    for (let n = 0; n < 3; n++) newcomers.push(await applied(box, await tenantWith(box, `Newcomer ${n}`, 100)));
    yield* figures(say(`${size}, a new tenant of 100`), newcomers, 3_000);

    await box.users(tenant.scope, ['Pending']);
    yield* await pending(box, tenant, say);
  } finally {
    await box.release();
  }
}

async function oneMore(box: TestBox, tenant: Tenant): Promise<JobView[]> {
  const jobs: JobView[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    await box.users(tenant.scope, [`One more ${n}`]);
    jobs.push(await applied(box, tenant));
  }
  return jobs;
}

/** What every list and the Apply bar ask: after a change the comparison is made anew, else remembered. */
async function pending(box: TestBox, { scope }: Tenant, say: (name: string) => string): Promise<BenchRow[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let n = 0; n < 20; n++) {
    await box.database.inTenant(scope, ({ db }) =>
      db
        .updateTable('tenants')
        .set({ timezone: n % 2 === 0 ? 'Europe/Berlin' : 'UTC' })
        .where('id', '=', scope.tenantId)
        .execute(),
    );
    for (const times of [cold, warm]) {
      const from = performance.now();
      const found = await box.service.readPending(scope, scope.tenantId);
      times.push(performance.now() - from);
      if (!found || found.changes.length === 0) throw new Error('bench: nothing is pending');
    }
  }
  return [
    atMost(say('pending of 1,000 users after a change, p99'), quantile(cold, 0.99), { unit: 'ms', bar: 100 }),
    atMost(say('pending of 1,000 users, asked again, p99'), quantile(warm, 0.99), { unit: 'ms', bar: 100 }),
  ];
}
