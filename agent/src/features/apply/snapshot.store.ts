import { createHash } from 'node:crypto';
import {
  PARKING_SECONDS,
  type BoxId,
  type BoxSnapshot,
  type DeviceId,
  type E164,
  type ExtensionRange,
  type JobId,
  type TenantId,
  type TenantSnapshot,
  type TenantTag,
  type TrunkNames,
  type UserId,
} from '@synergycall/domain';
import { sql } from 'kysely';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import { flowOverrides, flowSnapshots, promptSnapshots } from '../callflow/index.ts';
import { secretPlace } from '../device/index.ts';
import { handlingFacts } from '../handling/index.ts';
import { locationSnapshots } from '../emergency/index.ts';
import { outboundSnapshot } from '../policy/index.ts';
import { logoutFacts } from '../queue/index.ts';
import { liftedDay } from '../spending/index.ts';
import { destinationOf, TARGET_COLUMNS, targetOf } from '../tenant/index.ts';
import { trunkNames, trunkSnapshots } from '../trunk/index.ts';
import type { Digests, LiveFacts } from './ports.ts';

type AnyRead = ReadTx<TenantScope | PlatformScope>;
type AnyWrite = Tx<TenantScope | PlatformScope>;

export async function readBox({ db }: Pick<AnyRead, 'db'>, boxId: BoxId): Promise<BoxSnapshot> {
  const row = await db
    .selectFrom('boxes')
    .select(['id', 'realm', 'emergency_numbers', 'emergency_endpoint'])
    .where('id', '=', boxId)
    .executeTakeFirstOrThrow();
  return {
    version: 1,
    box: {
      id: row.id,
      realm: row.realm,
      emergencyNumbers: row.emergency_numbers,
      emergencyEndpoint: row.emergency_endpoint,
    },
  };
}

/** The same with the trunks of the box, as an apply of its own part takes it. Platform scope: a tenant sees no credentials. */
export async function readBoxModel(tx: Pick<ReadTx<PlatformScope>, 'db'>, boxId: BoxId): Promise<BoxSnapshot> {
  const box = await readBox(tx, boxId);
  const trunks = await trunkSnapshots(tx, { boxId, tenantId: null });
  return trunks.length === 0 ? box : { ...box, trunks };
}

/**
 * The model of a tenant as it stands in this transaction; undefined: no such tenant in this scope. Lists, joined
 * here: behind row-level security the planner (PostgreSQL 15, before ANALYZE) takes one row per table for granted and
 * joins a tenant of 1,000 by a million comparisons.
 */
export async function readTenant({ db }: Pick<AnyRead, 'db'>, tenantId: TenantId): Promise<TenantSnapshot | undefined> {
  const tenant = await db
    .selectFrom('tenants')
    .select([
      'id',
      'tag',
      'name',
      'timezone',
      'default_user_id',
      'default_flow_id',
      'default_number',
      'default_voicemail',
      'default_location_id',
      'park_seconds',
    ])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  if (!tenant) return undefined;
  const users = await db
    .selectFrom('users')
    .select(['id', 'name', 'voicemail_enabled', 'policy_id', 'outbound_caller_id'])
    .where('tenant_id', '=', tenantId)
    .where('status', '<>', 'deleted')
    .orderBy('id')
    .execute();
  const extensions = await db
    .selectFrom('extensions')
    .select(['owner_id', 'number'])
    .where('tenant_id', '=', tenantId)
    .where('quarantined_until', 'is', null)
    .execute();
  const devices = await db
    .selectFrom('devices')
    .select(['id', 'user_id', 'label', 'sip_username', 'transport', 'nat', 'codecs', 'secret_version', 'location_id'])
    .where('tenant_id', '=', tenantId)
    .where('enabled', '=', true)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();
  const dids = await db
    .selectFrom('dids')
    .select(['id', 'number', ...TARGET_COLUMNS])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  const numbers = new Map<string, number>(extensions.map((extension) => [extension.owner_id, extension.number]));
  const people = users.flatMap((user): TenantSnapshot['users'] => {
    const extension = numbers.get(user.id);
    return extension === undefined
      ? []
      : [
          {
            id: user.id,
            name: user.name,
            extension,
            voicemailEnabled: user.voicemail_enabled,
            ...(user.policy_id !== null && { policyId: user.policy_id }),
            ...(user.outbound_caller_id !== null && { callerId: user.outbound_caller_id as E164 }),
          },
        ];
  });
  const known = new Set(users.map((user) => user.id));
  const trunks = await trunkSnapshots({ db }, { tenantId });
  const flows = await flowSnapshots({ db }, tenantId, numbers);
  const prompts = await promptSnapshots({ db }, tenantId, flows);
  const byDefault = destinationOf({
    user_id: tenant.default_user_id,
    flow_id: tenant.default_flow_id,
    number: tenant.default_number,
    voicemail: tenant.default_voicemail,
  });
  const outbound = await outboundSnapshot({ db }, tenantId);
  const locations = await locationSnapshots({ db }, tenantId);
  return {
    version: 1,
    tenant: {
      id: tenant.id,
      tag: tenant.tag,
      name: tenant.name,
      timezone: tenant.timezone,
      ...(byDefault && { defaultDestination: byDefault }),
      ...(tenant.default_location_id !== null && { defaultLocationId: tenant.default_location_id }),
      ...(tenant.park_seconds !== PARKING_SECONDS && { parkSeconds: tenant.park_seconds }),
    },
    users: people,
    devices: devices
      .filter((device) => known.has(device.user_id))
      .map((device) => ({
        id: device.id,
        userId: device.user_id,
        label: device.label,
        sipUsername: device.sip_username,
        transport: device.transport,
        nat: device.nat,
        codecs: device.codecs,
        secretVersion: device.secret_version,
        ...(device.location_id !== null && { locationId: device.location_id }),
      })),
    ...(trunks.length > 0 && { trunks }),
    ...(flows.length > 0 && { flows }),
    ...(prompts.length > 0 && { prompts }),
    // Absent where there is none: models of tenants without numbers are the same texts as before there were any.
    ...(dids.length > 0 && {
      dids: dids.map(({ id, number, ...target }) => ({
        id,
        // The column lets nothing else in.
        number: number as E164,
        target: targetOf(target),
      })),
    }),
    ...outbound,
    ...(locations.length > 0 && { locations }),
  };
}

