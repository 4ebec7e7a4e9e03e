import { Button, Modal, TextInput } from '@mantine/core';
import { createPromptInput, fail, type PromptView } from '@synergycall/domain';
import { FailureNote, t, toastDone, useEntityForm } from '@synergycall/ui';
import { DropSound } from './drop-sound.tsx';
import { nameOfFile } from './prompt-words.ts';
import type { PromptActs } from './use-prompt-acts.ts';

interface Values {
  name: string;
  file: File | undefined;
}

/** A recording from a file, and what it is called. */
export function NewPrompt(props: { acts: PromptActs; onClose: () => void; onMade: (prompt: PromptView) => void }) {
  const { form, failure, busy, onSubmit } = useEntityForm<Values, PromptView>({
    initial: { name: '', file: undefined },
    schema: createPromptInput.pick({ name: true }),
    toInput: ({ name }) => ({ name: name.trim() }),
    submit: async ({ name, file }) =>
      file ? props.acts.upload(file, name.trim()) : fail({ code: 'prompt.not-a-sound', reason: 'unknown' }),
    onDone: (made) => {
      toastDone(t('prompt.uploaded.toast', { name: made.name }));
      props.onMade(made);
    },
  });
  const { file, name } = form.values;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('prompt.new')}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className="d-form" onSubmit={onSubmit} noValidate autoComplete="off">
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <DropSound
          file={file}
          onFile={(chosen) => {
            form.setFieldValue('file', chosen);
            if (name.trim() === '') form.setFieldValue('name', nameOfFile(chosen.name));
          }}
        />
        <TextInput
          label={t('policy.name')}
          placeholder={t('prompt.name.placeholder')}
          dir="auto"
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={file === undefined}>
            {t('prompt.uploadIt')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
