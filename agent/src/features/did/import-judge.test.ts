import type { DidId, E164, TenantId, UserId } from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { readFile } from './import-file.ts';
import { judge, type ImportFacts, type KnownDid } from './import-judge.ts';

const acme = 'acme00000000' as TenantId;
const zoo = 'zoo000000000' as TenantId;
const ann = { id: 'ann000000000' as UserId, name: 'Ann Lee' };
const known = (
  number: string,
  rest: Partial<KnownDid['did']> = {},
  extension: number | null = null,
  shownBy: string | null = null,
): KnownDid => ({
  did: {
    id: `d${number.slice(-10)}0` as DidId,
    number: number as E164,
    label: 'Sales',
    provider: 'Carrier',
    note: '',
    portInOn: null,
    tenantId: null,
    target: null,
    ...rest,
  },
  revision: 3,
  extension,
  shownBy,
});
const FREE = known('+4930000001');
const ALLOCATED = known('+4930000002', { tenantId: acme });
const ASSIGNED = known(
  '+4930000003',
  { tenantId: acme, target: { kind: 'user', userId: ann.id, name: ann.name } },
  1001,
);
const SHOWN = known('+4930000004', { tenantId: acme }, null, 'Ann Lee');
const facts: ImportFacts = {
  dids: new Map([FREE, ALLOCATED, ASSIGNED, SHOWN].map((one) => [one.did.number, one])),
  tenants: [
    { id: acme, name: 'Acme' },
    { id: zoo, name: 'Zoo' },
  ],
  people: new Map([
    [`${acme}/1001`, ann],
    [`${acme}/1002`, { id: 'ben000000000' as UserId, name: 'Ben' }],
    [`${zoo}/1001`, { id: 'zoe000000000' as UserId, name: 'Zoë' }],
  ]),
};
function judged(csv: string) {
  const read = readFile('csv', csv);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return judge(read.value, facts);
}
const verdicts = (csv: string) => judged(csv).map(({ row }) => row.why?.reason ?? row.verdict);

