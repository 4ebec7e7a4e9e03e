import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { t } from '../messages/t.ts';
import { failureText, type AnyFailure } from '../messages/failure.ts';

/** Says that something is done, in the words of the thing: "Ann Lee is suspended", never "successfully". */
export function toastDone(title: string, message?: string): void {
  notifications.show({
    title,
    message: message ?? null,
    icon: <IconCheck size={16} />,
    color: 'green',
    autoClose: 2500,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('common.close') },
  });
}

/**
 * The same for an act that can be taken back: stays long enough to be read and reached by keyboard, and goes when it is
 * taken back or the next such act follows: a pile of them would cover the page. `undo` says itself what came of it.
 */
export function toastUndo(title: string, undo: () => void, message?: string): void {
  notifications.hide(`undo-${undos}`);
  const id = `undo-${++undos}`;
  notifications.show({
    id,
    title,
    message: (
      <span className="sc-toast-undo">
        <span>{message}</span>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {t('common.undo')}
        </Button>
      </span>
    ),
    icon: <IconCheck size={16} />,
    color: 'green',
    autoClose: 8000,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('common.close') },
  });
}
let undos = 0;

/** A failure that has no place of its own on the screen. Stays until closed: it says what to do. */
export function toastFailure(failure: AnyFailure): void {
  const text = failureText(failure);
  notifications.show({
    title: text.title,
    message: text.todo,
    icon: <IconAlertTriangle size={16} />,
    color: 'red',
    autoClose: false,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('common.close') },
  });
}