/** What the trunks are called that rules of these models name; nothing is asked where there are none. */
export async function trunkNamesFor(
  { db }: Pick<AnyRead, 'db'>,
  tenantId: TenantId,
  models: readonly (TenantSnapshot | null | undefined)[],
): Promise<TrunkNames> {
  return models.some((model) => model?.policies) ? trunkNames({ db }, tenantId) : new Map();
}

/** The extensions that the tenant may give out. */
export async function readRange({ db }: Pick<AnyRead, 'db'>, tenantId: TenantId): Promise<ExtensionRange> {
  const { ext_min: min, ext_max: max } = await db
    .selectFrom('tenants')
    .select(['ext_min', 'ext_max'])
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  const { waiting } = await db
    .selectFrom('extensions')
    .select((e) => e.fn.countAll<string>().as('waiting'))
    .where('tenant_id', '=', tenantId)
    .where('quarantined_until', '>', new Date())
    .where('number', '>=', min)
    .where('number', '<=', max)
    .executeTakeFirstOrThrow();
  return { min, max, quarantined: Number(waiting) };
}

/**
 * SECURITY: opens each device's secret and keeps only its digest, md5(username:realm:secret), as `ps_auths` takes it.
 * Read in the transaction of the snapshot, so that secret and secretVersion belong together.
 */
export async function readDigests(
  { db }: Pick<AnyRead, 'db'>,
  tenantId: TenantId,
  sealing: { readonly keyring: Keyring; readonly realm: string },
): Promise<Digests> {
  const rows = await db
    .selectFrom('devices')
    .select(['id', 'sip_username', 'secret_sealed'])
    .where('tenant_id', '=', tenantId)
    .where('enabled', '=', true)
    .where('revoked_at', 'is', null)
    .execute();
  const digests = new Map<DeviceId, string>();
  for (const row of rows) digests.set(row.id, digestOf(row, sealing));
  return ({ id }) => digests.get(id) ?? missing(id);
}

/** SECURITY: the secret itself does not leave this function. Throws if the keyring can't open it. */
export function digestOf(
  device: { readonly id: DeviceId; readonly sip_username: string; readonly secret_sealed: string },
  { keyring, realm }: { readonly keyring: Keyring; readonly realm: string },
): string {
  const secret = keyring.open(device.secret_sealed, secretPlace(device.id)).reveal('digest for ps_auths');
  return createHash('md5').update(`${device.sip_username}:${realm}:${secret}`).digest('hex');
}

function missing(id: DeviceId): never {
  throw new Error(`apply: no secret of device ${id}`);
}

export interface LastLive<Model> {
  readonly jobId: JobId;
  readonly generation: number;
  readonly model: Model;
  readonly since: Date;
}

export async function lastLiveTenant(
  { db }: Pick<AnyRead, 'db'>,
  tenantId: TenantId,
): Promise<LastLive<TenantSnapshot> | undefined> {
  const row = await db
    .selectFrom('apply_snapshots')
    .select(['job_id', 'generation', 'model', 'live_since'])
    .where('tenant_id', '=', tenantId)
    .where('live_since', 'is not', null)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toLast<TenantSnapshot>(row);
}

