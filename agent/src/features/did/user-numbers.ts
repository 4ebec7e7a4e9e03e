import {
  destinationId,
  fail,
  ok,
  sameDestination,
  type Destination,
  type DidId,
  type E164,
  type UserReferences,
} from '@synergycall/domain';
import { sql } from 'kysely';
import { destinationThere, moveDefault } from '../tenant/index.ts';
import type { UserNumbers } from '../user/index.ts';
import { pointAt } from './assign.service.ts';
import { lockDidsOf } from './did.store.ts';

const SHOWN = 50;

export const userNumbers: UserNumbers = {
  async leadingTo(tx, userId): Promise<UserReferences> {
    const { tenantId } = tx.scope;
    const { rows } = await sql<{ id: DidId; number: E164; total: number }>`
      select d.id, d.number, (count(*) over ())::int as total from dids d
      where d.tenant_id = ${tenantId} and d.target_user_id = ${userId} order by d.number collate "C" limit ${SHOWN}`.execute(
      tx.db,
    );
    const tenant = await tx.db
      .selectFrom('tenants')
      .select('default_user_id')
      .where('id', '=', tenantId)
      .executeTakeFirst();
    return {
      numbers: rows.map(({ id, number }) => ({ id, number })),
      total: rows[0]?.total ?? 0,
      isDefault: tenant?.default_user_id === userId,
    };
  },

  async moveAll(tx, from, to) {
    const person: Destination = { kind: 'user', userId: from };
    if (to && sameDestination(to, person))
      return fail({ code: 'destination.not-found', kind: to.kind, id: destinationId(to) });
    const there = await destinationThere(tx, to);
    if (!there.ok) return there;
    await pointAt(tx, await lockDidsOf(tx, person), to);
    await moveDefault(tx, { from: person, to });
    return ok(null);
  },
};
