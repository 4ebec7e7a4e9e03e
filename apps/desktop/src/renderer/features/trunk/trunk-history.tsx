import type { AuditView, TenantId } from '@synergycall/domain';
import { en, t, type MessageKey } from '@synergycall/ui';
import { changedFields } from '../audit/words.ts';
import { ObjectHistory } from '../audit/object-history.tsx';

/** Which of its settings changed, by name: what they were and are stands in the audit. */
function told(row: AuditView): string {
  if (row.before === null || row.after === null) return '';
  const names = changedFields(row).flatMap(({ field }) => nameOf(field) ?? []);
  return names.join(', ');
}

function nameOf(field: string): string | undefined {
  if (field === 'credentialsVersion') return t('trunk.history.password');
  const key = `apply.field.${field}`;
  return key in en ? t(key as Extract<MessageKey, 'apply.field.host'>) : undefined;
}

/** The last things that were done with a trunk of a tenant. */
export const TrunkHistory = ({ tenantId, id }: { tenantId: TenantId; id: string }) => (
  <ObjectHistory tenantId={tenantId} id={id} told={told} empty={t('trunk.history.empty')} />
);
