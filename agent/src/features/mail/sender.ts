import type { BoxId } from '@synergycall/domain';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { findMail, type StoredMail } from './mail.store.ts';
import { messageIdOf, senderOf, serverOf, type MailServiceDeps } from './mail.service.ts';
import {
  ABOUT_SERVER,
  expireLetters,
  forgetLetters,
  hurryLetters,
  markRefused,
  markSent,
  takeLetter,
  type WaitingLetter,
} from './outbox.store.ts';

export interface MailSender {
  /** Somebody wrote a letter, or how letters leave has changed: look now. */
  wake(): void;
  /** Ends after the letter that is under way. */
  stop(): Promise<void>;
}
export interface MailSenderOptions extends MailServiceDeps {
  readonly database: AppDatabase;
  /** The agent itself. */
  readonly scope: PlatformScope;
  readonly boxId: BoxId;
  readonly log: Pick<Logger, 'warn' | 'error' | 'info'>;
  /** The server took a letter, and that is on record. */
  readonly onSent?: () => void;
  readonly now?: () => number;
  /** How often it looks by itself. */
  readonly lookMs?: number;
}

const MINUTE = 60_000;
/** After the first failure, the second, …; then every four hours until two days are over. */
const WAITS = [1, 2, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * MINUTE);
export const waitAfter = (attempts: number): number => WAITS[Math.min(attempts, WAITS.length) - 1] ?? MINUTE;
/** Letters that were sent, or given up, are on record for so long. */
const KEPT_MS = 30 * 24 * 60 * MINUTE;

/** Sends what waits, one letter after the other, and again at `wake`. Where nothing is set up, letters wait. */
export function mailSender(options: MailSenderOptions): MailSender {
  const { database, scope, boxId, log, lookMs = 15_000, now = Date.now } = options;
  let isStopped = false;
  let round: Promise<void> | undefined;
  let isWanted = false;
  const timer = setInterval(() => wake(), lookMs);

  /** `over`: there is nothing more to be done now. */
  const sendNext = (): Promise<'sent' | 'refused' | 'over'> =>
    database.inPlatform(scope, async (tx) => {
      const mail = await findMail(tx, boxId);
      const letter = mail && (await takeLetter(tx, boxId, new Date(now())));
      if (!letter) {
        await expireLetters(tx, boxId, new Date(now()));
        await forgetLetters(tx, boxId, new Date(now() - KEPT_MS));
        return 'over';
      }
      const done = await send(mail, letter);
      if (done.ok) {
        await markSent(tx, letter.id, { now: new Date(now()), answer: done.value });
        await hurryLetters(tx, boxId, ABOUT_SERVER);
        return 'sent';
      }
      const { trouble, answer, isFinal } = done.error;
      const nextAt = new Date(now() + waitAfter(letter.attempts + 1));
      const isOver = isFinal || nextAt > letter.expiresAt;
      await markRefused(tx, letter.id, { now: new Date(now()), nextAt: isOver ? null : nextAt, trouble, answer });
      log.warn({ letter: letter.id, trouble, gaveUp: isOver }, 'a letter did not go out');
      return ABOUT_SERVER.includes(trouble) ? 'over' : 'refused';
    });

  async function send(mail: StoredMail, letter: WaitingLetter) {
    const { id, to, subject, text, attachment } = letter;
    return options.send(serverOf(mail, options), {
      from: senderOf(mail),
      to,
      subject,
      text,
      messageId: messageIdOf(id, mail),
      attachment: attachment && { ...attachment, type: 'audio/wav' },
    });
  }

  async function sendAll(): Promise<void> {
    do {
      isWanted = false;
      while (!isStopped) {
        const next = await sendNext();
        if (next === 'sent') options.onSent?.();
        if (next === 'over') break;
      }
    } while (isWanted && !isStopped);
  }
  function wake(): void {
    isWanted = true;
    if (isStopped || round) return;
    round = sendAll()
      .catch((err: unknown) => log.warn({ err }, 'letters were not looked at'))
      .finally(() => (round = undefined));
  }
  wake();
  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await round;
    },
  };
}
