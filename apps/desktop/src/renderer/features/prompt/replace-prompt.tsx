import type { PromptView } from '@synergycall/domain';
import { Button, Modal } from '@mantine/core';
import { FailureNote, t, type AnyFailure } from '@synergycall/ui';
import { useState } from 'react';
import { DropSound } from './drop-sound.tsx';
import type { PromptActs } from './use-prompt-acts.ts';

/** Another recording in the place of this one: the name stays, and so does whatever plays it. */
export function ReplacePrompt(props: {
  prompt: PromptView;
  acts: PromptActs;
  onClose: () => void;
  onReplaced: (prompt: PromptView) => void;
}) {
  const { prompt } = props;
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AnyFailure>();
  const run = async () => {
    if (!file) return;
    setBusy(true);
    setFailure(undefined);
    const made = await props.acts.replace(prompt, file);
    setBusy(false);
    if (made.ok) props.onReplaced(made.value);
    else setFailure(made.error);
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('prompt.replace.title', { name: prompt.name })}
      size={480}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        className="d-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <p className="d-lead">
          {prompt.references === 0 ? t('prompt.replace.unused') : t('prompt.replace.used', { n: prompt.references })}
        </p>
        <DropSound file={file} onFile={setFile} />
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={file === undefined}>
            {t('prompt.replace')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
