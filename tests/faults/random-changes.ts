import { createDevice, resetSecret, revokeDevice, updateDevice } from '../../agent/src/features/device/index.ts';
import { updateBox, findBox } from '../../agent/src/features/box/index.ts';
import { findTenant, setTenantStatus, updateTenant } from '../../agent/src/features/tenant/index.ts';
import { createUser, deleteUser, setUserStatus, updateUser } from '../../agent/src/features/user/index.ts';
import { userDevices } from '../../agent/src/features/device/index.ts';
import type { ApplyService } from '../../agent/src/features/apply/index.ts';
import type { TenantScope, TenantTx } from '../../agent/src/platform/database/index.ts';
import type {
  Codec,
  DeviceCredentials,
  DeviceId,
  Result,
  SipUsername,
  TenantTag,
  UserId,
} from '../../packages/domain/src/index.ts';
import type { TestBox } from './box.ts';
import { changeNumbers, freeOf } from './random-numbers.ts';
import type { Change } from './random-plan.ts';

export interface RandomTenant {
  readonly tag: TenantTag;
  readonly scope: TenantScope;
}
/** SIP secrets in clear by `<username>:<version>`, as the test was shown them. */
export type Secrets = Map<string, string>;

const NAMES = ['Ann Lee', 'Zoë Ångström', 'Юлия Ким', '李小龍', 'O’Hara “Bob”', 'A; B, C=D', 'Ärger Åsa'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York'];
/** The test's phones speak ulaw. */
const CODECS: readonly (readonly Codec[])[] = [['alaw', 'ulaw'], ['ulaw'], ['g722', 'ulaw']];
const EMERGENCY = [['112'], ['112', '911'], ['112', '911', '999'], ['110', '112']];
const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % list.length];

