import { randomBytes } from 'node:crypto';
import {
  DEFAULT_CODECS,
  ID_ALPHABET,
  type AccountView,
  type AuditView,
  type BoxId,
  type BoxView,
  type DeviceId,
  type DeviceLive,
  type DeviceView,
  type DriftItem,
  type Extension,
  type Failure,
  type FlowView,
  type FreezeView,
  type JobView,
  type ObjectChange,
  type SipUsername,
  type TenantId,
  type TenantTag,
  type TenantView,
  type Transport,
  type UserId,
  type UserView,
} from '@synergycall/domain';

const word = (length: number): string => [...randomBytes(length)].map((byte) => ID_ALPHABET[byte % 32]).join('');
export const newId = <T extends string>(): T => word(12) as T;
const now = (): string => new Date().toISOString();

/** What the fake agent remembers. Nothing is written anywhere: it exists to give the desktop something to talk to. */
export class FakeState {
  readonly bootstrapCode = 'fake-bootstrap-code';
  account: { name: string; email: string; password: string } | undefined;
  readonly box: BoxView = {
    id: 'b0b0b0b0b0b0' as BoxId,
    name: 'Test box',
    realm: 'synergycall',
    emergencyNumbers: ['112', '911'],
    emergencyEndpoint: null,
    asteriskVersion: '22.10.1',
    realtime: 'sqlite',
    signalling: { address: '203.0.113.10', udp: 5060, tcp: 5060, tls: 5061, wss: null },
    revision: 1,
  };
  readonly tokens = new Set<string>();
  readonly accounts: { tenantId: TenantId; account: AccountView }[] = [];
  readonly tenants: TenantView[] = [];
  readonly users: UserView[] = [];
  readonly flows: FlowView[] = [];
  readonly devices: DeviceView[] = [];
  readonly audit: AuditView[] = [];
  readonly jobs: JobView[] = [];
  readonly live = new Map<string, DeviceLive>();
  asterisk: 'live' | 'down' = 'live';
  /** Changes that no user or device of this memory stands for (any more), by tenant. */
  readonly extra = new Map<string, ObjectChange[]>();
  /** What other memories have pending. */
  readonly changesOf: ((tenantId: TenantId) => ObjectChange[])[] = [];
  /** The same of the part that all tenants share. */
  readonly boxChangesOf: (() => ObjectChange[])[] = [];
  /** A tenant's changes became live; null: the box's. */
  readonly onSettled: ((tenantId: TenantId | null) => void)[] = [];
  readonly freezes: { tenantId: TenantId; freeze: FreezeView }[] = [];
  /** What was edited by hand, by tenant. */
  readonly drift = new Map<string, DriftItem[]>();
  /** The box as it was applied last. */
  boxLive: Pick<BoxView, 'emergencyNumbers' | 'emergencyEndpoint'> = {
    emergencyNumbers: [...this.box.emergencyNumbers],
    emergencyEndpoint: this.box.emergencyEndpoint,
  };
  /** Who the signed-in account is. */
  role: 'platform_admin' | 'tenant_admin' | 'support' = 'platform_admin';
  /** The next call of a path fails with this. */
  readonly failNext = new Map<string, Failure>();
  /** Calls of a path wait so many ms. */
  readonly slow = new Map<string, number>();
  /** How the next apply ends. */
  nextApply: 'SUCCESS' | 'ROLLED_BACK' | 'FAILED' | 'NEEDS_HELP' = 'SUCCESS';
  stepMs = 40;
  /** A call is up, so what waits for quiet waits on. */
  callsUp = false;
  readonly #listeners = new Set<() => void>();

