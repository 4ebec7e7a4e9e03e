import { Button, Modal, TextInput } from '@mantine/core';
import type { Result } from '@synergycall/domain';
import { FailureNote, t, toastDone, useEntityForm, type AnyFailure, type EntityFormOptions } from '@synergycall/ui';

/** Asks for a name: of a new one, of a copy, of the same one. */
export function NameDialog<T extends { readonly name: string }>(props: {
  title: string;
  submit: string;
  initial: string;
  placeholder: string;
  about?: string;
  /** Of `{ name }`. */
  schema: EntityFormOptions<{ name: string }, T>['schema'];
  /** Said when it is done; absent: `save` says it. */
  said?: (saved: T) => string;
  save: (name: string) => Promise<Result<T, AnyFailure>>;
  onSaved?: (saved: T) => void;
  onClose: () => void;
}) {
  const { form, failure, busy, onSubmit } = useEntityForm<{ name: string }, T>({
    initial: { name: props.initial },
    schema: props.schema,
    toInput: (v) => ({ name: v.name.trim() }),
    submit: (v) => props.save(v.name.trim()),
    fieldOf: (refused) => (refused.code === 'policy.name-taken' ? 'name' : undefined),
    onDone: (saved) => {
      props.onClose();
      if (props.said) toastDone(props.said(saved), t('trunk.next'));
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
          placeholder={props.placeholder}
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
