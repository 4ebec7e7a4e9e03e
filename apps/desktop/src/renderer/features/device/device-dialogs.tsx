import { Button, Modal, TextInput } from '@mantine/core';
import { updateDeviceInput, type CreatedDevice, type DeviceView } from '@synergycall/domain';
import { ConfirmDialog, FailureNote, t, toastDone, useEntityForm, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

export type DeviceAct = 'rename' | 'reset' | 'revoke';
interface Props {
  act: DeviceAct;
  device: DeviceView;
  onClose: () => void;
  onSecret: (made: CreatedDevice) => void;
}

export function DeviceDialog(props: Props) {
  const { device, onClose, onSecret } = props;
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const { label } = device;
  const input = { tenantId: device.tenantId, id: device.id };
  const run = async <T,>(call: Promise<T>, done: (value: T) => void) => {
    setBusy(true);
    const result = await outcome(call);
    setBusy(false);
    refresh();
    if (!result.ok) return setFailure(result.error);
    onClose();
    done(result.value);
  };
  switch (props.act) {
    case 'rename':
      return <RenameDialog device={device} onClose={onClose} />;
    case 'reset':
      return (
        <ConfirmDialog
          open
          title={t('device.reset.title', { label })}
          confirm={t('device.reset.confirm')}
          busy={busy}
          failure={failure}
          onClose={onClose}
          onConfirm={() => void run(client.device.resetSecret.mutate(input), onSecret)}
        >
          {t('device.reset.text')}
        </ConfirmDialog>
      );
    case 'revoke':
      return (
        <ConfirmDialog
          open
          title={t('device.revoke.title', { label })}
          confirm={t('device.revoke.confirm')}
          danger
          busy={busy}
          failure={failure}
          onClose={onClose}
          onConfirm={() =>
            void run(client.device.revoke.mutate(input), () => toastDone(t('device.revoked.toast', { label })))
          }
        >
          {t('device.revoke.text')}
        </ConfirmDialog>
      );
  }
}

function RenameDialog({ device, onClose }: { device: DeviceView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const target = { tenantId: device.tenantId, id: device.id, revision: device.revision };
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: { label: device.label },
    revision: device.revision,
    onStale: refresh,
    schema: updateDeviceInput,
    toInput: (v) => ({ ...target, label: v.label.trim() }),
    submit: (v) => outcome(client.device.update.mutate({ ...target, label: v.label.trim() })),
    onDone: (saved) => {
      refresh();
      onClose();
      toastDone(t('device.renamed.toast', { label: saved.label }));
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('device.rename.title', { label: device.label })}
      size={420}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className="d-form" onSubmit={onSubmit} noValidate>
        <TextInput
          label={t('device.label')}
          description={t('device.labelHint')}
          data-autofocus
          {...form.getInputProps('label')}
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('device.rename')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
