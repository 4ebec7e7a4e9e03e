import { afterAll, beforeAll, expect, test } from 'vitest';
import { didDigits, type DidId, type E164, type TenantId, type UserId } from '../../packages/domain/src/index.ts';
import { newId } from '../../agent/src/platform/random/index.ts';
import { must, openAgent, testBox, type Agent, type TestBox } from './box.ts';
import { beliefs } from './random-check.ts';
import { wrongNumbers } from './random-numbers.ts';
import { orderApply } from './random-order.ts';

/* Public numbers through real applies: whose a number is, on the disk of a real Asterisk. */
const NUMBER = '+49301234567' as E164;
type Company = Awaited<ReturnType<TestBox['tenant']>> & { readonly person: UserId };
let box: TestBox;
let acme: Company;
let beta: Company;
let agent: Agent;
/** The next health call says that it went wrong. */
let refuse = false;

beforeAll(async () => {
  box = await testBox();
  const company = async (name: string): Promise<Company> => {
    const tenant = await box.tenant(name);
    await box.users(tenant.scope, ['Ann']);
    const ann = await box.database.inTenant(tenant.scope, ({ db }) =>
      db.selectFrom('users').select('id').where('tenant_id', '=', tenant.scope.tenantId).executeTakeFirstOrThrow(),
    );
    return { ...tenant, person: ann.id };
  };
  [acme, beta] = [await company('Acme'), await company('Beta')];
  const values = { id: newId<DidId>(), box_id: box.address.boxId, number: NUMBER };
  await box.database.inPlatform(box.platform, ({ db }) => db.insertInto('dids').values(values).execute());
  agent = await openAgent(box.address, {
    watch: (deps) => ({
      ...deps,
      asterisk: {
        ...deps.asterisk,
        healthCall: (probe) => {
          if (!refuse) return deps.asterisk.healthCall(probe);
          refuse = false;
          return Promise.resolve({ ok: false, error: { kind: 'refused', detail: 'the test wants a rollback' } });
        },
      },
    }),
  });
}, 120_000);
afterAll(async () => {
  await agent?.close();
  await box?.release();
});

const give = (to: Company | null) =>
  box.database.inPlatform(box.platform, ({ db }) =>
    db
      .updateTable('dids')
      .set({ tenant_id: to?.scope.tenantId ?? (null as TenantId | null), target_user_id: to?.person ?? null })
      .where('number', '=', NUMBER)
      .execute(),
  );
const applied = async ({ scope }: Company): Promise<string> => {
  const ended = await orderApply(agent.service, scope);
  return 'job' in ended ? ended.job.status : ended.refused;
};
const hint = (): string | undefined => must(box.astdb.get({ family: 'sc/did', key: didDigits(NUMBER) }));
const wrong = async () => wrongNumbers(box, await beliefs(box));

test('US9: a number moves from one tenant to another and back, and is one tenant’s at each moment', async () => {
  await give(acme);
  expect(await applied(acme)).toBe('SUCCESS');
  expect(await applied(beta)).toBe('SUCCESS');
  expect(hint()).toBe(acme.view.tag);

  await give(beta);
  expect(await applied(beta)).toBe('SUCCESS');
  // Acme’s live generation holds it until Acme’s own apply.
  expect(hint()).toBe(`${beta.view.tag},${acme.view.tag}`);

  await give(acme);
  await box.users(acme.scope, ['Ben']);
  refuse = true;
  expect(await applied(acme)).toBe('ROLLED_BACK');
  expect(hint()).toBe(`${beta.view.tag},${acme.view.tag}`);
  expect(await wrong()).toEqual([]);

  expect(await applied(acme)).toBe('SUCCESS');
  expect(hint()).toBe(`${acme.view.tag},${beta.view.tag}`);
  expect(await applied(beta)).toBe('SUCCESS');
  expect(hint()).toBe(acme.view.tag);
  expect(await wrong()).toEqual([]);
});

test('a hint that is gone, or in the wrong order, is put right when Asterisk and PostgreSQL are made to agree', async () => {
  const key = { family: 'sc/did', key: didDigits(NUMBER) };
  must(await box.writer.dbDel(key));
  await expect.poll(hint).toBeUndefined();
  expect(await wrong()).not.toEqual([]);
  await expect
    .poll(async () => (await agent.service.reconcile({ onlyOwed: false }))?.repaired)
    .toContain(acme.view.tag);
  expect(hint()).toBe(acme.view.tag);

  must(await box.writer.dbPut({ ...key, value: beta.view.tag }));
  await expect.poll(hint).toBe(beta.view.tag);
  await expect
    .poll(async () => (await agent.service.reconcile({ onlyOwed: false }))?.repaired)
    .toContain(acme.view.tag);
  expect(hint()).toBe(acme.view.tag);
});

test('a number that is given back is nobody’s after the apply', async () => {
  await give(null);
  expect(await applied(acme)).toBe('SUCCESS');
  expect(hint()).toBeUndefined();
  expect(await wrong()).toEqual([]);
});