  changed(): void {
    for (const each of this.#listeners) each();
  }
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  addTenant(name: string, range: readonly [number, number] = [1001, 1999], timezone = 'Europe/Berlin'): TenantView {
    const tenant: TenantView = {
      id: newId<TenantId>(),
      boxId: 'b0b0b0b0b0b0' as BoxId,
      tag: word(4) as TenantTag,
      name,
      timezone,
      extMin: range[0],
      extMax: range[1],
      quarantineDays: 30,
      maxUsers: 20_000,
      maxDevicesPerUser: 10,
      defaultDestination: null,
      parkSeconds: 45,
      status: 'active',
      userCount: 0,
      revision: 1,
      createdAt: now(),
    };
    this.tenants.push(tenant);
    return tenant;
  }

  add(tenantId: TenantId, ...changes: readonly ObjectChange[]): void {
    this.extra.set(tenantId, [...(this.extra.get(tenantId) ?? []), ...changes]);
  }

  grant(): AccountView['grants'][number] {
    const first = this.tenants[0];
    if (this.role === 'platform_admin' || first === undefined)
      return { role: 'platform_admin', tenantId: null, tenantName: null, userId: null };
    return { role: this.role, tenantId: first.id, tenantName: first.name, userId: null };
  }

  nextExtension(tenant: TenantView): Extension | null {
    const taken = new Set(this.users.filter((u) => u.tenantId === tenant.id).map((u) => u.extension));
    for (let n = tenant.extMin; n <= tenant.extMax; n++) if (!taken.has(n)) return n;
    return null;
  }

  addUser(
    tenant: TenantView,
    input: {
      name: string;
      email?: string;
      extension?: number;
      voicemailEnabled?: boolean;
      pending?: UserView['pending'];
    },
  ): UserView {
    const user: UserView = {
      id: newId<UserId>(),
      tenantId: tenant.id,
      name: input.name,
      email: input.email ?? null,
      extension: input.extension ?? this.nextExtension(tenant),
      outboundCallerId: null,
      policyId: null,
      voicemailEnabled: input.voicemailEnabled ?? true,
      status: 'active',
      deviceCount: 0,
      hasAccount: false,
      pending: input.pending ?? 'new',
      revision: 1,
      createdAt: now(),
    };
    this.users.push(user);
    tenant.userCount++;
    return user;
  }

  addDevice(
    user: UserView,
    input: { label: string; transport: Transport; pending?: DeviceView['pending'] },
  ): DeviceView {
    const tenant = this.tenants.find((each) => each.id === user.tenantId)!;
    const device: DeviceView = {
      id: newId<DeviceId>(),
      tenantId: user.tenantId,
      userId: user.id,
      label: input.label,
      sipUsername: `${tenant.tag}-${word(6)}` as SipUsername,
      transport: input.transport,
      nat: 'auto',
      codecs: [...DEFAULT_CODECS],
      enabled: true,
      locationId: null,
      revokedAt: null,
      pending: input.pending ?? 'new',
      revision: 1,
      createdAt: now(),
    };
    this.devices.push(device);
    user.deviceCount++;
    this.setLive(device, 'not-registered');
    return device;
  }

  setLive(device: DeviceView, state: DeviceLive['state'], userAgent = 'Yealink T54W 96.86.0.20'): void {
    const isThere = state === 'registered' || state === 'in-call' || state === 'unreachable';
    const address = `203.0.113.${(this.devices.indexOf(device) % 250) + 1}`;
    this.live.set(device.id, {
      deviceId: device.id,
      userId: device.userId,
      sipUsername: device.sipUsername,
      state,
      contacts: isThere
        ? [
            {
              uri: `sip:${device.sipUsername}@${address}:5060`,
              address,
              userAgent,
              roundTripMs: state === 'unreachable' ? null : 18,
              expiresAt: null,
            },
          ]
        : [],
      lastSeenAt: isThere ? now() : null,
    });
    this.changed();
  }

  record(
    action: string,
    entity: { kind: string; id: string; name: string },
    change: { tenantId: TenantId; before?: Record<string, unknown>; after?: Record<string, unknown> },
  ): void {
    this.audit.unshift({
      id: newId<string>(),
      at: now(),
      actor: { accountId: 'acc0acc0acc0', name: this.account?.name ?? 'nobody' },
      role: 'platform_admin',
      action,
      outcome: 'done',
      entity,
      before: change.before ?? null,
      after: change.after ?? null,
      source: '127.0.0.1',
      tenantId: change.tenantId,
    });
  }

  pendingOf(tenantId: TenantId): ObjectChange[] {
    const mark = (pending: 'new' | 'changed' | 'none') => (pending === 'new' ? 'new' : 'changed');
    const users = this.users
      .filter((u) => u.tenantId === tenantId && u.pending !== 'none')
      .map<ObjectChange>((u) => ({
        kind: 'user',
        id: u.id,
        name: u.name,
        detail: u.extension === null ? null : String(u.extension),
        change: mark(u.pending),
        fields: u.pending === 'changed' ? [{ field: 'name', from: 'Before', to: u.name }] : [],
      }));
    const devices = this.devices
      .filter((d) => d.tenantId === tenantId && d.pending !== 'none' && d.revokedAt === null)
      .map<ObjectChange>((d) => {
        const owner = this.users.find((u) => u.id === d.userId);
        const detail = owner?.extension == null ? null : String(owner.extension);
        return {
          kind: 'device',
          id: d.id,
          name: d.label,
          detail: owner ? `${owner.name} ${detail ?? ''}`.trim() : null,
          ...(owner ? { owner: { id: owner.id, name: owner.name, detail } } : {}),
          change: mark(d.pending),
          fields:
            d.pending === 'changed'
              ? [{ field: 'transport', from: d.transport === 'tls' ? 'udp' : 'tls', to: d.transport }]
              : [{ field: 'transport', from: null, to: d.transport }],
        };
      });
    return [...users, ...devices, ...this.changesOf.flatMap((of) => of(tenantId)), ...(this.extra.get(tenantId) ?? [])];
  }
}
