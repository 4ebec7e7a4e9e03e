import {
  DEFAULT_EMERGENCY_NUMBERS,
  fail,
  ok,
  type BoxId,
  type BoxView,
  type Result,
  type updateBoxInput,
} from '@synergycall/domain';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { AppDatabase, PlatformScope, ReadTx, Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';

export type UpdateBox = z.infer<typeof updateBoxInput>;
/** What the database knows of a box; the rest of its view comes from the Asterisk that runs. */
export type StoredBox = Pick<BoxView, 'id' | 'name' | 'realm' | 'emergencyNumbers' | 'emergencyEndpoint' | 'revision'>;

const columns = (tx: ReadTx<PlatformScope>) =>
  tx.db
    .selectFrom('boxes')
    .select([
      'id',
      'name',
      'realm',
      'emergency_numbers as emergencyNumbers',
      'emergency_endpoint as emergencyEndpoint',
      'revision',
    ]);

export const findBox = (tx: ReadTx<PlatformScope>, id: BoxId): Promise<StoredBox | undefined> =>
  columns(tx).where('id', '=', id).executeTakeFirst();

/**
 * The box this agent stands for, made at the first start. Agents that start together agree on one.
 * @param known the id kept in the agent's own state; absent at the first start. Throws when the database holds several
 * boxes and none is known: taking the wrong one would overwrite another host's configuration.
 */
export function ensureBox(
  database: AppDatabase,
  scope: PlatformScope,
  wish: { known?: BoxId | undefined; name: string },
): Promise<StoredBox> {
  return database.inPlatform(scope, async (tx) => {
    await sql`select pg_advisory_xact_lock(${FIRST_BOX}::bigint)`.execute(tx.db);
    const boxes = await columns(tx).orderBy('created_at').execute();
    const own = boxes.find((box) => box.id === wish.known);
    if (own) return own;
    if (wish.known !== undefined && boxes.length > 0)
      throw new Error(`The box ${wish.known} of this agent isn't in its database: is this the right database?`);
    if (boxes.length > 1)
      throw new Error(
        `This database holds ${boxes.length} boxes and this agent knows none as its own: name one by its id (${boxes.map((b) => b.id).join(', ')}).`,
      );
    if (boxes[0]) return boxes[0];
    const id = wish.known ?? newId<BoxId>();
    await tx.db
      .insertInto('boxes')
      .values({ id, name: wish.name, emergency_numbers: [...DEFAULT_EMERGENCY_NUMBERS] })
      .execute();
    const made = await findBox(tx, id);
    if (!made) throw new Error('the box just written is gone');
    await tx.audit({ action: 'box.create', entity: { kind: 'box', id, name: made.name }, after: made });
    return made;
  });
}
/** Any number that nobody else locks. */
const FIRST_BOX = 7_214_001;

/** Changes the name, the emergency numbers or who takes emergency calls; the latter two by the next apply of the box. */
export async function updateBox(tx: Tx<PlatformScope>, id: BoxId, command: UpdateBox): Promise<Result<StoredBox>> {
  await tx.db.selectFrom('boxes').select('id').where('id', '=', id).forUpdate().execute();
  const before = await findBox(tx, id);
  if (!before) return fail({ code: 'not-found', what: 'box' });
  const { revision: expected, name, emergencyNumbers, emergencyEndpoint } = command;
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'box', id, expected, actual: before.revision });
  await tx.db
    .updateTable('boxes')
    .set((eb) => ({
      ...(name === undefined ? {} : { name }),
      ...(emergencyNumbers === undefined ? {} : { emergency_numbers: [...new Set(emergencyNumbers)] }),
      ...(emergencyEndpoint === undefined ? {} : { emergency_endpoint: emergencyEndpoint }),
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
  // A number that no longer begins an emergency number is free again, maybe below where a tenant's search begins.
  if (emergencyNumbers !== undefined)
    await tx.db
      .updateTable('tenants')
      .set((eb) => ({ ext_next: eb.ref('ext_min') }))
      .where('box_id', '=', id)
      .execute();
  const after = await findBox(tx, id);
  if (!after) throw new Error('the box just written is gone');
  await tx.audit({ action: 'box.update', entity: { kind: 'box', id, name: after.name }, before, after });
  return ok(after);
}