/** Does to the model what an admin might do, with the live act that belongs to it. What is refused is no matter here. */
export async function change(
  box: TestBox,
  { live, secrets }: { readonly live: ApplyService['live']; readonly secrets: Secrets },
  {
    tenant,
    wish,
    all,
  }: { readonly tenant: RandomTenant; readonly wish: Change; readonly all: readonly RandomTenant[] },
): Promise<void> {
  const { scope, tag } = tenant;
  const { pick } = wish;
  const { tenantId } = scope;
  const inTenant = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> => box.database.inTenant(scope, work);
  const { users, devices } = await inTenant(async ({ db }) => ({
    users: await db
      .selectFrom('users')
      .select(['id', 'revision', 'status'])
      .where('tenant_id', '=', tenantId)
      .where('status', '<>', 'deleted')
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
    devices: await db
      .selectFrom('devices')
      .select(['id', 'user_id', 'revision', 'enabled', 'sip_username'])
      .where('tenant_id', '=', tenantId)
      .where('revoked_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
  }));
  const user = at(users, pick);
  const device = at(devices, pick);
  const devicesOf = (id: UserId): SipUsername[] =>
    devices.filter((one) => one.user_id === id).map((one) => one.sip_username);
  const shown = async (credentials: DeviceCredentials | null): Promise<void> => {
    if (credentials) await remember(box, { scope, secrets }, credentials);
  };
  const name = `${at(NAMES, pick) ?? ''} ${pick}`;

  switch (wish.does) {
    case 'create': {
      const made = await inTenant((tx) =>
        createUser({ devices: userDevices(box.credentials) }, tx, {
          tenantId,
          name,
          voicemailEnabled: pick % 2 === 0,
          device: { label: 'Desk', transport: 'udp' },
        }),
      );
      return shown(valueOf(made)?.credentials ?? null);
    }
    case 'rename':
      if (user)
        await inTenant((tx) => updateUser(tx, { tenantId, id: user.id, revision: user.revision, name: `New ${name}` }));
      return;
    case 'extension':
      if (user)
        await inTenant((tx) =>
          updateUser(tx, { tenantId, id: user.id, revision: user.revision, extension: (2000 + (pick % 900)) as never }),
        );
      return;
    case 'delete': {
      if (!user) return;
      await freeOf(box, { tenantId, userId: user.id });
      const gone = await inTenant((tx) =>
        deleteUser({ devices: userDevices(box.credentials) }, tx, {
          tenantId,
          id: user.id,
          revision: user.revision,
          releaseExtension: pick % 2 === 0,
        }),
      );
      const revoked = valueOf(gone)?.revoked;
      if (revoked) await live.revokeDevices(tag, revoked);
      return;
    }
    case 'device': {
      if (!user) return;
      const made = await inTenant((tx) =>
        createDevice(box.credentials, tx, {
          tenantId,
          userId: user.id,
          label: `Phone ${pick}`,
          transport: pick % 3 === 0 ? 'tls' : 'udp',
          nat: pick % 2 === 0 ? 'auto' : 'off',
        }),
      );
      return shown(valueOf(made)?.credentials ?? null);
    }
    case 'alter-device':
      if (device)
        await inTenant((tx) =>
          updateDevice(tx, {
            tenantId,
            id: device.id,
            revision: device.revision,
            label: `Label ${pick}`,
            codecs: [...(at(CODECS, pick) ?? [])],
          }),
        );
      return;
    case 'switch-device':
      if (device)
        await inTenant((tx) =>
          updateDevice(tx, { tenantId, id: device.id, revision: device.revision, enabled: !device.enabled }),
        );
      return;
    case 'reset-secret':
      if (device)
        await shown(valueOf(await inTenant((tx) => resetSecret(box.credentials, tx, device.id)))?.credentials ?? null);
      return;
    case 'revoke':
      if (!device) return;
      await inTenant((tx) => revokeDevice(tx, device.id));
      await live.revokeDevice(tag, device.sip_username);
      return;
    case 'zone': {
      const now = await inTenant((tx) => findTenant(tx, tenantId));
      const timezone = at(ZONES, pick) ?? 'UTC';
      if (now) await inTenant((tx) => updateTenant(tx, { tenantId, revision: now.revision, timezone }));
      return;
    }
    case 'suspend':
    case 'restore': {
      if (!user) return;
      const status = wish.does === 'suspend' ? 'suspended' : 'active';
      await inTenant((tx) => setUserStatus(tx, user.id, status));
      await live[wish.does === 'suspend' ? 'suspendUser' : 'restoreUser'](tag, user.id, devicesOf(user.id));
      return;
    }
    case 'suspend-tenant':
    case 'restore-tenant': {
      const suspend = wish.does === 'suspend-tenant';
      await inTenant((tx) => setTenantStatus(tx, tenantId, suspend ? 'suspended' : 'active'));
      await live[suspend ? 'suspendTenant' : 'restoreTenant'](tag);
      return;
    }
    case 'number':
    case 'assign':
    case 'move-number':
    case 'return-number':
    case 'default':
      return changeNumbers(box, {
        does: wish.does,
        pick,
        tenantId,
        user: user?.id ?? null,
        among: all.map((one) => one.scope.tenantId),
      });
    case 'emergency':
      await box.database.inPlatform(box.platform, async (tx) => {
        const now = await findBox(tx, box.address.boxId);
        if (now)
          await updateBox(tx, now.id, { revision: now.revision, emergencyNumbers: at(EMERGENCY, pick) ?? ['112'] });
      });
  }
}

/** The credentials that were shown, under the version that they have now. */
export async function remember(
  box: TestBox,
  { scope, secrets }: { readonly scope: TenantScope; readonly secrets: Secrets },
  { deviceId, sipUsername, secret }: Pick<DeviceCredentials, 'deviceId' | 'sipUsername' | 'secret'>,
): Promise<void> {
  const row = await box.database.inTenant(scope, ({ db }) =>
    db
      .selectFrom('devices')
      .select('secret_version')
      .where('id', '=', deviceId as DeviceId)
      .executeTakeFirst(),
  );
  if (row) secrets.set(`${sipUsername}:${row.secret_version}`, secret);
}

const valueOf = <T>(result: Result<T, unknown>): T | undefined => (result.ok ? result.value : undefined);
