import type { FlowView } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import { namesOf } from './group-facts.tsx';
import type { SettingsOf } from './kind.ts';
import { PeopleFacts } from './people-facts.tsx';

type Mailbox = SettingsOf<'mailbox'>;

/** "Takes messages for Ann Lee, Ben Ode and 3 more" */
export const mailboxAbout = ({ people }: FlowView, _settings: Mailbox): string =>
  people.length === 0 ? t('mailbox.listeners.none') : t('mailbox.about', { names: namesOf(people) });

export function MailboxFacts({ flow, settings }: { flow: FlowView; settings: Mailbox }) {
  return (
    <>
      <PeopleFacts
        title={t('mailbox.listeners')}
        flow={flow}
        nobody={<p className="d-lead d-warn">{t('mailbox.listeners.none')}</p>}
      />
      <Facts rows={[[t('mailbox.email'), settings.email ?? t('common.none')]]} />
    </>
  );
}
