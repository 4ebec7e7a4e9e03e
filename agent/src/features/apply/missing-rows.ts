import {
  entryContext,
  suspendedContext,
  type BoxId,
  type TenantId,
  type TenantSnapshot,
  type TenantTag,
} from '@synergycall/domain';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase, PlatformScope, ReadTx } from '../../platform/database/index.ts';
import type { OwnedFiles } from '../../platform/files/index.ts';
import type { DeviceRows, RealtimeStore } from '../../platform/realtime/index.ts';
import { deviceRows } from '../device/index.ts';
import type { AsteriskSide, LiveFacts } from './ports.ts';
import { restoreMailboxes } from './mailbox-rows.ts';
import { restoreQueues } from './queue-rows.ts';
import { lockLive } from './records.ts';
import { changeOf } from './rows.ts';
import { digestOf, lastLiveTenant, readBox, readLiveFacts } from './snapshot.store.ts';

export interface RowsDeps {
  readonly database: AppDatabase;
  readonly realtime: RealtimeStore;
  readonly asterisk: Pick<AsteriskSide, 'expireCached'>;
  readonly keyring: Keyring;
  readonly boxId: BoxId;
  readonly scope: PlatformScope;
  /** Where Asterisk's configuration is. */
  readonly files: Pick<OwnedFiles, 'etc'>;
}

/** SIP usernames, names of mailboxes and of rows of queues; never a value of a row. */
export interface RowsFound {
  readonly restored: readonly string[];
  /** Missing, and not brought back: changed or switched off since it was applied, or its secret can't be opened. */
  readonly left: readonly string[];
  /** There, but not as they were applied: left alone, since a hand edit may be meant. */
  readonly differ: readonly string[];
}

/**
 * Brings back the rows that were applied and have vanished: a restored database beside a new Asterisk, or other hands.
 * Under the live lock, so that nobody is suspended or revoked between the look and the write. SECURITY: a revoked
 * device never comes back, and a secret counts only if it is the one that was applied.
 */
export function restoreRows(
  { database, realtime, asterisk, keyring, boxId, scope, files }: RowsDeps,
  tenant: { readonly id: TenantId; readonly tag: TenantTag },
): Promise<RowsFound | 'unreachable'> {
  return database.inPlatform(scope, async (tx) => {
    await lockLive(tx, boxId);
    const last = await lastLiveTenant(tx, tenant.id);
    if (!last) return { restored: [], left: [], differ: [] };
    const there = await realtime.readAll(tenant.tag);
    if (!there.ok) return 'unreachable';
    const { realm } = (await readBox(tx, boxId)).box;
    const facts = await readLiveFacts(tx, tenant.id);
    const secrets = await readSecrets(tx, tenant.id);
    const { meant, left } = rowsAsApplied({
      model: last.model,
      facts,
      there: there.value,
      digestOf: (device) => {
        const secret = secrets.get(device.id);
        if (!secret) return null;
        const isApplied = secret.enabled && secret.secret_version === device.secretVersion;
        return isApplied ? openDigest(secret, { keyring, realm }) : undefined;
      },
      realm,
    });
    const { insert, update } = changeOf(there.value, meant);
    const restored = insert.map((row) => row.id);
    if (restored.length > 0) {
      // What is left of a row in one or two of the three tables stands in the way of a whole one.
      if (!(await realtime.transact({ delete: restored, insert })).ok) return 'unreachable';
      if (!(await asterisk.expireCached(restored)).ok) return 'unreachable';
    }
    const boxes = await restoreMailboxes(realtime, last.model);
    if (boxes === 'unreachable') return 'unreachable';
    const loggedOut = facts.logouts?.loggedOut ?? new Set();
    const queues = await restoreQueues(realtime, last.model, { etc: files.etc, loggedOut });
    if (queues === 'unreachable') return 'unreachable';
    return {
      restored: [...restored, ...boxes.restored, ...queues.restored],
      left,
      differ: [...update.map((row) => row.id), ...boxes.differ, ...queues.differ],
    };
  });
}

export interface AsApplied {
  readonly model: TenantSnapshot;
  readonly facts: LiveFacts;
  readonly there: readonly DeviceRows[];
  /** undefined: not known, so what is there is believed. null: gone from the model for good. */
  readonly digestOf: (device: TenantSnapshot['devices'][number]) => string | undefined | null;
  readonly realm: string;
}

/** The rows that a live model and the live facts call for; `left`: missing ones whose secret is not known. Pure. */
export function rowsAsApplied({ model, facts, there, digestOf: digest, realm }: AsApplied): {
  readonly meant: readonly DeviceRows[];
  readonly left: readonly string[];
} {
  const { tag } = model.tenant;
  const now = new Map(there.map((row) => [row.id, row]));
  const meant: DeviceRows[] = [];
  const left: string[] = [];
  for (const device of model.devices) {
    const id = device.sipUsername;
    const known = digest(device);
    // Revoked, or gone with its user: no row is right.
    if (known === null || facts.revoked.has(id)) continue;
    // A new secret that waits for its apply says nothing about the row that is there.
    const md5Cred = known ?? now.get(id)?.auth.md5_cred;
    const context = facts.suspendedUsers.has(device.userId) ? suspendedContext(tag) : entryContext(tag);
    if (md5Cred === undefined) left.push(id);
    else meant.push(deviceRows(model, device, { md5Cred, realm, context }));
  }
  return { meant, left };
}

/** undefined: sealed with a key that this agent does not have. */
export function openDigest(
  secret: Parameters<typeof digestOf>[0],
  sealing: { readonly keyring: Keyring; readonly realm: string },
): string | undefined {
  try {
    return digestOf(secret, sealing);
  } catch {
    return undefined;
  }
}

export async function readSecrets({ db }: Pick<ReadTx<PlatformScope>, 'db'>, tenantId: TenantId) {
  const rows = await db
    .selectFrom('devices')
    .select(['id', 'sip_username', 'secret_sealed', 'secret_version', 'enabled'])
    .where('tenant_id', '=', tenantId)
    .where('revoked_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
