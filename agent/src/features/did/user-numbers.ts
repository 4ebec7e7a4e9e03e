import {
  destinationId,
  fail,
  ok,
  personOf,
  type Destination,
  type DidId,
  type E164,
  type UserReferences,
} from '@synergycall/domain';
import { sql } from 'kysely';
import type { ReadTx } from '../../platform/database/index.ts';
import { exitsLeadingTo, groupsOf, leaveGroups, moveExits, type FlowNumbers } from '../callflow/index.ts';
import { forwardersTo, moveForwards } from '../handling/index.ts';
import { destinationThere, moveDefault } from '../tenant/index.ts';
import type { UserNumbers } from '../user/index.ts';
import { pointAt } from './assign.service.ts';
import { leadsTo, lockDidsOf } from './did.store.ts';

const SHOWN = 50;

/** Numbers that lead to one destination, the first ones by number. */
async function numbersLeadingTo(
  tx: ReadTx,
  to: Destination,
): Promise<{ rows: { id: DidId; number: E164 }[]; total: number }> {
  const { rows } = await sql<{ id: DidId; number: E164; total: number }>`
    select d.id, d.number, (count(*) over ())::int as total from dids d
    where d.tenant_id = ${tx.scope.tenantId} and ${leadsTo(to)} order by d.number collate "C" limit ${SHOWN}`.execute(
    tx.db,
  );
  return { rows: rows.map(({ id, number }) => ({ id, number })), total: rows[0]?.total ?? 0 };
}

/** For call flows, which know no numbers. */
export const flowNumbers: FlowNumbers = {
  leadingTo: numbersLeadingTo,
  async moveAll(tx, from, to) {
    await pointAt(tx, await lockDidsOf(tx, from), to);
  },
};

export const userNumbers: UserNumbers = {
  async leadingTo(tx, userId): Promise<UserReferences> {
    const { tenantId } = tx.scope;
    const person: Destination = { kind: 'user', userId };
    const numbers = await numbersLeadingTo(tx, person);
    const tenant = await tx.db
      .selectFrom('tenants')
      .select('default_user_id')
      .where('id', '=', tenantId)
      .executeTakeFirst();
    return {
      numbers: numbers.rows,
      total: numbers.total,
      isDefault: tenant?.default_user_id === userId,
      flows: [...(await exitsLeadingTo(tx, person)), ...(await groupsOf(tx, userId))],
      forwards: await forwardersTo(tx, person),
    };
  },

  async moveAll(tx, from, to) {
    const person: Destination = { kind: 'user', userId: from };
    if (to && personOf(to) === from)
      return fail({ code: 'destination.not-found', kind: to.kind, id: destinationId(to) });
    const there = await destinationThere(tx, to);
    if (!there.ok) return there;
    await leaveGroups(tx, from);
    const exits = await moveExits(tx, person, to);
    if (!exits.ok) return exits;
    await pointAt(tx, await lockDidsOf(tx, person), to);
    await moveDefault(tx, { from: person, to });
    await moveForwards(tx, { from: person, to });
    return ok(null);
  },
};
