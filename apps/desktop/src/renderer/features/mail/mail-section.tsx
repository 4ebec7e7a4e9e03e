import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FailureNote, Section, SkeletonLines, t } from '@synergycall/ui';
import { IconMail } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';

/** On the settings page: does mail go out, and does any wait? */
export function MailSection() {
  const trpc = useTRPC();
  const query = useQuery(trpc.mail.settings.queryOptions());
  const state = loadable(query);
  return (
    <Section
      title={t('mail.title')}
      actions={
        <Button
          component={Link}
          href={routes.mail()}
          variant="default"
          size="xs"
          leftSection={<IconMail size={15} stroke={1.75} />}
        >
          {t('mail.open')}
        </Button>
      }
    >
      {state.tag === 'loading' ? <SkeletonLines lines={2} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? (
        <>
          <div>
            {state.value.settings === null
              ? t('mail.none')
              : t('mail.sendsBy', { host: state.value.settings.host, address: state.value.settings.fromAddress })}
          </div>
          <div className="sc-dim">{t('mail.counts', { waiting: state.value.waiting, failed: state.value.failed })}</div>
        </>
      ) : null}
    </Section>
  );
}
