import { compilePlan, jobId, type RoutePlan } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { allow, deny, flowNumber, withOutbound } from '../callflow/outside.sample.ts';
import { acme, labBox } from '../callflow/sample.ts';
import { astdbKeys, manifestHash } from './user.conf.ts';

const job = jobId.parse('j00000000000');
const planOf = (model = acme): RoutePlan => {
  const plan = compilePlan(model, labBox);
  if (!plan.ok) throw new Error('the model is sound');
  return plan.value;
};
const keys = astdbKeys(planOf(), 7, job);

test('writes extensions, users and members, ids and digits only, under the generation', () => {
  expect(keys.every(({ family }) => family === 'sc/g/a7k2/7')).toBe(true);
  expect(keys.map(({ key, value }) => `${key}=${value}`).slice(0, -1)).toEqual([
    'x/1001=user:a7k200000001',
    'x/1002=user:a7k200000002',
    'x/1003=user:a7k200000003',
    'u/a7k200000001/ext=1001',
    'u/a7k200000001/n=2',
    'u/a7k200000001/1=a7k2-000001',
    'u/a7k200000001/2=a7k2-000002',
    'u/a7k200000002/ext=1002',
    'u/a7k200000002/n=1',
    'u/a7k200000002/1=a7k2-000003',
    'u/a7k200000003/ext=1003',
    'u/a7k200000003/n=0',
    // Lamps and pickup: whoever has phones.
    'h/1001=&PJSIP/a7k2-000001&PJSIP/a7k2-000002',
    'h/1002=&PJSIP/a7k2-000003',
  ]);
});
test('the manifest comes last and says how many and what', () => {
  const others = keys.slice(0, -1);
  expect(keys.at(-1)).toEqual({
    family: 'sc/g/a7k2/7',
    key: 'meta',
    value: `v1;j00000000000;${others.length};${manifestHash(others)}`,
  });
  expect(manifestHash(others.toReversed())).toBe(manifestHash(others));
  expect(manifestHash(others.slice(1))).not.toBe(manifestHash(others));
});
test('the order of rows changes nothing, nor do names', () => {
  expect(
    astdbKeys(planOf({ ...acme, users: acme.users.toReversed(), devices: acme.devices.toReversed() }), 7, job),
  ).toEqual(keys);
  expect(
    astdbKeys(planOf({ ...acme, users: acme.users.map((user) => ({ ...user, name: '${SHELL(id)} ; "x"' })) }), 7, job),
  ).toEqual(keys);
});
test('no value is near AstDB’s limit', () =>
  expect(Math.max(...keys.map(({ value }) => value.length))).toBeLessThan(100));
test.each([0, -1, 1.5, Number.NaN])('refuses generation %d', (generation) =>
  expect(() => astdbKeys(planOf(), generation, job)).toThrow(),
);

test('writes what calls out need, and nothing of it where none was ever set (FR-017..020)', () => {
  const rules = [
    deny({ by: 'prefix', prefix: '+49900' }),
    allow({ by: 'country', codes: ['49', '43'] }, [1, 2], { strip: 2, prepend: '0' }),
  ];
  const model = withOutbound(acme, [rules], {
    callerId: '+4930100100',
    callsPerMinute: 30,
    people: { 0: { policy: 1, callerId: '+4930100101' } },
  });
  const isOutside = (key: string) => /^([oep]\/|u\/\w+\/(policy|cid)$)/.test(key);
  const texts = (of: typeof model) =>
    astdbKeys(planOf(of), 7, job).flatMap(({ key, value }) => (isOutside(key) ? [`${key}=${value}`] : []));
  expect(texts(acme)).toEqual([]);
  // For each first digit and the two after it, how many rules can't match: +4990… may be the first, +43 and +49 the second.
  const cell = (digits: number): string =>
    digits === 499 ? '00' : (digits >= 430 && digits < 440) || (digits >= 490 && digits < 500) ? '01' : '02';
  const skips = Array.from({ length: 9 }, (_, at) => {
    const cells = Array.from({ length: 100 }, (__, two) => cell((at + 1) * 100 + two));
    return `p/p00000000001/f${at + 1}=${cells.join('')}`;
  });
  expect(texts(model)).toEqual([
    'o/dial=49:0:00::none:',
    'o/policy=p00000000001',
    'o/cid=4930100100',
    'o/limits=30:',
    'p/p00000000001/n=2',
    ...skips,
    'p/p00000000001/1/re=^[+]49900[0-9]*$',
    'p/p00000000001/1/do=deny',
    'p/p00000000001/2/re=^[+](43|49)[0-9]*$',
    'p/p00000000001/2/do=allow:2:0:t00000000001.t00000000002',
    'u/a7k200000001/policy=p00000000001',
    'u/a7k200000001/cid=4930100101',
    'e/a7k2-000001=a7k200000001',
    'e/a7k2-000002=a7k200000001',
    'e/a7k2-000003=a7k200000002',
  ]);
  const held: typeof model = {
    ...model,
    flows: [
      {
        id: flowNumber(1),
        name: 'Hours',
        extension: null,
        settings: { kind: 'schedule', timezone: null, week: [[], [], [], [], [], [], []], holidays: [] },
        exits: {},
      },
    ],
    policies: [{ ...model.policies![0]!, rules: [{ ...rules[0]!, hours: { inside: false, flowId: flowNumber(1) } }] }],
  };
  expect(texts(held)).toContain('p/p00000000001/1/when=out:f00000000001');
});
