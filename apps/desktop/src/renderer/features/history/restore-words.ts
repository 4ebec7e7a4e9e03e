import type { ObjectChange, RestoreNote, RestorePlanView } from '@synergycall/domain';
import { t } from '@synergycall/ui';

export const keyOf = (object: { kind: string; id: string }): string => `${object.kind}-${object.id}`;

/** What the note says of the object, and what to do first if it stands in the way. */
export function noteText(note: RestoreNote): { said: string; todo: string | undefined } {
  const { name } = note;
  switch (note.note) {
    case 'secret-kept':
    case 'secret-new':
    case 'device-revoked':
    case 'live-state-kept':
    case 'name-taken':
    case 'switched-off':
    case 'access-ends':
      return { said: t(`restore.note.${note.note}`, { name }), todo: undefined };
    case 'extension-taken':
    case 'email-taken':
      return {
        said: t(`restore.note.${note.note}`, { name, detail: note.detail ?? t('restore.note.somebody') }),
        todo: t(`restore.note.${note.note}.todo`),
      };
    case 'extension-out-of-range':
    case 'limit-reached':
      return { said: t(`restore.note.${note.note}`, { name }), todo: t(`restore.note.${note.note}.todo`) };
  }
}

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
