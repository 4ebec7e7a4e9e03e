import { compilePlan, WATCHED_PHONES } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { everyDay, labBox, sampleTenant, withFlows } from '../callflow/sample.ts';
import { insideKeys } from './inside.conf.ts';

const planOf = (people: Parameters<typeof sampleTenant>[1]) => {
  const model = withFlows(sampleTenant('a7k2', people), [
    { extension: 2001, members: ['1', '2'] },
    { members: ['2'] },
    { extension: 2002, week: everyDay() },
  ]);
  const plan = compilePlan(model, labBox);
  if (!plan.ok) throw new Error('the model is sound');
  return plan.value;
};

test('says which phones are behind an extension, and with whom somebody shares a group', () => {
  const plan = planOf([
    ['Ann', 1001, 1],
    ['Bob', 1002, 2],
    ['Cleo', 1003, 0],
  ]);
  expect(Object.fromEntries(insideKeys(plan))).toEqual({
    'h/1001': '&PJSIP/a7k2-000001',
    'h/1002': '&PJSIP/a7k2-000002&PJSIP/a7k2-000003',
    'h/2001': '&PJSIP/a7k2-000001&PJSIP/a7k2-000002&PJSIP/a7k2-000003',
    'f/a7k2f0000001/phones': '&PJSIP/a7k2-000001&PJSIP/a7k2-000002&PJSIP/a7k2-000003',
    'f/a7k2f0000002/phones': '&PJSIP/a7k2-000002&PJSIP/a7k2-000003',
    'u/a7k200000001/with': 'a7k2f0000001',
    'u/a7k200000002/with': 'a7k2f0000001.a7k2f0000002',
  });
});
test('says how long a parked call waits, where that is not as usual', () => {
  const plan = planOf([
    ['Ann', 1001, 1],
    ['Bob', 1002, 1],
  ]);
  expect(new Map(insideKeys(plan)).get('park')).toBeUndefined();
  expect(new Map(insideKeys({ ...plan, parkSeconds: 90 })).get('park')).toBe('90');
});
test('no value is near AstDB’s limit, however many phones there are', () => {
  const plan = planOf([
    ['Ann', 1001, 9],
    ['Bob', 1002, 0],
  ]);
  const [ann] = plan.users.values();
  const many = Array.from({ length: WATCHED_PHONES + 5 }, () => ann!.members[0]!);
  const users = new Map(plan.users).set(ann!.id, { ...ann!, members: many });
  expect(Math.max(...insideKeys({ ...plan, users }).map(([, value]) => value.length))).toBeLessThan(900);
});
