import type { ObjectChange, RestoreNote, RestorePlanView } from '@synergycall/domain';

export const keyOf = (object: { kind: string; id: string }): string => `${object.kind}-${object.id}`;

/** One object of the plan, with what is to be known about it. */
export interface RestoreRow {
  key: string;
  object: Pick<ObjectChange, 'kind' | 'id' | 'name'>;
  /** undefined: blocked, so nothing of it would change. */
  change: ObjectChange | undefined;
  notes: readonly RestoreNote[];
  isBlocked: boolean;
}

/** A row per object: those that change, and those that can't. Notes on objects that do neither are left over. */
export function rowsOf(plan: RestorePlanView): { rows: readonly RestoreRow[]; others: readonly RestoreNote[] } {
  const byObject = Map.groupBy(plan.notes, keyOf);
  const changed = plan.changes.map((change): RestoreRow => {
    const notes = byObject.get(keyOf(change)) ?? [];
    return { key: keyOf(change), object: change, change, notes, isBlocked: notes.some((n) => n.blocks) };
  });
  const shown = new Set(changed.map((row) => row.key));
  const blocked = [...byObject].flatMap(([key, notes]): RestoreRow[] => {
    const [first] = notes;
    if (first === undefined || shown.has(key) || !notes.some((n) => n.blocks)) return [];
    return [{ key, object: first, change: undefined, notes, isBlocked: true }];
  });
  const rows = [...changed, ...blocked];
  const all = new Set(rows.map((row) => row.key));
  return { rows, others: plan.notes.filter((n) => !all.has(keyOf(n))) };
}
