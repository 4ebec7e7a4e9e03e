import type { BoxId } from '@synergycall/domain';
import type { Ami } from '../../platform/ami/index.ts';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { greetingFiles, hasGreeting, openSpool } from '../../platform/spool/index.ts';
import { keepGreetings } from './greetings.ts';
import type { MessageDeps } from './messages.service.ts';
import { phoneSide } from './phone-side.ts';
import { answerPins } from './pin-check.ts';
import { removeSent } from './remove-sent.ts';
import { tellOfMessages } from './tell-of-messages.ts';
import { allBoxes, pinHashOf } from './voicemail.store.ts';

export interface KeepVoicemailDeps {
  readonly database: AppDatabase;
  readonly scope: PlatformScope;
  readonly boxId: BoxId;
  readonly events: Ami;
  readonly writer: Ami;
  /** Asterisk's spool folder; null: there is no Asterisk. */
  readonly spool: string | null;
  /** A letter was written. */
  readonly wakeMail: () => void;
  readonly verify: Parameters<typeof answerPins>[0]['verify'];
  readonly log: Logger;
}

/** What the agent does for mailboxes while it runs: it answers who asks for a PIN, says which have a greeting of their own, and writes to people who have a new message. */
export function keepVoicemail({
  database,
  scope,
  boxId,
  events,
  writer,
  spool,
  wakeMail,
  verify,
  log,
}: KeepVoicemailDeps) {
  const stopAnswering = answerPins({
    events,
    writer,
    hashOf: (box) => database.read(scope, (tx) => pinHashOf(tx, box)),
    verify,
    now: Date.now,
    log,
  });
  const greetings = keepGreetings({
    events,
    writer,
    hasGreeting: (tag, mailbox) => spool !== null && hasGreeting(spool, tag, mailbox),
    boxes: () => database.read(scope, (tx) => allBoxes(tx, boxId)),
    log,
  });
  // Where there is no Asterisk nobody has left anything.
  const folder = spool ?? '/nonexistent';
  const messages: MessageDeps = {
    spool: openSpool(folder),
    greetings: greetingFiles(folder),
    phones: phoneSide(writer, log),
  };
  const removing = removeSent({ database, scope, boxId, spool: messages.spool, phones: messages.phones, log });
  const lookAtSent = (): void => void removing.look();
  const telling =
    spool === null
      ? undefined
      : tellOfMessages({ database, scope, boxId, events, spool: messages.spool, wake: wakeMail, lookAtSent, log });
  const look = (): void => {
    void greetings.lookAtAll().catch((err: unknown) => log.warn({ err }, 'greetings were not looked at'));
    void telling?.lookAtAll();
  };
  const stopLooking = spool === null ? undefined : writer.onFullyBooted(look);
  return {
    messages,
    /** The mail server took a letter. */
    letterSent: spool === null ? () => undefined : lookAtSent,
    close(): void {
      stopLooking?.();
      removing.stop();
      telling?.stop();
      greetings.stop();
      stopAnswering();
    },
  };
}
