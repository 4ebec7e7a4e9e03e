/**
 * FR-102 at its bar: a tenant with 10,000 public numbers. All of them new in one apply, one reassigned, all returned;
 * and what lists ask after a change.
 */
import { newId } from '../../agent/src/platform/random/index.ts';
import type { DidId, JobView, UserId } from '../../packages/domain/src/index.ts';
import { testBox, type TestBox } from '../faults/box.ts';
import { applied, figures, tenantWith, type Tenant } from './apply-seed.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const NUMBERS = 10_000;
const ROUNDS = 5;

export async function numbers(kind: 'sqlite' | 'mariadb'): Promise<BenchRow[]> {
  const box = await testBox({ realtime: kind });
  const say = (name: string): string => `apply ${kind}: ${name}`;
  try {
    const tenant = await tenantWith(box, 'Numbers', 100);
    await applied(box, tenant);
    const people = await peopleOf(box, tenant);
    const dids = await given(box, tenant, people);
    const rows = figures(say(`${NUMBERS} numbers, all new`), [await applied(box, tenant)], 3_000);

    const one: JobView[] = [];
    const pending: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      const target = people[n % people.length] ?? null;
      await set(box, tenant, { ids: dids.slice(n * 7, n * 7 + 1), target: n % 2 === 0 ? null : target });
      const from = performance.now();
      await box.service.readPending(tenant.scope, tenant.scope.tenantId);
      pending.push(performance.now() - from);
      one.push(await applied(box, tenant));
    }
    rows.push(...figures(say(`one of ${NUMBERS} numbers reassigned`), one, 3_000));
    rows.push(
      atMost(say(`pending with ${NUMBERS} numbers after a change`), quantile(pending, 0.5), { unit: 'ms', bar: null }),
    );
    await box.database.inPlatform(box.platform, ({ db }) =>
      db
        .updateTable('dids')
        .set({ tenant_id: null, target_user_id: null })
        .where('tenant_id', '=', tenant.scope.tenantId)
        .execute(),
    );
    rows.push(...figures(say(`${NUMBERS} numbers, all returned`), [await applied(box, tenant)], 3_000));
    return rows;
  } finally {
    await box.release();
  }
}

const peopleOf = async (box: TestBox, { scope }: Tenant): Promise<readonly UserId[]> => {
  const rows = await box.database.inTenant(scope, ({ db }) =>
    db.selectFrom('users').select('id').where('tenant_id', '=', scope.tenantId).orderBy('id').execute(),
  );
  return rows.map((row) => row.id);
};

async function given(box: TestBox, { scope }: Tenant, people: readonly UserId[]): Promise<readonly DidId[]> {
  const rows = Array.from({ length: NUMBERS }, (_, n) => ({
    id: newId<DidId>(),
    box_id: box.address.boxId,
    number: `+4930${String(1_000_000 + n)}`,
    tenant_id: scope.tenantId,
    target_user_id: people[n % people.length] ?? null,
  }));
  for (let from = 0; from < rows.length; from += 1_000)
    await box.database.inPlatform(box.platform, ({ db }) =>
      db
        .insertInto('dids')
        .values(rows.slice(from, from + 1_000))
        .execute(),
    );
  return rows.map((row) => row.id);
}

const set = (
  box: TestBox,
  { scope }: Tenant,
  { ids, target }: { readonly ids: readonly DidId[]; readonly target: UserId | null },
) =>
  box.database.inTenant(scope, ({ db }) =>
    db
      .updateTable('dids')
      .set({ target_user_id: target })
      .where('id', 'in', [...ids])
      .execute(),
  );
