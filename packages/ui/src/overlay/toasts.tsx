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
