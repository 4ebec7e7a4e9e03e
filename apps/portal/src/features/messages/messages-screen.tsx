import { Button, Skeleton } from '@mantine/core';
import type { MessageList, MessageView, Result } from '@synergycall/domain';
import { t, type AnyFailure, type Loadable } from '@synergycall/ui';
import { IconSettings } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { Trouble, TroubleNote } from '../../frame/trouble.tsx';
import { callerText } from './message-words.ts';
import { MessageRow } from './message-row.tsx';

export interface MessageActs {
  readonly mark: (message: MessageView, heard: boolean) => Promise<Result<unknown, AnyFailure>>;
  readonly remove: (message: MessageView) => Promise<Result<unknown, AnyFailure>>;
  readonly putBack: (message: MessageView) => Promise<Result<unknown, AnyFailure>>;
}
export interface MessagesProps {
  readonly list: Loadable<MessageList>;
  readonly acts: MessageActs;
  readonly onRetry: () => void;
}
type Last = { tag: 'nothing' } | { tag: 'removed'; message: MessageView } | { tag: 'failed'; failure: AnyFailure };

/** My messages, and those of the mailboxes that I may hear. */
export function MessagesScreen({ list, acts, onRetry }: MessagesProps) {
  return (
    <>
      <header className="p-title">
        <h1 className="sc-page-title">{t('portal.nav.messages')}</h1>
        <p className="sc-page-about">{t('portal.messages.about')}</p>
      </header>
      {list.tag === 'failed' ? (
        <Trouble failure={list.failure} onRetry={onRetry} />
      ) : list.tag === 'loading' ? (
        <div role="status" aria-label={t('portal.loading')}>
          <Skeleton height={192} radius="md" />
        </div>
      ) : (
        <Messages list={list.value} acts={acts} />
      )}
    </>
  );
}

function Messages({ list, acts }: { list: MessageList; acts: MessageActs }) {
  const [last, setLast] = useState<Last>({ tag: 'nothing' });
  const [playing, setPlaying] = useState<string>();
  const failed = (done: Result<unknown, AnyFailure>): boolean => {
    if (!done.ok) setLast({ tag: 'failed', failure: done.error });
    return !done.ok;
  };
  const mark = async (message: MessageView, heard: boolean): Promise<void> => {
    if (!failed(await acts.mark(message, heard))) setLast({ tag: 'nothing' });
  };
  const remove = async (message: MessageView): Promise<void> => {
    setPlaying(undefined);
    if (!failed(await acts.remove(message))) setLast({ tag: 'removed', message });
  };
  const putBack = async (message: MessageView): Promise<void> => {
    if (!failed(await acts.putBack(message))) setLast({ tag: 'nothing' });
  };
  const isOwn = list.mailboxes.some(({ name }) => name === null);
  return (
    <>
      <div role="status" className="p-notice">
        {last.tag === 'removed' ? (
          <div className="sc-note p-undo">
            <span className="p-wrap">{t('portal.messages.deleted', { who: callerText(last.message) })}</span>
            <Button variant="default" size="sm" onClick={() => void putBack(last.message)}>
              {t('portal.messages.undo')}
            </Button>
          </div>
        ) : null}
      </div>
      {last.tag === 'failed' ? <TroubleNote failure={last.failure} /> : null}
      {list.mailboxes.length === 0 ? (
        <p className="p-hint">{t('portal.messages.noMailbox')}</p>
      ) : list.rows.length === 0 ? (
        <p className="p-hint">{t('portal.messages.empty')}</p>
      ) : (
        <ul className="p-list">
          {list.rows.map((message) => {
            const key = `${message.mailbox}/${message.id}`;
            return (
              <li key={key}>
                <MessageRow
                  message={message}
                  mailbox={list.mailboxes.find(({ id }) => id === message.mailbox)?.name ?? null}
                  isPlaying={playing === key}
                  onPlay={(on) => setPlaying(on ? key : undefined)}
                  onMark={(heard) => mark(message, heard)}
                  onRemove={() => remove(message)}
                />
              </li>
            );
          })}
        </ul>
      )}
      {isOwn ? (
        <div className="p-actions">
          <Button
            component={Link}
            href="/messages/mailbox"
            variant="default"
            leftSection={<IconSettings size={20} stroke={1.6} />}
          >
            {t('portal.messages.settings')}
          </Button>
        </div>
      ) : null}
    </>
  );
}
