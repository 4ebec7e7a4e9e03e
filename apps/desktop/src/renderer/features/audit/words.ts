import type { AuditView } from '@synergycall/domain';

/** "user.create" -> "User: create": actions are the procedures' own names, readable without a table of their own. */
export function actionText(action: string): string {
  const [area = '', ...rest] = action.split('.');
  const words = rest
    .join(' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  return words === '' ? area : `${area[0]?.toUpperCase() ?? ''}${area.slice(1)}: ${words}`;
}

/** Fields that differ between before and after, ready to be shown. */
export function changedFields(
  row: Pick<AuditView, 'before' | 'after'>,
): readonly { field: string; before: string; after: string }[] {
  const names = [...new Set([...Object.keys(row.before ?? {}), ...Object.keys(row.after ?? {})])];
  return names
    .map((field) => ({ field, before: shown(row.before?.[field]), after: shown(row.after?.[field]) }))
    .filter((f) => f.before !== f.after);
}

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
