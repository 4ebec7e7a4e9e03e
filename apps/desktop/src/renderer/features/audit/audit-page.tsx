import { Page, t } from '@synergycall/ui';
import { useTenant } from '../../frame/tenant-context.ts';
import { AuditList } from './audit-list.tsx';

export function AuditPage() {
  const tenant = useTenant();
  return (
    <Page fill title={t('audit.title')} about={t('audit.about', { tenant: tenant.name })}>
      <AuditList tenantId={tenant.id} />
    </Page>
  );
}
