import { ConfirmDialog, t } from '@synergycall/ui';
import { useState, type ReactNode } from 'react';

/** For a panel with a form: closing it asks first while something was written. `question` stands inside the panel. */
export function useAskBeforeLost(isDirty: boolean, onClose: () => void): { close: () => void; question: ReactNode } {
  const [isAsking, setAsking] = useState(false);
  return {
    close: () => {
      // While it asks, Escape is the question's.
      if (isAsking) return;
      if (isDirty) setAsking(true);
      else onClose();
    },
    // Not there before it asks: it would take the Escape that opens it for its own.
    question: isAsking ? (
      <ConfirmDialog
        open
        title={t('form.discard.title')}
        confirm={t('form.discard.confirm')}
        danger
        onClose={() => setAsking(false)}
        onConfirm={onClose}
      >
        {t('form.discard.text')}
      </ConfirmDialog>
    ) : null,
  };
}
