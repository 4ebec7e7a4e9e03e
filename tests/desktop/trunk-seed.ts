import type { TenantView } from '@synergycall/domain';
import { fakeTrunks } from './fake-agent/trunk-memory.ts';
import type { FakeState } from './fake-agent/state.ts';

/** Trunks in every state: registered, refused, silent, unreachable, off, missing, with long and right-to-left names. */
export function seedTrunks(state: FakeState, tenant: TenantView, other: TenantView): void {
  const { add, live } = fakeTrunks(state);
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const ip = { kind: 'ip' as const, username: null, hasCredentials: false };
  add({ name: 'Main carrier', channelLimit: 30 }, { calls: 2, since: hourAgo });
  add(
    { name: 'Backup by address', ...ip, host: 'gw.backup.example', port: 5080, matchAddresses: ['203.0.113.7'] },
    { reachable: 'unreachable', roundTripMs: null, since: hourAgo },
  );
  add({ name: 'Acme line', tenantId: tenant.id, host: 'sip.acme-carrier.example', username: 'acme1' }, { calls: 1 });
  add(
    { name: 'Westnetz Telekommunikation und Dienste Gesellschaft mbH, Anschluss 4711', tenantId: tenant.id },
    { registration: 'rejected', reachable: 'reachable' },
  );
  add(
    { name: 'خط الشركة الرئيسي', tenantId: tenant.id },
    { registration: 'unregistered', reachable: 'unreachable', roundTripMs: null },
  );
  add(
    { name: 'Pinned by the platform', tenantId: tenant.id, ...ip, matchAddresses: ['198.51.100.32/28'] },
    { reachable: 'unasked', roundTripMs: null },
  );
  add({ name: 'Quiet one', tenantId: tenant.id }, { reachable: 'unreachable', roundTripMs: null });
  add({ name: 'Switched off', tenantId: tenant.id, enabled: false });
  const lost = add({ name: 'Lost', tenantId: tenant.id });
  live.delete(lost.view.id);
  add({ name: 'Beta line', tenantId: other.id });
}