describe('FR-101: a row is', () => {
  test('new, with what is set', () => {
    const [one] = judged('number,label,tenant,extension\n0049 30 999 999,New,acme,1002');
    expect(one?.row).toEqual({
      line: 2,
      number: '0049 30 999 999',
      verdict: 'new',
      why: null,
      fields: [
        { field: 'label', from: null, to: 'New' },
        { field: 'tenant', from: null, to: 'Acme' },
        { field: 'extension', from: null, to: '1002' },
      ],
    });
    expect(one?.plan?.after.number).toBe('+4930999999');
  });

  test('the same, when all that it says is so already', () => {
    expect(verdicts('number,label,provider,tenant,extension\n+49 30 000003,Sales,Carrier,ACME,1001')).toEqual(['same']);
  });

  test('changed, naming the fields; an absent column leaves, an empty cell clears', () => {
    const [one] = judged('number,label,note\n+4930000002,,Ported');
    expect(one?.row).toMatchObject({
      verdict: 'changed',
      fields: [
        { field: 'label', from: 'Sales', to: null },
        { field: 'note', from: null, to: 'Ported' },
      ],
    });
    expect(one?.plan?.after).toMatchObject({ provider: 'Carrier', tenantId: acme });
  });

  test.each([
    ['not-e164', '030 1234567', ''],
    ['not-e164', '', 'A,,,'],
    ['text-invalid', '+4930999999', `"two\nlines",,,`],
    ['text-invalid', '+4930999999', `${'x'.repeat(81)},,,`],
    ['text-invalid', '+4930999999', 'evil\u202etxt,,,'],
    ['date-invalid', '+4930999999', ',24.12.2026,,'],
    ['date-invalid', '+4930999999', ',2026-02-30,,'],
    ['extension-without-tenant', '+4930999999', ',,,1001'],
    ['unknown-column', '+4930999999', ',,,,surplus'],
  ])('invalid as %s: %s %j', (reason, number, rest) => {
    const [one] = judged(`number,label,port_in_on,tenant,extension\n${number},${rest}`);
    expect(one?.row).toMatchObject({ verdict: 'invalid', fields: [], why: { reason } });
    expect(one?.plan).toBeUndefined();
  });

  test.each([
    ['unknown-tenant', 'Nobody,', 'Nobody'],
    ['unknown-extension', 'Zoo,1002', '1002'],
    ['unknown-extension', 'Acme,01001', '01001'],
  ])('in conflict as %s: %j', (reason, rest, detail) => {
    const [one] = judged(`number,tenant,extension\n+4930999999,${rest}`);
    expect(one?.row).toMatchObject({ verdict: 'conflict', why: { reason, detail } });
  });

  test('in conflict when it would take an assigned number from its tenant, whatever else it says (FR-106)', () => {
    for (const rest of ['Zoo,', 'Zoo,1001', ','])
      expect(judged(`number,tenant,extension\n+4930000003,${rest}`)[0]?.row).toMatchObject({
        verdict: 'conflict',
        why: { reason: 'assigned-elsewhere', detail: 'Acme: Ann Lee' },
      });
    expect(verdicts('number,tenant\n+4930000003,Zoo')).toEqual(['assigned-elsewhere']);
  });

  test('in conflict when it would take a number from those who show it outside', () => {
    expect(judged('number,tenant\n+4930000004,Zoo')[0]?.row).toMatchObject({
      verdict: 'conflict',
      why: { reason: 'shown-elsewhere', detail: 'Acme: Ann Lee' },
    });
    expect(verdicts('number,label\n+4930000004,Main')).toEqual(['changed']);
  });

  test('changed when it gives an assigned number another person or none in its own tenant', () => {
    expect(verdicts('number,tenant,extension\n+4930000003,Acme,1002\n')).toEqual(['changed']);
    expect(judged('number,extension\n+4930000003,')[0]).toMatchObject({
      row: { verdict: 'changed', fields: [{ field: 'extension', from: '1001', to: null }] },
      plan: { after: { target: null, tenantId: acme } },
    });
  });

  test('changed when it moves a number that leads nowhere to another tenant', () => {
    expect(judged('number,tenant,extension\n+4930000002,Zoo,1001')[0]?.row.fields).toEqual([
      { field: 'label', from: 'Sales', to: null },
      { field: 'tenant', from: 'Acme', to: 'Zoo' },
      { field: 'extension', from: null, to: '1001' },
    ]);
  });

  test.each(['Zoo', ''])('rid of its label when it leaves its tenant for %j, unless the file has one', (tenant) => {
    const [moved] = judged(`number,tenant\n+4930000002,${tenant}`);
    expect(moved?.row.fields).toContainEqual({ field: 'label', from: 'Sales', to: null });
    const [named] = judged(`number,tenant,label\n+4930000002,${tenant},Front desk`);
    expect(named?.row.fields).toContainEqual({ field: 'label', from: 'Sales', to: 'Front desk' });
  });
  test('looked up in the number’s own tenant when the file names none', () => {
    expect(verdicts('number,extension\n+4930000002,1002\n+4930000001,1002')).toEqual([
      'changed',
      'extension-without-tenant',
    ]);
  });
});

describe('the same number twice in a file', () => {
  test('counts once when it says the same', () => {
    const rows = judged('number,label\n+4930999999,A\n0049 30 999999,A');
    expect(rows.map(({ row }) => row.verdict)).toEqual(['new', 'same']);
    expect(rows.filter(({ plan }) => plan)).toHaveLength(1);
  });

  test('is a conflict when it does not, each row naming another', () => {
    const rows = judged('number,label\n+4930999999,A\n+4930999999,B\n+4930999999,A\n+4930999998,A');
    expect(rows.map(({ row }) => [row.verdict, row.why?.detail])).toEqual([
      ['conflict', '3'],
      ['conflict', '2'],
      ['conflict', '3'],
      ['new', undefined],
    ]);
  });
});
