import type { BoxId } from '@synergycall/domain';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Spool } from '../../platform/spool/index.ts';
import { turns } from '../../platform/turns/index.ts';
import { mintTenantScope } from '../../rpc/index.ts';
import type { PhoneSide } from './phone-side.ts';
import { keepForGood, sentMessages, type SentMessage } from './told.store.ts';

export interface RemoveSentDeps {
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  readonly boxId: BoxId;
  readonly spool: Pick<Spool, 'remove'>;
  readonly phones: Pick<PhoneSide, 'isOpen' | 'refresh'>;
  readonly log: Pick<Logger, 'warn'>;
  /** After a mailbox that was in use by phone, or a failure. */
  readonly retryMs?: number;
}

/**
 * Moves messages out of mailboxes whose people want them by e-mail alone, after the mail server took the letter with the
 * recording, and never before. What is to go is on record with the letter, so a crash in between leaves the message for
 * the next look. Kept for a week, as what people delete (spool.purge).
 */
export function removeSent(deps: RemoveSentDeps): { look(): Promise<void>; stop(): void } {
  const { database, scope, boxId, spool, phones, log, retryMs = 10_000 } = deps;
  /** false: later. */
  async function remove(message: SentMessage): Promise<boolean> {
    const { tenantId, tag, box, id, isWanted } = message;
    const place = { tag, box };
    if (isWanted) {
      // VoiceMailMain goes by numbers: whoever is in the box by phone would meet another message.
      const open = await phones.isOpen(place);
      if (!open.ok || open.value) return false;
    }
    const isDone = await database.inTenant(mintTenantScope(tenantId, scope.actor), async (tx) => {
      await keepForGood(tx, { box, id });
      if (!isWanted) return true;
      const moved = await spool.remove(place, id);
      // Whoever deleted it themselves was faster.
      if (!moved.ok && moved.error === 'gone') return true;
      if (!moved.ok) throw new Error(`the mailbox is in use (${moved.error})`);
      await tx.audit({
        action: 'voicemail.remove-sent',
        entity: { kind: 'message', id, name: null },
        after: { mailbox: box },
      });
      return true;
    });
    if (isWanted) await phones.refresh(place);
    return isDone;
  }

  /** One mailbox that can't be written holds up no other. */
  async function removeOrSay(message: SentMessage): Promise<boolean> {
    try {
      return await remove(message);
    } catch (err) {
      const { tag, box, id } = message;
      log.warn({ err, tag, box, id }, 'a message that was sent is still in its mailbox');
      return false;
    }
  }

  // One after the other: two at a time would be in each other's way.
  const look = (): Promise<void> =>
    looking.inTurn(async () => {
      if (looking.isClosed) return;
      for (const message of await database.read(scope, (tx) => sentMessages(tx, boxId))) {
        if (looking.isClosed) return;
        if (!(await removeOrSay(message))) looking.again();
      }
    });
  const looking = turns({
    everything: look,
    onFailure: (err) => log.warn({ err }, 'messages that were sent are still in their mailboxes'),
    retryMs,
  });
  return { look, stop: () => looking.close() };
}
