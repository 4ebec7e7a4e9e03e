import { NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowView, TenantView } from '@synergycall/domain';
import { t, type EntityForm } from '@synergycall/ui';
import { useTRPC } from '../../agent/client.tsx';
import { ExitFields } from './exit-fields.tsx';
import type { FlowValues } from './flow-values.ts';
import { kindOf } from './kinds.tsx';

export type FlowForm = EntityForm<FlowValues>['form'];

/** Name, extension, what belongs to the kind, and where calls go on. */
export function FlowFormFields(props: {
  form: FlowForm;
  tenant: TenantView;
  flow?: FlowView;
  people: FlowView['people'];
}) {
  const { form, tenant, flow } = props;
  const { settings, exits } = form.values;
  const kind = kindOf(settings.kind);
  const Exits = kind.Exits ?? ExitFields;
  /** What is changed is no longer wrong, and neither is what depends on it. */
  const cleared = (field: 'settings' | 'exits') => {
    for (const path of Object.keys(form.errors)) if (path.startsWith(`${field}.`)) form.clearFieldError(path);
  };
  const putSettings = (next: FlowValues['settings']) => {
    form.setFieldValue('settings', next);
    cleared('settings');
  };
  return (
    <>
      <div className={kind.hasExtension ? 'd-pair' : undefined}>
        <TextInput
          label={t('callflow.name')}
          placeholder={t(`callflow.${kind.words}.name.placeholder`)}
          dir="auto"
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        {kind.hasExtension ? <ExtensionField form={form} tenant={tenant} /> : null}
      </div>
      <kind.Fields
        settings={settings}
        onChange={putSettings}
        problem={(path) => form.getInputProps(`settings.${path}`).error}
        people={props.people}
      />
      <Exits
        tenantId={tenant.id}
        kind={settings.kind}
        exits={exits}
        {...(flow ? { itself: flow.id } : {})}
        onChange={(exit, target) => {
          form.setFieldValue('exits', { ...exits, [exit]: target });
          cleared('exits');
        }}
        problem={(path) => form.getInputProps(`exits.${path}`).error}
        settings={settings}
        onSettings={putSettings}
        settingsProblem={(path) => form.getInputProps(`settings.${path}`).error}
      />
    </>
  );
}

function ExtensionField({ form, tenant }: { form: FlowForm; tenant: TenantView }) {
  const trpc = useTRPC();
  const next = useQuery(trpc.user.nextExtension.queryOptions({ tenantId: tenant.id }, { staleTime: 0 }));
  const free = next.data?.extension;
  return (
    <NumberInput
      label={t('user.extension')}
      description={free == null ? '\u00a0' : t('user.extensionNext', { n: free })}
      placeholder={t('common.none')}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      {...form.getInputProps('extension')}
    />
  );
}
