import { sql } from 'kysely';
import type { BoxId, BoxSnapshot, TenantId, TenantSnapshot } from '@synergycall/domain';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase, PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import { FailureError } from '../../rpc/index.ts';
import { enabledBoxTrunks, trunkCredentials } from '../trunk/index.ts';
import { readAdopted } from './adopted.ts';
import { endJob, insertJob, markLive } from './job.store.ts';
import type { Digests, JobOrder, Records, Taken } from './ports.ts';
import { takeWaiting } from './queue.store.ts';
import {
  insertSnapshot,
  lastLiveBox,
  lastLiveTenant,
  readBox,
  readBoxModel,
  readDigests,
  readLiveFacts,
  readLiveTags,
  readRange,
  readTenant,
  trunkNamesFor,
} from './snapshot.store.ts';

/** First half of the advisory key of the live lock: "SL". */
const LIVE_LOCK = 0x534c;

/** Holds the live lock of the box until the transaction ends: live acts and the writing of rows take turns. */
export async function lockLive({ db }: Pick<ReadTx<TenantScope | PlatformScope>, 'db'>, boxId: BoxId): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LIVE_LOCK}, hashtext(${boxId}))`.execute(db);
}

const NO_DIGESTS: Digests = () => {
  throw new Error('apply: the core has no devices');
};

/** SECURITY: the agent's own apply takes no trunk live that no admin applied. Pure. */
export const withTrunksOf = (last: BoxSnapshot | undefined, box: BoxSnapshot): BoxSnapshot =>
  last?.trunks?.length ? { ...box, trunks: last.trunks } : box;

/** What an apply of a tenant starts from, and its preview too; undefined: no such tenant in this scope. */
export async function takeTenant(
  tx: ReadTx<TenantScope | PlatformScope>,
  { box, tenantId, keyring }: { readonly box: BoxSnapshot; readonly tenantId: TenantId; readonly keyring: Keyring },
): Promise<(Taken & { readonly tenant: TenantSnapshot }) | undefined> {
  const tenant = await readTenant(tx, tenantId);
  if (!tenant) return undefined;
  const last = await lastLiveTenant(tx, tenantId);
  return {
    box,
    tenant,
    lastTenant: last?.model ?? null,
    lastBox: null,
    lastGeneration: last?.generation ?? null,
    digests: await readDigests(tx, tenantId, { keyring, realm: box.box.realm }),
    trunkCredentials: await trunkCredentials(tx, keyring, tenantId),
    liveTags: [],
    adopted: await readAdopted(tx, box.box.id),
    range: await readRange(tx, tenantId),
    trunkNames: await trunkNamesFor(tx, tenantId, [tenant, last?.model]),
    boxTrunks: tenant.policies ? await enabledBoxTrunks(tx, box.box.id) : [],
  };
}

/** PostgreSQL behind an apply, in the scope of who asked for it (or of the agent itself, after a restart). */
export function pgRecords(database: AppDatabase, keyring: Keyring, scope: TenantScope | PlatformScope): Records {
  const write = <T>(work: (tx: Tx<TenantScope | PlatformScope>) => Promise<T>): Promise<T> =>
    scope.kind === 'tenant'
      ? database.inTenant(scope, work as (tx: Tx<TenantScope>) => Promise<T>)
      : database.inPlatform(scope, work as (tx: Tx<PlatformScope>) => Promise<T>);

  return {
    begin: (order) =>
      write(async (tx) => {
        // SECURITY: of a job that was cancelled, or that another agent took, nothing is done.
        if (!order.waited) await insertJob(tx, order);
        else if (!(await takeWaiting(tx, order)))
          throw new FailureError({ code: 'apply.not-waiting', id: order.id, status: 'CANCELLED' });
        await tx.audit({
          action: order.waited ? 'apply.begin' : 'apply.start',
          entity: entityOf(order),
          after: { job: order.id, reason: order.reason, ...(order.ignoreFreeze && { ignoreFreeze: true }) },
          tenantId: order.tenant?.id ?? null,
        });
      }),

    take: (order) =>
      database.snapshot(scope, async (tx) => {
        if (!order.tenant) {
          const last = await lastLiveBox(tx, order.boxId);
          return {
            box: order.liveTrunks
              ? withTrunksOf(last?.model, await readBox(tx, order.boxId))
              : await readBoxModel(tx, order.boxId),
            // A password that is pending must not get into the row of the one that is live.
            ...(!order.liveTrunks && { trunkCredentials: await trunkCredentials(tx, keyring, null) }),
            tenant: null,
            lastTenant: null,
            lastBox: last?.model ?? null,
            lastGeneration: last?.generation ?? null,
            digests: NO_DIGESTS,
            liveTags: await readLiveTags(tx, order.boxId),
            adopted: await readAdopted(tx, order.boxId),
          };
        }
        const box = await readBox(tx, order.boxId);
        const taken = await takeTenant(tx, { box, tenantId: order.tenant.id, keyring });
        if (!taken) throw new Error('apply: the tenant is gone');
        return taken;
      }),

    nextGeneration: () =>
      write(async ({ db }) => {
        const { rows } = await sql<{ next: string }>`select nextval('apply_generation') as next`.execute(db);
        return Number(rows[0]?.next);
      }),

    keepSnapshot: (order, generation, model) =>
      write((tx) =>
        insertSnapshot(tx, {
          jobId: order.id,
          boxId: order.boxId,
          tenantId: order.tenant?.id ?? null,
          generation,
          model,
        }),
      ),

    withLiveFacts: (order, work) =>
      write(async (tx) => {
        await lockLive(tx, order.boxId);
        if (!order.tenant) throw new Error('apply: live facts belong to a tenant');
        return work(await readLiveFacts(tx, order.tenant.id));
      }),

    finish: (order, job) =>
      write(async (tx) => {
        if (!(await endJob(tx, job))) return;
        if (job.status === 'SUCCESS') await markLive(tx, order.id);
        const after = {
          job: job.id,
          status: job.status,
          generation: job.generation,
          error: job.error,
          changes: job.changes.length,
        };
        await tx.audit({ action: 'apply.end', entity: entityOf(order), after, tenantId: order.tenant?.id ?? null });
      }),
  };
}

/** Whom an apply is about, in the record. */
export const entityOf = (order: JobOrder) => ({
  kind: order.tenant ? 'tenant' : 'box',
  id: order.tenant?.id ?? order.boxId,
  name: order.tenant?.name ?? null,
});
