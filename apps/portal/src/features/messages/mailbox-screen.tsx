import { Skeleton } from '@mantine/core';
import type { GreetingView, NotificationView, Result, VoicemailNotify } from '@synergycall/domain';
import { Section, t, type AnyFailure, type Loadable } from '@synergycall/ui';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Trouble } from '../../frame/trouble.tsx';
import { GreetingSection } from './greeting-section.tsx';
import { NotifySection } from './notify-section.tsx';
import { PinSection } from './pin-section.tsx';

type Done = Promise<Result<unknown, AnyFailure>>;
export interface MailboxActs {
  /** A file, in base64. */
  readonly setGreeting: (sound: string) => Done;
  readonly removeGreeting: () => Done;
  /** null: none. */
  readonly setPin: (pin: string | null) => Done;
  readonly notify: (notify: VoicemailNotify | null) => Done;
}
export interface MailboxProps {
  readonly greeting: Loadable<GreetingView>;
  readonly notification: Loadable<NotificationView>;
  readonly acts: MailboxActs;
  readonly onRetry: () => void;
}

/** My mailbox: what callers hear, the PIN, and what I am told by e-mail. */
export function MailboxScreen({ greeting, notification, acts, onRetry }: MailboxProps) {
  return (
    <>
      <Link href="/messages" className="p-back">
        <IconChevronLeft size={20} stroke={1.6} aria-hidden />
        {t('portal.nav.messages')}
      </Link>
      <header className="p-title p-title-after-back">
        <h1 className="sc-page-title">{t('portal.mailbox.title')}</h1>
        <p className="sc-page-about">{t('portal.mailbox.about')}</p>
      </header>
      {greeting.tag === 'ready' && !greeting.value.voicemail ? (
        <p className="p-hint">{t('portal.messages.noMailbox')}</p>
      ) : (
        <>
          <Section title={t('portal.greeting.title')}>
            <Part of={greeting} onRetry={onRetry}>
              {(value) => <GreetingSection greeting={value.greeting} acts={acts} />}
            </Part>
          </Section>
          <Section title={t('portal.notify.title')}>
            <Part of={notification} onRetry={onRetry}>
              {(value) => <NotifySection now={value} notify={acts.notify} />}
            </Part>
          </Section>
          <Section title={t('portal.pin.title')}>
            <PinSection setPin={acts.setPin} />
          </Section>
        </>
      )}
    </>
  );
}

function Part<T>(props: { of: Loadable<T>; onRetry: () => void; children: (value: T) => ReactNode }) {
  if (props.of.tag === 'failed') return <Trouble failure={props.of.failure} onRetry={props.onRetry} />;
  if (props.of.tag === 'loading') return <Skeleton height={48} role="status" aria-label={t('portal.loading')} />;
  return props.children(props.of.value);
}
