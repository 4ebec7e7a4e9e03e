import type { TenantView } from '@synergycall/domain';
import type { FakeState } from './fake-agent/state.ts';

const NAMES = [
  'Cem Yılmaz',
  'Дарья Петрова',
  'أحمد منصور',
  'Maximiliane Freifrau von und zu Hohenstein-Schwarzburg-Rudolstadt',
  'Eve "Q" O’Neil',
  'Frida Åkesson',
  'Gus Pereira',
  'Hana Kim',
  'Jo',
];
const STATES = ['registered', 'not-registered', 'unreachable', 'in-call'] as const;

/** People of every kind: long names, other scripts, every live state, one suspended, some without a phone. */
export function seed(state: FakeState, tenant: TenantView): void {
  for (const [i, name] of NAMES.entries()) {
    const user = state.addUser(tenant, {
      name,
      pending: 'none',
      ...(i % 3 === 0 ? {} : { email: `user${i}@acme.example` }),
    });
    if (name === 'Hana Kim') user.status = 'suspended';
    if (i === 6) continue;
    const device = state.addDevice(user, {
      label: 'Desk phone',
      transport: i % 2 === 0 ? 'udp' : 'tls',
      pending: 'none',
    });
    state.setLive(device, STATES[i % 4]!);
  }
}

/** So many plain users, for lists that have to stay quick. */
export function seedMany(state: FakeState, tenant: TenantView, count: number): void {
  for (let n = 0; n < count; n++)
    state.addUser(tenant, {
      name: `Person ${String(n).padStart(5, '0')}`,
      extension: tenant.extMin + n,
      pending: 'none',
    });
}
