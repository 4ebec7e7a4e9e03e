import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { FailureNote } from '../states/panels.tsx';
import type { AnyFailure } from '../messages/failure.ts';
import { t } from '../messages/t.ts';

export interface ConfirmDialogProps {
  open: boolean;
  title: string;
  /** What hangs on the object and where it will go. */
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  /** A word to type first, only where nothing can bring the object back. */
  typed?: string;
  /** A list of choices opens in it, and may be longer than the dialog. */
  picks?: boolean;
  /** Something has to be chosen first. */
  blocked?: boolean;
  busy?: boolean;
  failure?: AnyFailure | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before an act with consequences. The safe button has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [word, setWord] = useState('');
  const allowed = props.typed === undefined || word.trim() === props.typed;
  return (
    <Modal
      opened={props.open}
      onClose={props.onClose}
      title={props.title}
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={props.picks === true ? { content: 'sc-dialog-picks' } : {}}
    >
      <div className="sc-dialog">
        <div>{props.children}</div>
        {props.typed === undefined ? null : (
          <TextInput
            label={t('common.typeToConfirm', { word: props.typed })}
            value={word}
            onChange={(e) => setWord(e.currentTarget.value)}
          />
        )}
        {props.failure === undefined ? null : <FailureNote failure={props.failure} />}
        <div className="sc-dialog-actions">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            color={props.danger ? 'red' : 'blue'}
            disabled={!allowed || props.blocked === true}
            loading={props.busy ?? false}
            onClick={props.onConfirm}
          >
            {props.confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
