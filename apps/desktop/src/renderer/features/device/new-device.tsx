import { Button, Select, TextInput } from '@mantine/core';
import {
  createDeviceInput,
  nat,
  type CreatedDevice,
  type Nat,
  type Transport,
  type UserView,
} from '@synergycall/domain';
import { FailureNote, SidePanel, t, useEntityForm } from '@synergycall/ui';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { transportOptions } from './transports.ts';

export function NewDevice(props: { user: UserView; onClose: () => void; onCreated: (made: CreatedDevice) => void }) {
  const { user } = props;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: { label: '', transport: 'udp' as Transport, nat: 'auto' as Nat },
    schema: createDeviceInput,
    toInput: (v) => ({ tenantId: user.tenantId, userId: user.id, ...v, label: v.label.trim() }),
    submit: (v) =>
      outcome(client.device.create.mutate({ tenantId: user.tenantId, userId: user.id, ...v, label: v.label.trim() })),
    onDone: (made) => {
      refresh();
      props.onCreated(made);
    },
  });
  return (
    <SidePanel
      open
      onClose={props.onClose}
      title={t('device.add.title', { name: user.name })}
      footer={
        <>
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" form="new-device" loading={busy}>
            {t('device.add')}
          </Button>
        </>
      }
    >
      <form id="new-device" className="d-form" onSubmit={onSubmit} noValidate>
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <TextInput
          label={t('device.label')}
          description={t('device.labelHint')}
          data-autofocus
          {...form.getInputProps('label')}
        />
        <Select
          label={t('device.transport')}
          data={transportOptions()}
          allowDeselect={false}
          {...form.getInputProps('transport')}
        />
        <Select
          label={t('device.nat')}
          data={nat.options.map((value) => ({ value, label: t(`device.nat.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('nat')}
        />
      </form>
    </SidePanel>
  );
}
