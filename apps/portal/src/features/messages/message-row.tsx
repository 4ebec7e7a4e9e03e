import { Button } from '@mantine/core';
import type { MessageView } from '@synergycall/domain';
import { lengthText, formatMoment, formatMomentInFull, t } from '@synergycall/ui';
import { IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { State } from '../../frame/state.tsx';
import { callerText } from './message-words.ts';

export interface MessageRowProps {
  readonly message: MessageView;
  /** The general mailbox that it lies in; null: one's own. */
  readonly mailbox: string | null;
  readonly isPlaying: boolean;
  readonly onPlay: (on: boolean) => void;
  readonly onMark: (heard: boolean) => Promise<void>;
  readonly onRemove: () => Promise<void>;
}

/** Who called, when, how long; to be heard, marked and deleted. */
export function MessageRow({ message, mailbox, isPlaying, onPlay, onMark, onRemove }: MessageRowProps) {
  const [busy, setBusy] = useState<'mark' | 'remove'>();
  const [isBroken, setBroken] = useState(false);
  const who = callerText(message);
  const run = async (what: 'mark' | 'remove', act: () => Promise<void>): Promise<void> => {
    setBusy(what);
    await act();
    setBusy(undefined);
  };
  return (
    <article className="p-message" aria-label={t('portal.messages.from', { who })}>
      <div className="p-message-head">
        <span className="p-message-who p-wrap" data-new={message.heard ? undefined : ''}>
          <bdi>{who}</bdi>
        </span>
        <State
          tone={message.heard ? 'off' : 'live'}
          label={message.heard ? t('portal.messages.heard') : t('portal.messages.new')}
        />
      </div>
      <div className="sc-dim p-wrap">
        <time dateTime={message.at} title={formatMomentInFull(message.at)}>
          {formatMoment(message.at)}
        </time>
        {` · ${lengthText(message.seconds)}`}
        {mailbox === null ? null : (
          <>
            {' · '}
            <bdi>{mailbox}</bdi>
          </>
        )}
      </div>
      {isPlaying ? (
        // Controls of the browser: everybody knows their own, and they speak to screen readers.
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- a phone message has no captions
        <audio
          className="p-message-sound"
          controls
          autoPlay
          aria-label={t('portal.messages.from', { who })}
          src={`/recordings/messages/${message.mailbox}/${message.id}`}
          onEnded={() => {
            if (!message.heard) void onMark(true);
          }}
          onError={() => setBroken(true)}
        />
      ) : null}
      {isPlaying && isBroken ? (
        <p className="p-flush" role="alert">
          {t('portal.messages.unplayable')}
        </p>
      ) : null}
      <div className="p-message-acts">
        <Button
          size="sm"
          variant="default"
          leftSection={
            isPlaying ? <IconPlayerStop size={18} stroke={1.6} /> : <IconPlayerPlay size={18} stroke={1.6} />
          }
          onClick={() => {
            setBroken(false);
            onPlay(!isPlaying);
          }}
        >
          {isPlaying ? t('portal.messages.stop') : t('portal.messages.play')}
        </Button>
        <Button
          size="sm"
          variant="default"
          loading={busy === 'mark'}
          onClick={() => void run('mark', () => onMark(!message.heard))}
        >
          {message.heard ? t('portal.messages.markNew') : t('portal.messages.markHeard')}
        </Button>
        <Button
          size="sm"
          variant="default"
          loading={busy === 'remove'}
          leftSection={<IconTrash size={18} stroke={1.6} />}
          onClick={() => void run('remove', onRemove)}
        >
          {t('portal.messages.delete')}
        </Button>
      </div>
    </article>
  );
}
