import { Button, TextInput } from '@mantine/core';
import { testMailInput, type TestMail } from '@synergycall/domain';
import { FailureNote, Note, t, useEntityForm } from '@synergycall/ui';
import { IconAlertTriangle, IconCheck, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useSession } from '../session/session.ts';

/** One letter now, and what the server said to it: cause and remedy. */
export function TestLetter() {
  const client = useTRPCClient();
  const { me } = useSession();
  const [answer, setAnswer] = useState<TestMail>();
  const { form, failure, busy, onSubmit } = useEntityForm<{ to: string }, TestMail>({
    initial: { to: me.account.email },
    schema: testMailInput,
    toInput: (values) => values,
    submit: (values) => {
      setAnswer(undefined);
      return outcome(client.mail.test.mutate(values));
    },
    onDone: setAnswer,
  });
  return (
    <form className="d-form d-form-wide" aria-label={t('mail.test')} onSubmit={onSubmit} noValidate>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <TextInput label={t('mail.testTo')} type="email" {...form.getInputProps('to')} />
      <div role="status">{answer === undefined ? null : <Answer answer={answer} />}</div>
      <div className="d-form-actions">
        <Button type="submit" variant="default" loading={busy} leftSection={<IconSend size={15} stroke={1.75} />}>
          {t('mail.testSend')}
        </Button>
      </div>
    </form>
  );
}

function Answer({ answer: { trouble, answer } }: { answer: TestMail }) {
  const words = answer === '' ? null : <div>{t('mail.testAnswer', { answer })}</div>;
  return trouble === null ? (
    <Note tone="live" icon={<IconCheck size={16} stroke={1.75} />} title={t('mail.testAccepted')}>
      {words}
    </Note>
  ) : (
    <Note tone="failed" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={t(`mail.trouble.${trouble}`)}>
      <div>{t(`mail.trouble.${trouble}.todo`)}</div>
      {words}
    </Note>
  );
}
