import type { AuditView, DidId, TenantId } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { ObjectHistory } from '../audit/object-history.tsx';
import { changedFields } from '../audit/words.ts';

/** What is told of a change without opening the audit. */
const TOLD: ReadonlySet<string> = new Set(['target', 'label', 'provider', 'note', 'portInOn']);
const told = (row: AuditView): string =>
  changedFields(row).find(({ field }) => TOLD.has(field) && row.before !== null)?.after ?? '';

/** The last things that were done with a number. */
export const DidHistory = ({ tenantId, id }: { tenantId: TenantId; id: DidId }) => (
  <ObjectHistory tenantId={tenantId} id={id} told={told} empty={t('did.history.empty')} />
);