/** What a day's calls out may cost by the live version, in millionths; null: no limit. Asked often, so no model is read for it. */
export async function liveSpendLimit({ db }: Pick<AnyRead, 'db'>, tenantId: TenantId): Promise<number | null> {
  const row = await db
    .selectFrom('apply_snapshots')
    .select(sql<string | null>`model -> 'outbound' ->> 'spendPerDay'`.as('micros'))
    .where('tenant_id', '=', tenantId)
    .where('live_since', 'is not', null)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.micros == null ? null : Number(row.micros);
}

/** Since when each generation of a tenant was live, from this one on. */
export async function readFlips(
  { db }: Pick<AnyRead, 'db'>,
  tenantId: TenantId,
  from: number,
): Promise<readonly { readonly generation: number; readonly msAgo: number }[]> {
  const rows = await db
    .selectFrom('apply_snapshots')
    .select(['generation', 'live_since'])
    .where('tenant_id', '=', tenantId)
    .where('generation', '>=', String(from))
    .where('live_since', 'is not', null)
    .execute();
  return rows.map((row) => ({
    generation: Number(row.generation),
    msAgo: Date.now() - (row.live_since?.getTime() ?? Date.now()),
  }));
}

export async function lastLiveBox(
  { db }: Pick<AnyRead, 'db'>,
  boxId: BoxId,
): Promise<LastLive<BoxSnapshot> | undefined> {
  const row = await db
    .selectFrom('apply_snapshots')
    .select(['job_id', 'generation', 'model', 'live_since'])
    .where('box_id', '=', boxId)
    .where('tenant_id', 'is', null)
    .where('live_since', 'is not', null)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toLast<BoxSnapshot>(row);
}

/** Tenants of the box of which something is live. */
export async function readLiveTags({ db }: Pick<AnyRead, 'db'>, boxId: BoxId): Promise<readonly TenantTag[]> {
  const live = await db
    .selectFrom('apply_snapshots')
    .select('tenant_id')
    .distinct()
    .where('box_id', '=', boxId)
    .where('tenant_id', 'is not', null)
    .where('live_since', 'is not', null)
    .execute();
  const known = new Set(live.map((row) => row.tenant_id));
  const tenants = await db
    .selectFrom('tenants')
    .select(['id', 'tag'])
    .where('box_id', '=', boxId)
    .orderBy('tag')
    .execute();
  return tenants.filter((tenant) => known.has(tenant.id)).map((tenant) => tenant.tag);
}

const toLast = <Model>(row: {
  job_id: JobId;
  generation: string;
  model: unknown;
  live_since: Date | null;
}): LastLive<Model> => ({
  jobId: row.job_id,
  generation: Number(row.generation),
  model: row.model as Model,
  since: row.live_since ?? new Date(0),
});

export async function insertSnapshot(
  { db }: Pick<AnyWrite, 'db'>,
  kept: {
    jobId: JobId;
    boxId: BoxId;
    tenantId: TenantId | null;
    generation: number;
    model: TenantSnapshot | BoxSnapshot;
  },
): Promise<void> {
  await db
    .insertInto('apply_snapshots')
    .values({
      job_id: kept.jobId,
      box_id: kept.boxId,
      tenant_id: kept.tenantId,
      generation: kept.generation,
      model: JSON.stringify(kept.model),
    })
    .execute();
}

/** Who is suspended and which devices are revoked, as committed now. */
export async function readLiveFacts({ db }: Pick<AnyRead, 'db'>, tenantId: TenantId): Promise<LiveFacts> {
  const tenant = await db.selectFrom('tenants').select('status').where('id', '=', tenantId).executeTakeFirst();
  const suspended = await db
    .selectFrom('users')
    .select('id')
    .where('tenant_id', '=', tenantId)
    // Whoever a restore removes stays suspended until the apply that takes them away.
    .where((eb) => eb.or([eb('status', '=', 'suspended'), eb('was_suspended', '=', true)]))
    .execute();
  const revoked = await db
    .selectFrom('devices')
    .select('sip_username')
    .where('tenant_id', '=', tenantId)
    .where('revoked_at', 'is not', null)
    .execute();
  return {
    tenantSuspended: tenant?.status === 'suspended',
    suspendedUsers: new Set<UserId>(suspended.map((user) => user.id)),
    revoked: new Set<string>(revoked.map((device) => device.sip_username)),
    overrides: await flowOverrides({ db }, tenantId),
    handling: await handlingFacts({ db }, tenantId),
    logouts: await logoutFacts({ db }, tenantId),
    liftedDay: await liftedDay({ db }, tenantId),
  };
}
