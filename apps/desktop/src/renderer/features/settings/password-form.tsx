import { Button, PasswordInput } from '@mantine/core';
import { changePasswordInput } from '@synergycall/domain';
import { FailureNote, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';

export function PasswordForm() {
  const [round, setRound] = useState(0);
  return <Fields key={round} onChanged={() => setRound(round + 1)} />;
}

function Fields({ onChanged }: { onChanged: () => void }) {
  const client = useTRPCClient();
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: { current: '', next: '' },
    schema: changePasswordInput,
    toInput: (v) => v,
    submit: (v) => outcome(client.auth.changePassword.mutate(v)),
    fieldOf: (f) =>
      f.code === 'auth.wrong-credentials' ? 'current' : f.code === 'auth.weak-password' ? 'next' : undefined,
    onDone: () => {
      toastDone(t('settings.password.changed'));
      onChanged();
    },
  });
  return (
    <form className="d-form d-form-narrow" onSubmit={onSubmit} noValidate>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <PasswordInput
        label={t('settings.password.current')}
        autoComplete="current-password"
        {...form.getInputProps('current')}
      />
      <PasswordInput label={t('settings.password.next')} autoComplete="new-password" {...form.getInputProps('next')} />
      <div className="d-form-actions">
        <Button
          type="submit"
          variant="default"
          loading={busy}
          disabled={form.values.current === '' || form.values.next === ''}
        >
          {t('settings.password.change')}
        </Button>
      </div>
    </form>
  );
}
