import { createHash } from 'node:crypto';
import {
  diffBoxSnapshots,
  fail,
  ok,
  type BoxId,
  type BoxSnapshot,
  type CompareView,
  type Point,
  type RestoredView,
  type RestorePlanView,
  type Result,
} from '@synergycall/domain';
import type { PlatformScope, ReadTx, Tx } from '../../platform/database/index.ts';
import { renderCore } from '../callflow/index.ts';
import { findBoxGeneration, type PastModel } from './history.store.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { trunkFiles } from './trunk-files.ts';
import { lastLiveBox, readBoxModel } from './snapshot.store.ts';

/*
 * History of the part that all tenants share. Emergency numbers and who takes them can be restored; the realm is part of
 * every phone's digest and never changes.
 */

type Read = ReadTx<PlatformScope>;
/** What the box feature does with a change of its row, audit included. */
export type UpdateBoxRow = (
  tx: Tx<PlatformScope>,
  id: BoxId,
  command: { revision: number; emergencyNumbers: string[]; emergencyEndpoint: string | null },
) => Promise<Result<unknown>>;

export async function compareBox(
  tx: Read,
  boxId: BoxId,
  { from, to }: { readonly from: Point; readonly to: Point },
): Promise<Result<CompareView>> {
  const before = await boxAt(tx, boxId, from);
  if (!before.ok) return before;
  const after = await boxAt(tx, boxId, to);
  if (!after.ok) return after;
  const was = new Map(filesOf(before.value, after.value).map(({ path, text }) => [path, text]));
  const text = filesOf(after.value, before.value)
    .filter((file) => was.get(file.path) !== file.text)
    .map((file) => ({
      target: 'file' as const,
      name: file.path,
      before: was.get(file.path) ?? '',
      after: file.text,
    }));
  return ok({ from, to, changes: diffBoxSnapshots(before.value, after.value), text });
}

const filesOf = (model: BoxSnapshot, other: BoxSnapshot): readonly { path: string; text: string }[] => [
  ...renderCore(model).map(({ path, text }) => ({ path: `${DIALPLAN_FOLDER}/${path}`, text })),
  ...trunkFiles(model, other),
];

export async function boxRestorePlan(tx: Read, boxId: BoxId, generation: number): Promise<Result<RestorePlanView>> {
  const past = await pastBox(tx, boxId, generation);
  if (!past.ok) return past;
  const now = await readBoxModel(tx, boxId);
  return ok({
    generation,
    liveSince: past.value.since.toISOString(),
    changes: diffBoxSnapshots(now, meantOf(now, past.value.model)),
    notes: [],
    mark: markOf(generation, now),
  });
}

/** Makes the box what it was; live by the next apply of the box. */
export async function restoreBox(
  deps: { readonly boxId: BoxId; readonly updateBox: UpdateBoxRow },
  tx: Tx<PlatformScope>,
  { generation, mark }: { readonly generation: number; readonly mark: string },
): Promise<Result<RestoredView>> {
  const { boxId } = deps;
  const past = await pastBox(tx, boxId, generation);
  if (!past.ok) return past;
  const row = await tx.db
    .selectFrom('boxes')
    .select(['revision', 'name'])
    .where('id', '=', boxId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const now = await readBoxModel(tx, boxId);
  if (mark !== markOf(generation, now)) return fail({ code: 'restore.stale' });
  const meant = meantOf(now, past.value.model);
  const changes = diffBoxSnapshots(now, meant);
  if (changes.length === 0) return fail({ code: 'restore.nothing', generation });
  await tx.audit({
    action: 'history.restore',
    entity: { kind: 'box', id: boxId, name: row.name },
    after: { generation, liveSince: past.value.since.toISOString() },
  });
  const { emergencyNumbers, emergencyEndpoint } = meant.box;
  const changed = await deps.updateBox(tx, boxId, {
    revision: row.revision,
    emergencyNumbers: [...emergencyNumbers],
    emergencyEndpoint,
  });
  if (!changed.ok) return changed;
  const last = await lastLiveBox(tx, boxId);
  const pending = diffBoxSnapshots(last?.model ?? null, await readBoxModel(tx, boxId));
  return ok({ changes, notes: [], pendingCount: pending.length });
}

async function pastBox(tx: Read, boxId: BoxId, generation: number): Promise<Result<PastModel<BoxSnapshot>>> {
  const found = await findBoxGeneration(tx, boxId, generation);
  return found ? ok(found) : fail({ code: 'history.generation-not-found', generation });
}

async function boxAt(tx: Read, boxId: BoxId, point: Point): Promise<Result<BoxSnapshot>> {
  if (point === 'model') return ok(await readBoxModel(tx, boxId));
  const found = await pastBox(tx, boxId, point);
  return found.ok ? ok(found.value.model) : found;
}

const meantOf = (now: BoxSnapshot, past: BoxSnapshot): BoxSnapshot => ({
  ...now,
  box: {
    ...now.box,
    emergencyNumbers: past.box.emergencyNumbers,
    emergencyEndpoint: past.box.emergencyEndpoint,
  },
});
const markOf = (generation: number, now: BoxSnapshot): string =>
  createHash('sha256')
    .update(JSON.stringify([generation, now]))
    .digest('base64url');
