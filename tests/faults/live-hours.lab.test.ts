import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFlow, overrideFlow } from '../../agent/src/features/callflow/index.ts';
import { flowSettings, hoursOverrideKey, type TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';

/* A schedule that is opened or closed by hand, in the AstDB of a real Asterisk. */
let box: TestBox;
beforeAll(async () => {
  box = await testBox();
}, 120_000);
afterAll(() => box?.release());

test('takes effect without an apply, and a reconciliation puts back what Asterisk lost or kept', async () => {
  const { scope, view } = await box.tenant('Acme');
  const tag = view.tag as TenantTag;
  const settings = flowSettings.parse({ kind: 'schedule', week: Array.from({ length: 7 }, () => []), holidays: [] });
  const { id } = await box.database.inTenant(scope, async (tx) =>
    must(await createFlow(tx, { tenantId: scope.tenantId, name: 'Hours', extension: null, settings, exits: {} })),
  );
  const key = hoursOverrideKey(tag, id);
  const live = async () => must(await box.writer.dbGet(key));
  const set = async (override: 'open' | 'closed' | null) => {
    await box.database.inTenant(scope, async (tx) => must(await overrideFlow(tx, { id, override })));
    expect(await box.service.live.overrideHours(tag, id)).toBe('live');
  };
  expect(await live()).toBeUndefined();
  await set('closed');
  expect(await live()).toBe('closed');
  await set('open');
  expect(await live()).toBe('open');

  // Asterisk lost it, and a round robin's place is not ours to touch.
  must(await box.writer.dbDel(key));
  must(await box.writer.dbPut({ ...key, key: 'turn', value: 'someone' }));
  expect(await box.service.reconcile()).toMatchObject({ complete: true });
  expect(await live()).toBe('open');
  await set(null);
  expect(await live()).toBeUndefined();
  expect(must(await box.writer.dbGet({ ...key, key: 'turn' }))).toBe('someone');
});
