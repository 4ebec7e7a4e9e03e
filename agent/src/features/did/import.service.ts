import {
  destinationKey,
  fail,
  flowId,
  ok,
  readWrittenNumber,
  type BoxId,
  type DidId,
  type DidImportId,
  type importCounts,
  type importDidsInput,
  type importDone,
  type ImportPreview,
  type Result,
  type runImportInput,
} from '@synergycall/domain';
import type { z } from 'zod';
import type { AuditEntry, PlatformScope, PlatformTx, ReadTx } from '../../platform/database/index.ts';
import { hashOf } from '../../platform/files/index.ts';
import { newId } from '../../platform/random/index.ts';
import { columnsOf } from '../tenant/index.ts';
import { auditOf, type DidRecord } from './did.audit.ts';
import { readFile, type FileRow } from './import-file.ts';
import { FLOW_CELL, VOICEMAIL_CELL, judge, type JudgedRow } from './import-judge.ts';
import {
  insertImport,
  insertWritten,
  readFacts,
  updateWritten,
  type Asked,
  type DidWrite,
  type ImportedDid,
} from './import.store.ts';

type ImportFile = z.infer<typeof importDidsInput>;
export type ImportDone = z.infer<typeof importDone>;
type Counts = z.infer<typeof importCounts>;

/** What an import of the file would do now, row by row. */
export async function previewImport(tx: PlatformTx, boxId: BoxId, file: ImportFile): Promise<Result<ImportPreview>> {
  const looked = await look(tx, boxId, { ...file, lock: false });
  if (!looked.ok) return looked;
  const { judged, counts, mark } = looked.value;
  // A mutation by its size only (it doesn't fit into an address), but who looks at what is on record all the same.
  await tx.audit({ action: 'did.preview-import', entity: importEntity(null), after: counts });
  return ok({ rows: judged.map(({ row }) => row), counts, mark });
}

/** Imports what was looked at, in one transaction; refused when the file or the inventory is not as it was then. */
export async function importDids(
  tx: PlatformTx,
  boxId: BoxId,
  command: z.infer<typeof runImportInput>,
): Promise<Result<ImportDone>> {
  const looked = await look(tx, boxId, { ...command, lock: true });
  if (!looked.ok) return looked;
  const { judged, counts, mark } = looked.value;
  if (mark !== command.mark) return fail({ code: 'did.import-stale' });
  const { conflict, invalid } = counts;
  if (conflict + invalid > 0 && !command.skipBad) return fail({ code: 'did.import-bad-rows', conflict, invalid });

  const changes = judged.flatMap(({ plan }) => (plan ? [madeOf(plan)] : []));
  const news = changes.filter(({ before }) => before === null).map(({ after }) => writeOf(after));
  if ((await insertWritten(tx, boxId, news)) === 'taken') return fail({ code: 'did.import-stale' });
  await updateWritten(
    tx,
    changes.filter(({ before }) => before !== null).map(({ after }) => writeOf(after)),
  );
  const importId = newId<DidImportId>();
  await insertImport(tx, boxId, { id: importId, counts, rows: changes.map(importedOf) });
  await tx.auditAll([
    { action: 'did.import', entity: importEntity(importId), after: { ...counts, skipped: conflict + invalid } },
    ...changes.flatMap(({ before, after }) => auditOf(before ? 'did.change' : 'did.create', before, after)),
  ]);
  return ok({ importId, counts });
}

interface Looked {
  readonly judged: readonly JudgedRow[];
  readonly counts: Counts;
  readonly mark: string;
}

async function look(
  tx: ReadTx<PlatformScope>,
  boxId: BoxId,
  { format, text, lock }: ImportFile & { readonly lock: boolean },
): Promise<Result<Looked>> {
  const rows = readFile(format, text);
  if (!rows.ok) return rows;
  const judged = judge(rows.value, await readFacts(tx, boxId, { ...askedBy(rows.value), lock }));
  const counts: Counts = { new: 0, same: 0, changed: 0, conflict: 0, invalid: 0 };
  for (const { row } of judged) counts[row.verdict] += 1;
  return ok({ judged, counts, mark: hashOf(`${format}\n${hashOf(text)}\n${JSON.stringify(judged.map(seenOf))}`) });
}

/** What the judgement of a row rests on besides its text: the number as it was, and whom tenant and extension are. */
const seenOf = ({ row, plan }: JudgedRow) => [
  row.verdict,
  row.why?.reason,
  plan?.before?.did.id,
  plan?.before?.revision,
  plan?.after.tenantId,
  destinationKey(plan?.after.target),
];

function askedBy(rows: readonly FileRow[]): Asked {
  const numbers = rows.flatMap(({ cells }) => readWrittenNumber(cells.number ?? '') ?? []);
  const extensions = rows.flatMap(({ cells: { extension = '' } }) => {
    const digits = extension.startsWith(VOICEMAIL_CELL) ? extension.slice(VOICEMAIL_CELL.length) : extension;
    return /^[1-9]\d{1,5}$/.test(digits) ? [Number(digits)] : [];
  });
  const flows = rows.flatMap(({ cells: { extension = '' } }) => {
    const id = extension.startsWith(FLOW_CELL) ? flowId.safeParse(extension.slice(FLOW_CELL.length)) : undefined;
    return id?.success ? [id.data] : [];
  });
  return { numbers: [...new Set(numbers)], extensions: [...new Set(extensions)], flows: [...new Set(flows)] };
}

interface Change {
  readonly before: DidRecord | null;
  readonly after: DidRecord;
  readonly revision: number;
}
const madeOf = ({ before, after }: NonNullable<JudgedRow['plan']>): Change => ({
  before: before?.did ?? null,
  after: { ...after, id: after.id ?? newId<DidId>() },
  revision: (before?.revision ?? 0) + 1,
});
const importedOf = ({ before, after, revision }: Change): ImportedDid => ({
  id: after.id,
  number: after.number,
  before: before && writeOf(before),
  revision,
});
export const writeOf = ({ target, ...did }: DidRecord): DidWrite => {
  const { user_id: targetUserId, flow_id: targetFlowId, number: targetNumber, voicemail } = columnsOf(target);
  return { ...did, targetUserId, targetFlowId, targetNumber, ...(voicemail && { targetVoicemail: true }) };
};
export const importEntity = (id: DidImportId | null): AuditEntry['entity'] => ({ kind: 'did-import', id, name: null });
