/**
 * SC-009: an apply from the order to its verified end, against a real Asterisk, PostgreSQL and both realtime stores;
 * with the times of its parts. Medians of fresh tenants; the lab's PostgreSQL runs with fsync off, the journal and
 * Asterisk's files are flushed as always.
 */
import type { JobView } from '../../packages/domain/src/index.ts';
import { testBox, type TestBox, type Watch } from '../faults/box.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const ROUNDS = 3;
type Kind = 'sqlite' | 'mariadb';
type Tenant = Awaited<ReturnType<TestBox['tenant']>>;

export async function run(): Promise<BenchRow[]> {
  return [...(await bench('sqlite')), ...(await bench('mariadb'))];
}

async function bench(kind: Kind): Promise<BenchRow[]> {
  let refuseNext = false;
  const watch: Watch = (deps) => ({
    ...deps,
    asterisk: {
      ...deps.asterisk,
      healthCall: (probe) => {
        if (!refuseNext) return deps.asterisk.healthCall(probe);
        refuseNext = false;
        return Promise.resolve({ ok: false, error: { kind: 'refused', detail: 'the bench wants a rollback' } });
      },
    },
  });
  const box = await testBox({ realtime: kind, watch });
  const rows: BenchRow[] = [];
  const note = (name: string, jobs: readonly JobView[], bar: number | null): void =>
    void rows.push(...figures(`apply ${kind}: ${name}`, jobs, bar));
  try {
    let last: Tenant | undefined;
    const hundred: JobView[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      last = await tenantOf(box, `hundred ${round}`, 100);
      hundred.push(await applied(box, last));
    }
    note('100 users, all new', hundred, 1_000);

    const thousand: JobView[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      last = await tenantOf(box, `thousand ${round}`, 1_000);
      thousand.push(await applied(box, last));
    }
    note('1,000 users, all new', thousand, 3_000);

    const one: JobView[] = [];
    const renamed: JobView[] = [];
    const undone: JobView[] = [];
    const tenant = last;
    if (!tenant) throw new Error('no tenant');
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
      refuseNext = true;
      undone.push(await applied(box, tenant, 'ROLLED_BACK'));
    }
    note('one user more in a tenant of 1,000', one, 3_000);
    note('all 1,000 renamed', renamed, 3_000);
    const restores = undone.map((job) => job.steps.find((step) => step.step === 'restore')?.ms ?? Number.NaN);
    rows.push(
      atMost(`apply ${kind}: rollback in a tenant of 1,000`, quantile(restores, 0.5), { unit: 'ms', bar: 2_000 }),
    );
    return rows;
  } finally {
    await box.release();
  }
}

async function tenantOf(box: TestBox, name: string, users: number): Promise<Tenant> {
  const tenant = await box.tenant(name, [1001, 9999]);
  for (let from = 0; from < users; from += 100)
    await box.users(
      tenant.scope,
      Array.from({ length: Math.min(100, users - from) }, (_, index) => `Person ${from + index}`),
    );
  return tenant;
}

async function applied(box: TestBox, tenant: Tenant, expected: JobView['status'] = 'SUCCESS'): Promise<JobView> {
  const job = await box.applied(tenant.scope);
  if (job.status !== expected)
    throw new Error(`bench: the apply ended ${job.status}: ${JSON.stringify(job.error)} ${job.warnings.join()}`);
  return job;
}

/** The whole against its bar, and the parts without one. */
function figures(name: string, jobs: readonly JobView[], bar: number | null): BenchRow[] {
  const whole = jobs.map((job) => Date.parse(job.finishedAt ?? '') - Date.parse(job.startedAt ?? ''));
  const steps = (jobs[0]?.steps ?? []).filter((step) => step.state === 'done').map((step) => step.step);
  const part = (step: string): number =>
    quantile(
      jobs.map((job) => job.steps.find((record) => record.step === step)?.ms ?? Number.NaN),
      0.5,
    );
  return [
    atMost(name, quantile(whole, 0.5), { unit: 'ms', bar }),
    ...steps.map((step) => atMost(`${name}: ${step}`, part(step), { unit: 'ms', bar: null })),
  ];
}
