import { Button, PasswordInput, TextInput } from '@mantine/core';
import { FailureNote, Note, t, useEntityForm, type AnyFailure } from '@synergycall/ui';
import type { Result } from '@synergycall/domain';
import { IconClock } from '@tabler/icons-react';
import { z } from 'zod';
import type { SignedInView, SiteView } from '../../../bridge/contract.ts';
import { bridge } from '../../agent/bridge.ts';
import { Welcome } from '../connect/welcome.tsx';

const schema = z.object({ email: z.string().min(1), password: z.string().min(1) });

/** The token stays in main; all that comes back is who signed in. */
export function SignInScreen(props: {
  site: SiteView;
  boxName: string;
  expired: boolean;
  onDone: () => void;
  onLeave: () => void;
}) {
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: { email: '', password: '' },
    schema,
    toInput: (values) => values,
    submit: async (values): Promise<Result<SignedInView, AnyFailure>> => {
      const answer = await bridge().invoke('session.signIn', { siteId: props.site.id, ...values });
      return answer.ok ? { ok: true, value: answer.data } : { ok: false, error: answer.failure };
    },
    onDone: props.onDone,
  });
  return (
    <Welcome title={t('signIn.title')} about={`${props.boxName} · ${props.site.host}`}>
      <form className="d-form" onSubmit={onSubmit} noValidate>
        {props.expired ? <Note tone="pending" icon={<IconClock size={16} />} title={t('signIn.expired')} /> : null}
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          autoFocus
          spellCheck={false}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          {...form.getInputProps('password')}
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <Button type="submit" loading={busy} fullWidth>
          {t('signIn.action')}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onLeave} fullWidth>
          {t('frame.otherSite')}
        </Button>
      </form>
    </Welcome>
  );
}
