import { Button } from '@mantine/core';
import type { TenantView } from '@synergycall/domain';
import { Facts, Section, t } from '@synergycall/ui';
import { useState } from 'react';
import { DestinationLink } from '../did/leads-to.tsx';
import { FreezeWindows } from '../apply/freeze-windows.tsx';
import { useMay } from '../session/session.ts';
import { EditTenant } from './edit-tenant.tsx';

/** The settings of the tenant that the window is on: what it is, and when its changes are frozen. */
export function TenantSection({ tenant }: { tenant: TenantView }) {
  const may = useMay(tenant.id);
  const [isEditing, setEditing] = useState(false);
  return (
    <Section
      title={tenant.name}
      about={t('tenant.section.about')}
      actions={
        may('tenant.update') ? (
          <Button variant="default" size="xs" onClick={() => setEditing(true)}>
            {t('tenant.edit')}
          </Button>
        ) : undefined
      }
    >
      <Facts
        rows={[
          [t('tenant.timezone'), tenant.timezone],
          [
            t('did.default.label'),
            tenant.defaultDestination === null ? (
              <span className="sc-dim">{t('common.none')}</span>
            ) : (
              <DestinationLink key="default" tenantId={tenant.id} target={tenant.defaultDestination} />
            ),
          ],
          [t('tenant.range'), t('tenant.rangeOf', { from: tenant.extMin, to: tenant.extMax })],
        ]}
      />
      {may('apply.read') ? <FreezeWindows tenant={tenant} /> : null}
      {isEditing ? <EditTenant key={tenant.id} tenant={tenant} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}
