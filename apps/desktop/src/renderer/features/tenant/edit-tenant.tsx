import { Button } from '@mantine/core';
import {
  sameDestination,
  updateTenantInput,
  type Destination,
  type DestinationView,
  type TenantView,
} from '@synergycall/domain';
import { FailureNote, SidePanel, plainWords, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { Problem } from '../../frame/problem.tsx';
import { destinationText } from '../did/leads-to.tsx';
import { PickDestination } from '../did/pick-destination.tsx';
import { TenantFields, numberIn, tenantFieldOf, type TenantValues } from './tenant-fields.tsx';

interface Values extends TenantValues {
  defaultDestination: DestinationView | null;
}
type Changes = Partial<Omit<TenantView, 'defaultDestination'>> & { defaultDestination?: Destination | null };

/** Only what differs is sent. */
function changesOf(tenant: TenantView, v: Values): Changes {
  const written = {
    name: v.name.trim(),
    timezone: v.timezone,
    extMin: numberIn(v.extMin),
    extMax: numberIn(v.extMax),
    quarantineDays: numberIn(v.quarantineDays),
  };
  const differs = Object.entries(written).filter(([field, to]) => tenant[field as keyof typeof written] !== to);
  const to = v.defaultDestination?.destination ?? null;
  const isMoved = !sameDestination(to, tenant.defaultDestination?.destination);
  return { ...Object.fromEntries(differs), ...(isMoved ? { defaultDestination: to } : {}) };
}

/** A tenant's own values in a drawer. */
export function EditTenant({ tenant, onClose }: { tenant: TenantView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const toInput = (v: Values) => ({
    tenantId: tenant.id,
    revision: tenant.revision,
    ...changesOf(tenant, v),
  });
  const { form, failure, busy, onSubmit } = useEntityForm<Values, TenantView>({
    initial: {
      name: tenant.name,
      timezone: tenant.timezone,
      extMin: tenant.extMin,
      extMax: tenant.extMax,
      quarantineDays: tenant.quarantineDays,
      defaultDestination: tenant.defaultDestination,
    },
    revision: tenant.revision,
    schema: updateTenantInput,
    toInput,
    submit: (v) => outcome(client.tenant.update.mutate(toInput(v))),
    onStale: refresh,
    inWords: (field, theirs) =>
      field === 'defaultDestination' && theirs !== null
        ? destinationText(theirs as DestinationView)
        : plainWords(theirs),
    fieldOf: tenantFieldOf,
    onDone: (saved) => {
      refresh();
      onClose();
      toastDone(t('tenant.saved.toast', { name: saved.name }));
    },
  });
  const isDirty = Object.keys(changesOf(tenant, form.values)).length > 0;
  return (
    <SidePanel
      open
      onClose={onClose}
      title={t('tenant.edit.title', { name: tenant.name })}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="edit-tenant" loading={busy} disabled={!isDirty}>
            {t('user.save')}
          </Button>
        </>
      }
    >
      <form id="edit-tenant" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <TenantFields field={(name) => form.getInputProps(name)} />
        <PickDestination
          tenantId={tenant.id}
          label={t('did.default.label')}
          description={t('did.default.hint')}
          clearable
          value={form.values.defaultDestination}
          onChange={(target) => form.setFieldValue('defaultDestination', target)}
        />
        <Problem>{form.getInputProps('defaultDestination').error}</Problem>
      </form>
    </SidePanel>
  );
}
