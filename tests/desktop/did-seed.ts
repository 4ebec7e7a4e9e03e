import type { TenantView, UserView } from '@synergycall/domain';
import { fakeDids, type FakeDid } from './fake-agent/did-memory.ts';
import type { FakeState } from './fake-agent/state.ts';

const LABELS = [
  'Reception',
  '',
  'مكتب الاستقبال الرئيسي',
  'The number on the vans, the leaflets and the sign above the door of the old building',
  'Support',
  '',
];
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** Numbers of every kind: assigned and not, free, of two providers, with long and right-to-left labels, one still to come. */
export function seedDids(state: FakeState, tenant: TenantView, people: readonly UserView[]): readonly FakeDid[] {
  const { add } = fakeDids(state);
  const own = LABELS.map((label, i) =>
    add({
      number: `+1202555010${i}`,
      label,
      provider: i % 2 === 0 ? 'Carrier One' : 'Westnetz Telekommunikation und Dienste GmbH',
      tenantId: tenant.id,
      target: i % 3 === 0 && people[i] ? { kind: 'user', userId: people[i].id } : null,
      portInOn: i === 4 ? day(20) : i === 0 ? day(-400) : null,
      note: i === 4 ? 'Port-in asked for, the carrier has not answered yet.' : '',
    }),
  );
  const free = Array.from({ length: 4 }, (_, i) => add({ number: `+4930123456${i}`, provider: 'Carrier One' }));
  return [...own, ...free];
}

/** So many numbers of one tenant, for lists that have to stay quick. */
export function seedManyDids(state: FakeState, tenant: TenantView, count: number): void {
  const { add } = fakeDids(state);
  for (let n = 0; n < count; n++)
    add({ number: `+4989${String(1_000_000 + n)}`, label: `Line ${String(n).padStart(5, '0')}`, tenantId: tenant.id });
}

/** A file of so many good rows, and a few bad ones of every kind. */
export function csvOf(good: number, bad: readonly string[] = []): string {
  const rows = Array.from({ length: good }, (_, n) => `+3320${String(1_000_000 + n)},Import ${n},Carrier Two,`);
  return ['number,label,provider,tenant', ...rows, ...bad].join('\n');
}
