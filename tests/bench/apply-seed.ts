import { issueCredentials } from '../../agent/src/features/device/index.ts';
import { newId, newSipUsername } from '../../agent/src/platform/random/index.ts';
import type { DeviceId, JobView, TenantTag, UserId } from '../../packages/domain/src/index.ts';
import type { TestBox, Watch } from '../faults/box.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

export type Tenant = Awaited<ReturnType<TestBox['tenant']>>;

/** A tenant whose people, with a phone each, went into PostgreSQL by the list: what the services write, without their audit. */
export async function tenantWith(box: TestBox, name: string, users: number): Promise<Tenant> {
  const tenant = await box.tenant(name, [1001, 9999]);
  const { tenantId } = tenant.scope;
  const people = Array.from({ length: users }, (_, n) => ({
    id: newId<UserId>(),
    name: `Person ${n}`,
    number: 1001 + n,
  }));
  await box.database.inTenant(tenant.scope, async ({ db }) => {
    await db
      .insertInto('users')
      .values(
        people.map(({ id, name: called }) => ({
          id,
          tenant_id: tenantId,
          name: called,
          email: null,
          voicemail_enabled: false,
        })),
      )
      .execute();
    await db
      .insertInto('extensions')
      .values(
        people.map(({ id, number }) => ({ tenant_id: tenantId, number, owner_kind: 'user' as const, owner_id: id })),
      )
      .execute();
    await db
      .insertInto('devices')
      .values(
        people.map((person) => {
          const device = {
            id: newId<DeviceId>(),
            sipUsername: newSipUsername(tenant.view.tag as TenantTag),
            transport: 'udp' as const,
          };
          const { sealed } = issueCredentials(box.credentials, { ...device, realm: 'asterisk' });
          return {
            id: device.id,
            tenant_id: tenantId,
            user_id: person.id,
            label: 'Desk',
            sip_username: device.sipUsername,
            secret_sealed: sealed,
            transport: device.transport,
            codecs: ['alaw' as const, 'ulaw' as const],
          };
        }),
      )
      .execute();
    await db
      .updateTable('tenants')
      .set({ ext_next: 1001 + users })
      .where('id', '=', tenantId)
      .execute();
  });
  return tenant;
}

/** Applies and expects this end. */
export async function applied(
  box: TestBox,
  tenant: Pick<Tenant, 'scope'>,
  expected: JobView['status'] = 'SUCCESS',
): Promise<JobView> {
  const job = await box.applied(tenant.scope);
  if (job.status !== expected)
    throw new Error(`bench: the apply ended ${job.status}: ${JSON.stringify(job.error)} ${job.warnings.join()}`);
  return job;
}

/** The whole against its bar, and the steps (and what they are made of) without one; medians. */
export function figures(name: string, jobs: readonly JobView[], bar: number | null): BenchRow[] {
  const steps = (jobs[0]?.steps ?? []).filter((step) => step.state === 'done');
  const of = (job: JobView, step: string) => job.steps.find((record) => record.step === step);
  const row = (part: string, times: readonly number[]): BenchRow =>
    atMost(`${name}: ${part}`, quantile(times, 0.5), { unit: 'ms', bar: null });
  return [
    atMost(name, quantile(jobs.map(wholeOf), 0.5), { unit: 'ms', bar }),
    ...steps.flatMap(({ step, parts = [] }) => [
      row(
        step,
        jobs.map((job) => of(job, step)?.ms ?? Number.NaN),
      ),
      ...parts.map((part) =>
        row(
          part.name,
          jobs.map((job) => of(job, step)?.parts?.find((one) => one.name === part.name)?.ms ?? Number.NaN),
        ),
      ),
    ]),
  ];
}

/** From the order to its verified end, in milliseconds. */
export const wholeOf = (job: JobView): number => Date.parse(job.finishedAt ?? '') - Date.parse(job.requestedAt);

/** How long the rollback of these took, in milliseconds. */
export const restoreOf = (jobs: readonly JobView[]): number =>
  quantile(
    jobs.map((job) => job.steps.find((step) => step.step === 'restore')?.ms ?? Number.NaN),
    0.5,
  );

/** An agent whose next health call fails when asked to, so that the apply is rolled back after everything was written. */
export function refuseOnce(): { readonly watch: Watch; refuse(): void } {
  let next = false;
  return {
    refuse: () => void (next = true),
    watch: (deps) => ({
      ...deps,
      asterisk: {
        ...deps.asterisk,
        healthCall: (probe) => {
          if (!next) return deps.asterisk.healthCall(probe);
          next = false;
          return Promise.resolve({ ok: false, error: { kind: 'refused', detail: 'the bench wants a rollback' } });
        },
      },
    }),
  };
}
