import { sql } from 'kysely';
import { destinationKey, type Destination, type DidId, type TenantSnapshot } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { readPhones } from '../device/index.ts';
import {
  findTenant,
  isNameTaken,
  numbersOf,
  readNumbers,
  TARGET_COLUMNS,
  targetColumns,
  targetOf,
} from '../tenant/index.ts';
import { trunkNames } from '../trunk/index.ts';
import { readPeople } from '../user/index.ts';
import type { Standing } from './restore-model-wish.ts';

/** What a restore must know besides the models; undefined: no such tenant in this scope. */
export async function readStanding(
  tx: ReadTx,
  past: TenantSnapshot,
  now: TenantSnapshot,
): Promise<Standing | undefined> {
  const space = await numbersOf(tx, tx.scope.tenantId);
  const tenant = await findTenant(tx, tx.scope.tenantId);
  if (!space || !tenant) return undefined;
  const people = new Map((await readPeople(tx)).map((person) => [person.id as string, person]));
  const numbers = await readNumbers(tx);
  const flows = new Map<string, string>((now.flows ?? []).map(({ id, name }) => [id, name]));
  const isRenamed = past.tenant.name !== now.tenant.name;
  return {
    range: [space.min, space.max],
    blocked: space.blocked,
    maxUsers: space.maxUsers,
    maxDevicesPerUser: space.maxDevicesPerUser,
    tenantSuspended: tenant.status === 'suspended',
    nameTaken: isRenamed && (await isNameTaken(tx, past.tenant.name)),
    people: new Map([...people.values()].map((person) => [person.id, person])),
    numbers: new Map(
      numbers.map(({ number, ownerId, resting }) => [
        number,
        { ownerId, ownerName: people.get(ownerId)?.name ?? flows.get(ownerId) ?? '', resting },
      ]),
    ),
    phones: new Map((await readPhones(tx)).map((phone) => [phone.id, phone])),
    trunks: await trunkNames(tx, tx.scope.tenantId),
  };
}

/**
 * Until the transaction ends, no number of the tenant is assigned, returned or taken. After people are locked: whoever
 * assigns a number holds the person first, and then the number.
 */
export async function lockDids(tx: ReadTx): Promise<void> {
  await sql`select id from dids where tenant_id = ${tx.scope.tenantId} order by id for update`.execute(tx.db);
}

/** Where numbers led at an earlier time, with an audit row each. Needs `lockDids`; the people must be there. */
export async function restoreDids(
  tx: TenantTx,
  wanted: readonly { readonly id: DidId; readonly target: Destination | null }[],
): Promise<void> {
  const { tenantId } = tx.scope;
  if (wanted.length === 0) return;
  const rows = await tx.db
    .selectFrom('dids')
    .select(['id', 'number', ...TARGET_COLUMNS])
    .where('tenant_id', '=', tenantId)
    .execute();
  const before = new Map(rows.map((row) => [row.id, row]));
  const byTarget = Map.groupBy(wanted, ({ target }) => destinationKey(target));
  for (const dids of byTarget.values())
    for (let from = 0; from < dids.length; from += AT_ONCE)
      await tx.db
        .updateTable('dids')
        .set((eb) => ({ ...targetColumns(dids[0]?.target ?? null), revision: eb('revision', '+', 1) }))
        .where('tenant_id', '=', tenantId)
        .where(
          'id',
          'in',
          dids.slice(from, from + AT_ONCE).map(({ id }) => id),
        )
        .execute();
  await tx.auditAll(
    wanted.map(({ id, target }) => {
      const was = before.get(id);
      if (!was) throw new Error('a number whose row is gone');
      return {
        action: 'did.assign',
        entity: { kind: 'did', id, name: was.number },
        before: { target: targetOf(was) },
        after: { target },
      };
    }),
  );
}

const AT_ONCE = 1_000;
