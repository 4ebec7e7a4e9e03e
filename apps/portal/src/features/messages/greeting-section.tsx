import { Button } from '@mantine/core';
import { MOST_SOUND_BYTES, type GreetingView } from '@synergycall/domain';
import { inBase64, lengthText, t } from '@synergycall/ui';
import { IconTrash, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { MailboxActs } from './mailbox-screen.tsx';
import { SavingNote, type Saving } from './saving.tsx';

/** What callers hear before they leave a message. */
export function GreetingSection(props: {
  greeting: GreetingView['greeting'];
  acts: Pick<MailboxActs, 'setGreeting' | 'removeGreeting'>;
}) {
  const { greeting, acts } = props;
  const [saving, setSaving] = useState<Saving>({ tag: 'idle' });
  // Another file under the same address: the player has to ask anew.
  const [heard, setHeard] = useState(0);
  const file = useRef<HTMLInputElement>(null);
  const upload = async (chosen: File): Promise<void> => {
    if (chosen.size > MOST_SOUND_BYTES)
      return setSaving({ tag: 'failed', failure: { code: 'prompt.not-a-sound', reason: 'too-large' } });
    setSaving({ tag: 'busy' });
    const sound = await inBase64(chosen).catch(() => undefined);
    if (sound === undefined)
      return setSaving({ tag: 'failed', failure: { code: 'prompt.not-a-sound', reason: 'damaged' } });
    const done = await acts.setGreeting(sound);
    setHeard((count) => count + 1);
    setSaving(done.ok ? { tag: 'saved' } : { tag: 'failed', failure: done.error });
  };
  const remove = async (): Promise<void> => {
    setSaving({ tag: 'busy' });
    const done = await acts.removeGreeting();
    setSaving(done.ok ? { tag: 'saved' } : { tag: 'failed', failure: done.error });
  };
  return (
    <>
      {greeting === null ? (
        <p className="sc-dim p-flush">{t('portal.greeting.none')}</p>
      ) : (
        <>
          <p className="sc-dim p-flush">{t('portal.greeting.own', { length: lengthText(greeting.seconds) })}</p>
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- a greeting has no captions */}
          <audio
            key={heard}
            className="p-message-sound"
            controls
            preload="none"
            aria-label={t('portal.greeting.title')}
            src={`/recordings/greeting?${heard}`}
          />
        </>
      )}
      <input
        ref={file}
        type="file"
        accept=".wav,.mp3,audio/wav,audio/mpeg"
        aria-label={t('portal.greeting.file')}
        hidden
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          currentTarget.value = '';
          if (chosen) void upload(chosen);
        }}
      />
      <div className="p-actions">
        <Button
          variant="default"
          loading={saving.tag === 'busy'}
          leftSection={<IconUpload size={20} stroke={1.6} />}
          onClick={() => file.current?.click()}
        >
          {greeting === null ? t('portal.greeting.upload') : t('portal.greeting.replace')}
        </Button>
        {greeting === null ? null : (
          <Button
            variant="default"
            disabled={saving.tag === 'busy'}
            leftSection={<IconTrash size={20} stroke={1.6} />}
            onClick={() => void remove()}
          >
            {t('portal.greeting.remove')}
          </Button>
        )}
      </div>
      <p className="sc-dim p-below">{t('portal.greeting.hint')}</p>
      <SavingNote saving={saving} saved={t('portal.mailbox.saved')} />
    </>
  );
}
