import { fail, greetingKey, ok, type Failure, type Result, type TenantTag } from '@synergycall/domain';
import { text, type Ami, type AmiFailure } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { MailboxPlace } from '../../platform/spool/index.ts';

/** What Asterisk has to do with a mailbox that somebody changes from a browser. */
export interface PhoneSide {
  /** Is somebody in the box by phone now? They would lose the message that they are at. */
  isOpen(place: MailboxPlace): Promise<Result<boolean>>;
  /** Lamps show what is there. What fails is only told of: the next message or call puts it right. */
  refresh(place: MailboxPlace): Promise<void>;
  /** Does the core play the box's own greeting? From the next caller on. */
  tellGreeting(place: MailboxPlace, isThere: boolean): Promise<Result<void>>;
}

export function phoneSide(
  writer: Pick<Ami, 'list' | 'send' | 'dbPut' | 'dbDel'>,
  log: Pick<Logger, 'warn'>,
): PhoneSide {
  return {
    async isOpen({ tag, box }) {
      const channels = await writer.list('CoreShowChannels');
      if (!channels.ok) return unreachable(channels.error);
      const own = `${box}@vm-${tag}`;
      return ok(
        channels.value.some(
          (channel) =>
            text(channel, 'application') === 'VoiceMailMain' &&
            text(channel, 'applicationdata').split(',')[0]?.trim() === own,
        ),
      );
    },
    async refresh({ tag, box }) {
      const done = await writer.send('VoicemailRefresh', { Context: `vm-${tag}`, Mailbox: box });
      if (!done.ok) log.warn({ code: done.error.code, tag, box }, 'lamps of a mailbox may be wrong until it is used');
    },
    async tellGreeting({ tag, box }, isThere) {
      const key = greetingKey(tag as TenantTag, box);
      const done = isThere ? await writer.dbPut({ ...key, value: 'own' }) : await writer.dbDel(key);
      return done.ok ? ok(undefined) : unreachable(done.error);
    },
  };
}

const unreachable = (error: AmiFailure): Result<never, Failure> => fail({ code: 'asterisk.down', detail: error.code });
