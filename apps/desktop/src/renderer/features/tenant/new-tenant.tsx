import { Button, NumberInput } from '@mantine/core';
import { createTenantInput } from '@synergycall/domain';
import { FailureNote, SidePanel, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useLocation } from 'wouter';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { TenantFields, numberIn, tenantFieldOf, type TenantValues } from './tenant-fields.tsx';
import { useRefresh } from '../../agent/refresh.ts';

export function NewTenant({ onClose }: { onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const toInput = (v: TenantValues & { maxUsers: number | string }) => ({
    name: v.name.trim(),
    timezone: v.timezone,
    extMin: numberIn(v.extMin),
    extMax: numberIn(v.extMax),
    quarantineDays: numberIn(v.quarantineDays),
    maxUsers: numberIn(v.maxUsers),
  });
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: {
      name: '',
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      extMin: 1001 as number | string,
      extMax: 1999 as number | string,
      quarantineDays: 30 as number | string,
      maxUsers: 1000 as number | string,
    },
    schema: createTenantInput,
    toInput,
    submit: (v) => outcome(client.tenant.create.mutate(toInput(v))),
    fieldOf: tenantFieldOf,
    onDone: (made) => {
      refresh();
      onClose();
      toastDone(
        t('tenant.created.toast', { name: made.name }),
        t('tenant.created.next', { from: made.extMin, to: made.extMax }),
      );
      navigate(routes.users(made.id));
    },
  });
  return (
    <SidePanel
      open
      onClose={onClose}
      title={t('tenant.new')}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="new-tenant" loading={busy}>
            {t('tenant.create')}
          </Button>
        </>
      }
    >
      <form id="new-tenant" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <TenantFields field={(name) => form.getInputProps(name)} />
        <NumberInput
          label={t('tenant.maxUsers')}
          hideControls
          allowDecimal={false}
          {...form.getInputProps('maxUsers')}
        />
      </form>
    </SidePanel>
  );
}
