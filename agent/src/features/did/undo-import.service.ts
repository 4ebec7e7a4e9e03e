import { fail, ok, type BoxId, type DidImportId, type Result } from '@synergycall/domain';
import type { PlatformTx } from '../../platform/database/index.ts';
import { auditOf, recordOf } from './did.audit.ts';
import { deleteDids, findDids, lockDids } from './did.store.ts';
import { importEntity, type ImportDone } from './import.service.ts';
import { shownAmong } from './shown.store.ts';
import { deletedAmong, goneAmong, lockImport, markUndone, readFacts, updateWritten } from './import.store.ts';

const NAMED = 10;

/** Removes what an import made and gives back what it changed, all or none; refused when a number was touched since. */
export async function undoImport(tx: PlatformTx, boxId: BoxId, id: DidImportId): Promise<Result<ImportDone>> {
  // Tenants and people before numbers, as everywhere; an import under way has its turn first.
  await readFacts(tx, boxId, { numbers: [], extensions: [], flows: [], lock: true });
  const done = await lockImport(tx, boxId, id);
  if (!done) return fail({ code: 'not-found', what: 'import' });
  const { rows, counts } = done;
  const targets = [...new Set(rows.flatMap(({ before }) => before?.targetUserId ?? []))];
  const [gone] = await deletedAmong(tx, targets);
  if (gone !== undefined) return fail({ code: 'destination.not-found', kind: 'user', id: gone });
  const flows = [...new Set(rows.flatMap(({ before }) => before?.targetFlowId ?? []))];
  const [goneFlow] = await goneAmong(tx, flows);
  if (goneFlow !== undefined) return fail({ code: 'destination.not-found', kind: 'flow', id: goneFlow });

  const space = { boxId };
  const ids = rows.map((row) => row.id);
  const now = new Map((await lockDids(tx, space, ids)).map((did) => [did.id, did]));
  const touched = rows.filter((row) => now.get(row.id)?.revision !== row.revision).map((row) => row.number);
  if (touched.length > 0)
    return fail({ code: 'did.import-changed-since', numbers: touched.slice(0, NAMED), count: touched.length });

  const made = rows.filter((row) => row.before === null);
  const leaving = rows.filter(({ id, before }) => (before?.tenantId ?? null) !== (now.get(id)?.tenantId ?? null));
  const shown = await shownAmong(
    tx,
    leaving.map((row) => row.id),
  );
  if (shown) return fail(shown);
  await deleteDids(
    tx,
    made.map((row) => row.id),
  );
  const restored = rows.flatMap(({ before }) => before ?? []);
  await updateWritten(tx, restored);
  await markUndone(tx, id);
  const after = new Map((await findDids(tx, space, ids)).map((did) => [did.id, did]));
  await tx.auditAll([
    { action: 'did.undo-import', entity: importEntity(id), after: counts },
    ...rows.flatMap((row) => {
      const was = now.get(row.id);
      const is = after.get(row.id);
      return auditOf(row.before ? 'did.change' : 'did.remove', was ? recordOf(was) : null, is ? recordOf(is) : null);
    }),
  ]);
  return ok({ importId: id, counts });
}
