import { useQuery } from '@tanstack/react-query';
import { FailureNote, Note, Page, Section, SkeletonLines, t } from '@synergycall/ui';
import { IconMailOff } from '@tabler/icons-react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { LetterList } from './letter-list.tsx';
import { MailForm } from './mail-form.tsx';
import { TestLetter } from './test-letter.tsx';

/** How letters leave the box, whether that works, and what became of them. */
export function MailPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.mail.settings.queryOptions(undefined, { refetchInterval: 15_000 }));
  const state = loadable(query);
  return (
    <Page
      title={t('mail.title')}
      about={t('mail.about')}
      back={<BackLink href={routes.settings()}>{t('settings.title')}</BackLink>}
    >
      <div className="d-settings d-mail">
        <Section title={t('mail.server')}>
          {state.tag === 'loading' ? <SkeletonLines lines={6} /> : null}
          {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
          {state.tag === 'ready' ? (
            <div className="d-form">
              {state.value.settings === null ? (
                <Note tone="pending" icon={<IconMailOff size={16} stroke={1.75} />} title={t('mail.none')} />
              ) : null}
              <MailForm settings={state.value.settings} />
            </div>
          ) : null}
        </Section>
        <Section title={t('mail.test')} about={t('mail.testAbout')}>
          <TestLetter />
        </Section>
      </div>
      <Section title={t('mail.letters')} about={t('mail.lettersAbout')}>
        <LetterList />
      </Section>
    </Page>
  );
}
