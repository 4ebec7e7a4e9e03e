import type { BoxId } from '@synergycall/domain';
import { text, type Ami } from '../../platform/ami/index.ts';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { MailboxPlace, Spool, SpoolMessage } from '../../platform/spool/index.ts';
import { turns } from '../../platform/turns/index.ts';
import { enqueueMail, hasSender } from '../mail/index.ts';
import { messageLetter } from './letter.ts';
import { notifyOf } from './notification.service.ts';
import { beginTelling, findReader, forgetTold, removeAfter, toldLongAgo, toldOf } from './told.store.ts';
import { allBoxes } from './voicemail.store.ts';

export interface TellingDeps {
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  readonly boxId: BoxId;
  readonly events: Pick<Ami, 'on'>;
  readonly spool: Spool;
  /** A letter was written. */
  readonly wake: () => void;
  /** Takes away what was sent and is to go. */
  readonly lookAtSent: () => void;
  readonly log: Pick<Logger, 'warn'>;
  /** After a failure. */
  readonly retryMs?: number;
  /** How often it looks at all boxes by itself. */
  readonly lookMs?: number;
}

/** A recording of five minutes, as Asterisk keeps it, has 4.8 MB: the longest there is on a box of ours. */
export const MOST_ATTACHED = 5 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** What was removed in the portal can be put back for so long. */
const REMOVED_MS = 7 * DAY_MS;
/** So long after a message was told of, its id is forgotten if it is gone. */
const TOLD_MS = 30 * DAY_MS;

/**
 * Writes a letter for each new message, once, by the id that Asterisk gave it (decision 0014). An event says where to
 * look; the spool says what is there. So nothing is lost while the agent or PostgreSQL is down: it looks at every box
 * at `lookAtAll`, and again after a failure. What lay there before anybody could be told is taken as told.
 */
export function tellOfMessages(deps: TellingDeps): { lookAtAll(): Promise<void>; stop(): void } {
  const { database, scope, boxId, spool, log, retryMs = 10_000, lookMs = 5 * 60_000 } = deps;
  // One after the other: two looks at one box at a time would tell it twice, and one would fail.
  const telling = turns({
    everything: lookAtAll,
    onFailure: (err) => log.warn({ err }, 'nobody was told of new messages yet'),
    retryMs,
  });
  const inTurn = (work: () => Promise<void>): Promise<void> =>
    telling.inTurn(async () => {
      if (!telling.isClosed) await work();
    });

  async function look(place: MailboxPlace): Promise<void> {
    const found = await spool.unheard(place);
    if (found.length === 0) return;
    const ids = found.map(({ id }) => id);
    const told = await database.read(scope, (tx) => toldOf(tx, place, ids));
    for (const message of found.toReversed()) if (!told.has(message.id)) await tell(place, message);
  }

  async function tell(place: MailboxPlace, message: SpoolMessage): Promise<void> {
    const known = await database.read(scope, async (tx) => ({
      reader: await findReader(tx, place),
      sends: await hasSender(tx, boxId),
    }));
    if (!known.reader) return;
    const { tenantId, email, timezone, general } = known.reader;
    const notify = notifyOf(known.reader, known.sends);
    // A recording for nobody who could send it would only fill the database.
    const wantsSound = notify === 'recording' || notify === 'recording-delete';
    const sound = wantsSound && known.sends ? await spool.recording(place, message.id) : undefined;
    const content = sound?.ok && sound.value.length <= MOST_ATTACHED ? sound.value : undefined;
    const isTold = await database.inPlatform(scope, async (tx) => {
      if (!(await beginTelling(tx, { tenantId, box: place.box, id: message.id }))) return false;
      if (notify === 'off' || email === null) return false;
      const isMoved = content !== undefined && notify === 'recording-delete';
      const recording = isMoved ? 'moved' : content ? 'attached' : sound?.ok ? 'too-large' : 'none';
      const letter = await enqueueMail(tx, {
        tenantId,
        kind: 'voicemail',
        to: email,
        ...messageLetter({ general, message, timezone, recording }),
        attachment: content && { name: `message-${message.id}.wav`, content },
      });
      if (isMoved) await removeAfter(tx, { tenantId, box: place.box, id: message.id }, letter);
      return true;
    });
    if (isTold) deps.wake();
  }

  function lookAtAll(): Promise<void> {
    return inTurn(async () => {
      for (const { tag, id } of await database.read(scope, (tx) => allBoxes(tx, boxId))) {
        if (telling.isClosed) return;
        await look({ tag, box: id });
      }
      // What another agent sent, or this one before it stopped.
      deps.lookAtSent();
    });
  }

  /** Once a day, and at the start. */
  function tidy(): Promise<void> {
    return inTurn(async () => {
      const now = Date.now();
      for (const { tag, id } of await database.read(scope, (tx) => allBoxes(tx, boxId))) {
        if (telling.isClosed) return;
        await spool.purge({ tag, box: id }, new Date(now - REMOVED_MS));
      }
      const before = new Date(now - TOLD_MS);
      for (const place of await database.read(scope, (tx) => toldLongAgo(tx, boxId, before))) {
        if (telling.isClosed) return;
        const but = (await spool.list(place)).map(({ id }) => id);
        await database.inPlatform(scope, (tx) => forgetTold(tx, place, { but, before }));
      }
    });
  }

  const stop = deps.events.on('MessageWaiting', (event) => {
    const [, box = '', tag = ''] = /^([0-9a-z]{12})@vm-([0-9a-z]{4})$/.exec(text(event, 'mailbox')) ?? [];
    if (box !== '') void inTurn(() => look({ tag, box }));
  });
  const timers = [setInterval(() => void lookAtAll(), lookMs), setInterval(() => void tidy(), DAY_MS)];
  void tidy();
  return {
    lookAtAll,
    stop() {
      telling.close();
      for (const timer of timers) clearInterval(timer);
      stop();
    },
  };
}
