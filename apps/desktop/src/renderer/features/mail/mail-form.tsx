import { Button, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import {
  mailSecurity,
  updateMailInput,
  type MailSecurity,
  type MailSettings,
  type MailView,
} from '@synergycall/domain';
import { FailureNote, en, plainWords, t, toastDone, useEntityForm } from '@synergycall/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';

interface Values {
  host: string;
  port: number | string;
  security: MailSecurity;
  username: string;
  password: string;
  fromAddress: string;
  fromName: string;
}
const USUAL: Record<MailSecurity, number> = { none: 25, starttls: 587, tls: 465 };

const valuesOf = (settings: MailSettings | null): Values => ({
  host: settings?.host ?? '',
  port: settings?.port ?? USUAL.starttls,
  security: settings?.security ?? 'starttls',
  username: settings?.username ?? '',
  password: '',
  fromAddress: settings?.fromAddress ?? '',
  fromName: settings?.fromName ?? '',
});

/** Who sends. A password that is stored is never shown; an empty field leaves it as it is. */
export function MailForm({ settings }: { settings: MailSettings | null }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toInput = ({ password, username, port, ...values }: Values) => ({
    ...values,
    host: values.host.trim(),
    fromName: values.fromName.trim(),
    port: Number(port),
    username: username.trim() === '' ? null : username.trim(),
    revision: settings?.revision ?? 0,
    ...(password === '' ? (username.trim() === '' ? { password: null } : {}) : { password }),
  });
  const { form, failure, busy, onSubmit } = useEntityForm<Values, MailView>({
    initial: valuesOf(settings),
    revision: settings?.revision ?? 0,
    schema: updateMailInput,
    toInput,
    problems: problemOf,
    submit: (values) => outcome(client.mail.update.mutate(toInput(values))),
    onStale: () => void queries.invalidateQueries(trpc.mail.settings.queryFilter()),
    inWords: (field, theirs) =>
      field === 'security' ? t(`mail.security.${mailSecurity.parse(theirs)}`) : plainWords(theirs),
    onDone: (view) => {
      queries.setQueryData(trpc.mail.settings.queryKey(), view);
      toastDone(t('mail.saved'), t('mail.saved.next'));
    },
  });
  const choose = (security: MailSecurity): void => {
    // Whoever has not written another port means the usual one.
    if (Number(form.values.port) === USUAL[form.values.security]) form.setFieldValue('port', USUAL[security]);
    form.setFieldValue('security', security);
  };
  return (
    <form className="d-form d-form-wide" aria-label={t('mail.server')} onSubmit={onSubmit} noValidate>
      {failure === undefined ? null : <FailureNote failure={failure} />}
      <div className="d-mail-row">
        <TextInput
          className="d-grow"
          label={t('mail.host')}
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('host')}
        />
        <NumberInput
          className="d-mail-port"
          label={t('mail.port')}
          min={1}
          max={65_535}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('port')}
        />
      </div>
      <NativeSelect
        label={t('mail.security')}
        description={t('mail.securityHint')}
        data={mailSecurity.options.map((value) => ({ value, label: t(`mail.security.${value}`) }))}
        {...form.getInputProps('security')}
        onChange={({ currentTarget }) => choose(currentTarget.value as MailSecurity)}
      />
      <TextInput
        label={t('mail.username')}
        description={t('mail.usernameHint')}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('username')}
      />
      <PasswordInput
        label={t('mail.password')}
        description={settings?.hasLogin ? t('mail.passwordKept') : undefined}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <TextInput label={t('mail.fromAddress')} type="email" {...form.getInputProps('fromAddress')} />
      <TextInput label={t('mail.fromName')} {...form.getInputProps('fromName')} />
      <div className="d-form-actions">
        <Button type="submit" loading={busy} disabled={!form.isDirty()}>
          {t('user.save')}
        </Button>
      </div>
    </form>
  );
}

/** The agent's own words for what it does not take; undefined: everybody's. */
function problemOf(problem: string): string | undefined {
  const name = /^mail\.([\w-]+)$/.exec(problem)?.[1];
  return name !== undefined && isProblem(name) ? t(`mail.problem.${name}`) : undefined;
}
type Problem = keyof typeof en extends infer Key ? (Key extends `mail.problem.${infer Name}` ? Name : never) : never;
const isProblem = (name: string): name is Problem => `mail.problem.${name}` in en;
