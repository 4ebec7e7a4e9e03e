import { Button, PasswordInput } from '@mantine/core';
import type { Result } from '@synergycall/domain';
import { Section, t, type AnyFailure } from '@synergycall/ui';
import { IconChevronLeft } from '@tabler/icons-react';
import { useRef, useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { fieldText } from '../../frame/field-text.ts';
import { TroubleNote } from '../../frame/trouble.tsx';
import { troubleText } from '../../frame/trouble-text.ts';

type Trial = { tag: 'idle' } | { tag: 'busy' } | { tag: 'failed'; failure: AnyFailure };
type Errors = { current?: string; next?: string };

/** Which field a failure belongs to, in words; nothing: it stands above the button. */
export function fieldProblem(failure: AnyFailure): Errors {
  if (failure.code === 'auth.wrong-credentials') return { current: t('portal.password.wrong') };
  if (failure.code !== 'auth.weak-password') return {};
  const { title, todo } = troubleText(failure);
  return { next: `${title}. ${todo}` };
}

/** Old password, new password. */
export function PasswordScreen(props: {
  email: string;
  change: (passwords: { current: string; next: string }) => Promise<Result<unknown, AnyFailure>>;
}) {
  const [trial, setTrial] = useState<Trial>({ tag: 'idle' });
  const [errors, setErrors] = useState<Errors>({});
  const form = useRef<HTMLFormElement>(null);
  const show = (found: Errors) => {
    setErrors(found);
    const first = found.current === undefined ? (found.next === undefined ? undefined : 'next') : 'current';
    if (first !== undefined) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    return first !== undefined;
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const current = fieldText(fields, 'current');
    const next = fieldText(fields, 'next');
    const lacks: Errors = {
      ...(current === '' ? { current: t('portal.password.needCurrent') } : {}),
      ...(next === ''
        ? { next: t('portal.password.needNext') }
        : next === current
          ? { next: t('portal.password.same') }
          : {}),
    };
    if (show(lacks)) return;
    setTrial({ tag: 'busy' });
    const done = await props.change({ current, next });
    if (done.ok) return;
    setTrial(show(fieldProblem(done.error)) ? { tag: 'idle' } : { tag: 'failed', failure: done.error });
  };
  return (
    <>
      <Link href="/me" className="p-back">
        <IconChevronLeft size={20} stroke={1.6} aria-hidden />
        {t('portal.password.back')}
      </Link>
      <header className="p-title p-title-after-back">
        <h1 className="sc-page-title">{t('portal.password.title')}</h1>
        <p className="sc-page-about">{t('portal.password.about')}</p>
      </header>
      <Section>
        <form ref={form} className="p-form" onSubmit={(event) => void submit(event)} noValidate>
          {/* For password managers: whose password this is. */}
          <input type="text" name="username" autoComplete="username" value={props.email} readOnly hidden />
          <PasswordInput
            name="current"
            label={t('portal.password.current')}
            autoComplete="current-password"
            error={errors.current}
            visibilityToggleButtonProps={{ 'aria-label': t('portal.signIn.showPassword') }}
          />
          <PasswordInput
            name="next"
            label={t('portal.password.next')}
            description={t('portal.password.hint')}
            autoComplete="new-password"
            error={errors.next}
            visibilityToggleButtonProps={{ 'aria-label': t('portal.signIn.showPassword') }}
          />
          {trial.tag === 'failed' ? <TroubleNote failure={trial.failure} /> : null}
          <Button type="submit" loading={trial.tag === 'busy'}>
            {t('portal.password.save')}
          </Button>
        </form>
      </Section>
    </>
  );
}
