import { NativeSelect } from '@mantine/core';
import { voicemailNotify, type NotificationView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { useState } from 'react';
import type { MailboxActs } from './mailbox-screen.tsx';
import { SavingNote, type Saving } from './saving.tsx';

/** What an e-mail says of a new message. */
export function NotifySection({ now, notify }: { now: NotificationView; notify: MailboxActs['notify'] }) {
  const [saving, setSaving] = useState<Saving>({ tag: 'idle' });
  if (now.email === null) return <p className="sc-dim p-flush">{t('portal.notify.noEmail')}</p>;
  const choose = async (value: string): Promise<void> => {
    setSaving({ tag: 'busy' });
    const done = await notify(voicemailNotify.safeParse(value).data ?? null);
    setSaving(done.ok ? { tag: 'saved' } : { tag: 'failed', failure: done.error });
  };
  return (
    <>
      <NativeSelect
        label={t('portal.notify.label')}
        description={t('portal.notify.to', { email: now.email })}
        value={now.happens}
        onChange={({ currentTarget }) => void choose(currentTarget.value)}
        data={voicemailNotify.options.map((value) => ({ value, label: t(`portal.notify.${value}`) }))}
      />
      {now.sends ? null : <p className="sc-dim p-below">{t('portal.notify.sendsNothing')}</p>}
      <SavingNote saving={saving} saved={t('portal.mailbox.saved')} />
    </>
  );
}
