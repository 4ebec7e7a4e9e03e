import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { Result } from '@synergycall/domain';
import { Note, t, useNow, type AnyFailure } from '@synergycall/ui';
import { IconClock } from '@tabler/icons-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { fieldText } from '../../frame/field-text.ts';
import { TroubleNote } from '../../frame/trouble.tsx';
import { Doorway } from './doorway.tsx';
import { waitText } from './wait.ts';

export interface SignInProps {
  /** A session was open and is over. */
  expired: boolean;
  /** What the box is called; empty while unknown. */
  boxName: string;
  signIn: (who: { email: string; password: string }) => Promise<Result<unknown, AnyFailure>>;
}

type Trial = { tag: 'idle' } | { tag: 'busy' } | { tag: 'failed'; failure: AnyFailure; atMs: number };

/** E-mail and password. What is wrong stands beside the field or above the button; the password stays out of memory afterwards. */
export function SignInScreen(props: SignInProps) {
  const [trial, setTrial] = useState<Trial>({ tag: 'idle' });
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const form = useRef<HTMLFormElement>(null);
  const now = useNow();
  const waitMs =
    trial.tag === 'failed' && trial.failure.code === 'auth.too-many-attempts'
      ? trial.atMs + trial.failure.retryAfterSeconds * 1000 - now
      : 0;
  useEffect(() => {
    document.title = t('portal.documentTitle', { page: t('portal.signIn.title') });
  }, []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const email = fieldText(fields, 'email').trim();
    const password = fieldText(fields, 'password');
    const lacks = {
      ...(email === '' ? { email: t('portal.signIn.needEmail') } : {}),
      ...(password === '' ? { password: t('portal.signIn.needPassword') } : {}),
    };
    setMissing(lacks);
    if (email === '' || password === '') {
      form.current?.querySelector<HTMLInputElement>(email === '' ? '[name=email]' : '[name=password]')?.focus();
      return;
    }
    setTrial({ tag: 'busy' });
    const done = await props.signIn({ email, password });
    if (done.ok) return;
    setTrial({ tag: 'failed', failure: done.error, atMs: Date.now() });
    if (done.error.code === 'auth.wrong-credentials')
      form.current?.querySelector<HTMLInputElement>('[name=password]')?.select();
  };
  return (
    <Doorway title={t('portal.signIn.title')} about={props.boxName === '' ? t('portal.signIn.about') : props.boxName}>
      <form ref={form} className="p-form" onSubmit={(event) => void submit(event)} noValidate>
        {props.expired && trial.tag === 'idle' ? (
          <Note tone="pending" icon={<IconClock size={20} stroke={1.75} />} title={t('portal.signIn.expired')}>
            {t('portal.signIn.expiredText')}
          </Note>
        ) : null}
        <TextInput
          name="email"
          label={t('signIn.email')}
          type="email"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          error={missing.email}
        />
        <PasswordInput
          name="password"
          label={t('signIn.password')}
          autoComplete="current-password"
          error={missing.password}
          visibilityToggleButtonProps={{ 'aria-label': t('portal.signIn.showPassword') }}
        />
        {trial.tag === 'failed' ? (
          <TroubleNote
            failure={trial.failure}
            todo={waitMs > 0 ? t('portal.signIn.waiting', { wait: waitText(waitMs) }) : undefined}
          />
        ) : null}
        <Button type="submit" fullWidth loading={trial.tag === 'busy'} disabled={waitMs > 0}>
          {t('signIn.action')}
        </Button>
        <p className="p-hint">{t('portal.signIn.help')}</p>
      </form>
    </Doorway>
  );
}
