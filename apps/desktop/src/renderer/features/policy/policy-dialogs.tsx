import { Button, Modal, TextInput } from '@mantine/core';
import { createPolicyInput, type PolicyView, type Result } from '@synergycall/domain';
import { ConfirmDialog, FailureNote, Note, t, toastDone, useEntityForm, type AnyFailure } from '@synergycall/ui';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { PolicyActs } from './use-policy-acts.ts';

/** Asks for a name: of a new policy, of a copy, of the same one. */
export function NameDialog(props: {
  title: string;
  submit: string;
  initial: string;
  about?: string;
  /** Said when it is done. */
  said?: (policy: PolicyView) => string;
  save: (name: string) => Promise<Result<PolicyView, AnyFailure>>;
  onSaved?: (policy: PolicyView) => void;
  onClose: () => void;
}) {
  const { form, failure, busy, onSubmit } = useEntityForm<{ name: string }, PolicyView>({
    initial: { name: props.initial },
    schema: createPolicyInput.pick({ name: true }),
    toInput: (v) => ({ name: v.name.trim() }),
    submit: (v) => props.save(v.name.trim()),
    fieldOf: (refused) => (refused.code === 'policy.name-taken' ? 'name' : undefined),
    onDone: (saved) => {
      props.onClose();
      toastDone(props.said?.(saved) ?? t('trunk.created.toast', { name: saved.name }), t('trunk.next'));
      props.onSaved?.(saved);
    },
  });
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className="d-form" onSubmit={onSubmit} noValidate autoComplete="off">
        {failure === undefined ? null : <FailureNote failure={failure} />}
        {props.about === undefined ? null : <p className="d-lead">{props.about}</p>}
        <TextInput
          label={t('policy.name')}
          placeholder={t('policy.name.placeholder')}
          dir="auto"
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={form.values.name.trim() === props.initial}>
            {props.submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Says what a deletion means, and who stands in its way. */
export function DeletePolicy(props: {
  policy: PolicyView;
  acts: PolicyActs;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { policy } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const inUse = failure?.code === 'policy.in-use' ? failure : undefined;
  const run = async () => {
    setBusy(true);
    const result = await props.acts.erase(policy);
    setBusy(false);
    if (result.ok) props.onDeleted();
    else setFailure(result.error);
  };
  return (
    <ConfirmDialog
      open
      title={t('policy.delete.title', { name: policy.name })}
      confirm={t('policy.delete')}
      danger
      busy={busy}
      blocked={inUse !== undefined}
      failure={inUse === undefined ? failure : undefined}
      onClose={props.onClose}
      onConfirm={() => void run()}
    >
      {inUse === undefined ? (
        <p className="d-lead">{t('policy.delete.text')}</p>
      ) : (
        <Note
          tone="failed"
          icon={<IconAlertTriangle size={16} stroke={1.75} />}
          title={
            inUse.count === 0
              ? t('policy.delete.default', { name: inUse.name })
              : t('policy.delete.people', { n: inUse.count, name: inUse.name })
          }
        >
          {[
            ...(inUse.count === 0
              ? []
              : [
                  inUse.count > inUse.by.length
                    ? t('policy.delete.people.some', { by: inUse.by.join(', '), n: inUse.count - inUse.by.length })
                    : t('policy.delete.people.all', { by: inUse.by.join(', ') }),
                ]),
            ...(inUse.isDefault ? [t('policy.delete.default.todo')] : []),
          ].join(' ')}
        </Note>
      )}
    </ConfirmDialog>
  );
}
