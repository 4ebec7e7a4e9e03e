import type { AuditView } from '@synergycall/domain';
import { en, t, type MessageKey } from '@synergycall/ui';

/** "user.create" -> "User: create": actions are the procedures' own names; only those that don't read well have words. */
export function actionText(action: string): string {
  const key = `audit.action.${action}`;
  if (key in en) return t(key as Extract<MessageKey, 'audit.action.did.assign'>);
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
  if (typeof value === 'string') return value;
  // What leads somewhere is told by whom it leads to.
  if (typeof value === 'object' && 'name' in value && typeof value.name === 'string') return value.name;
  return JSON.stringify(value);
};
