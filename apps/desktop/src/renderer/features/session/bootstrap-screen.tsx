import { Button, PasswordInput, TextInput } from '@mantine/core';
import { bootstrapInput, type Result } from '@synergycall/domain';
import { FailureNote, t, useEntityForm, type AnyFailure } from '@synergycall/ui';
import type { SignedInView, SiteView } from '../../../bridge/contract.ts';
import { bridge } from '../../agent/bridge.ts';
import { Welcome } from '../connect/welcome.tsx';

/** The first platform admin, made with the code that only the agent's terminal showed. */
export function BootstrapScreen(props: { site: SiteView; boxName: string; onDone: () => void; onLeave: () => void }) {
  const { form, failure, busy, onSubmit } = useEntityForm({
    initial: { code: '', name: '', email: '', password: '' },
    schema: bootstrapInput,
    toInput: (values) => ({ ...values, code: values.code.trim() }),
    submit: async (values): Promise<Result<SignedInView, AnyFailure>> => {
      const answer = await bridge().invoke('session.bootstrap', {
        siteId: props.site.id,
        ...values,
        code: values.code.trim(),
      });
      return answer.ok ? { ok: true, value: answer.data } : { ok: false, error: answer.failure };
    },
    fieldOf: (f) =>
      f.code === 'auth.wrong-bootstrap-code' ? 'code' : f.code === 'auth.weak-password' ? 'password' : undefined,
    onDone: props.onDone,
  });
  return (
    <Welcome title={t('bootstrap.title')} about={t('bootstrap.about', { box: props.boxName })}>
      <form className="d-form" onSubmit={onSubmit} noValidate>
        <TextInput
          label={t('bootstrap.code')}
          description={t('bootstrap.codeHint')}
          classNames={{ input: 'sc-mono' }}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('code')}
        />
        <TextInput label={t('bootstrap.name')} autoComplete="name" {...form.getInputProps('name')} />
        <TextInput
          label={t('bootstrap.email')}
          type="email"
          autoComplete="username"
          spellCheck={false}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('bootstrap.password')}
          description={t('bootstrap.passwordHint')}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {failure === undefined ? null : <FailureNote failure={failure} />}
        <Button type="submit" loading={busy} fullWidth>
          {t('bootstrap.action')}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onLeave} fullWidth>
          {t('frame.otherSite')}
        </Button>
      </form>
    </Welcome>
  );
}
