import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { createTenantInput } from '@synergycall/domain';
import { FailureNote, SidePanel, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useLocation } from 'wouter';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useRefresh } from '../../agent/refresh.ts';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export function NewTenant({ onClose }: { onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [, navigate] = useLocation();
  const toInput = (v: {
    name: string;
    timezone: string;
    extMin: number | string;
    extMax: number | string;
    quarantineDays: number | string;
    maxUsers: number | string;
  }) => ({
    name: v.name.trim(),
    timezone: v.timezone,
    extMin: Number(v.extMin),
    extMax: Number(v.extMax),
    quarantineDays: Number(v.quarantineDays),
    maxUsers: Number(v.maxUsers),
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
    fieldOf: (f) =>
      f.code === 'tenant.name-taken' ? 'name' : f.code === 'tenant.range-invalid' ? 'extMin' : undefined,
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
        <TextInput label={t('tenant.name')} data-autofocus {...form.getInputProps('name')} />
        <Select
          label={t('tenant.timezone')}
          data={zones}
          searchable
          allowDeselect={false}
          limit={60}
          {...form.getInputProps('timezone')}
        />
        <div className="d-pair d-pair-even">
          <NumberInput
            label={t('tenant.first')}
            description={t('tenant.rangeHint')}
            hideControls
            allowDecimal={false}
            {...form.getInputProps('extMin')}
          />
          <NumberInput label={t('tenant.last')} hideControls allowDecimal={false} {...form.getInputProps('extMax')} />
        </div>
        <NumberInput
          label={t('tenant.quarantine')}
          description={t('tenant.quarantineHint')}
          hideControls
          allowDecimal={false}
          {...form.getInputProps('quarantineDays')}
        />
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
