import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { setPinInput, type UserView } from '@synergycall/domain';
import { FailureNote, t, toastDone, useEntityForm } from '@synergycall/ui';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { bridge } from '../../agent/bridge.ts';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { suggestPin } from './suggest-pin.ts';

/** An admin gives a mailbox a new PIN and tells its person; one that is hard to guess stands there. */
export function SetPin({ user, onClose }: { user: UserView; onClose: () => void }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [initial] = useState(() => ({ pin: suggestPin() }));
  const [copied, setCopied] = useState(false);
  const { tenantId, id, name } = user;
  const toInput = (v: { pin: string }) => ({ tenantId, id, pin: v.pin.trim() });
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial,
    schema: setPinInput,
    toInput,
    submit: (v) => outcome(client.voicemail.setPin.mutate(toInput(v))),
    onDone: () => {
      refresh();
      onClose();
      toastDone(t('handling.pin.done.toast', { name }));
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('handling.pin.title', { name })}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className="d-form" onSubmit={onSubmit} noValidate autoComplete="off">
        <p className="d-lead">{t('handling.pin.text', { name })}</p>
        <TextInput
          label={t('handling.pin')}
          description={t('handling.pin.hint')}
          classNames={{ input: 'sc-mono' }}
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
          rightSection={
            <ActionIcon
              variant="subtle"
              color={copied ? 'green' : 'gray'}
              aria-label={copied ? t('common.copied') : t('common.copyNamed', { name: t('handling.pin') })}
              onClick={() => {
                void bridge().invoke('clipboard.write', { text: form.values.pin });
                setCopied(true);
              }}
            >
              {copied ? <IconCheck size={16} stroke={2} /> : <IconCopy size={16} stroke={1.75} />}
            </ActionIcon>
          }
          {...form.getInputProps('pin')}
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('handling.pin.give')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
