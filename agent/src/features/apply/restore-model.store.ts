import type { TenantSnapshot } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';
import { readPhones } from '../device/index.ts';
import { findTenant, isNameTaken, numbersOf, readNumbers } from '../tenant/index.ts';
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
        { ownerId, ownerName: people.get(ownerId)?.name ?? '', resting },
      ]),
    ),
    phones: new Map((await readPhones(tx)).map((phone) => [phone.id, phone])),
  };
}
