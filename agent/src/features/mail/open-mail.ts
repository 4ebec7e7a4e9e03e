import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { sendBySmtp } from '../../platform/smtp/index.ts';
import type { MailDeps } from './mail.router.ts';
import type { MailServiceDeps } from './mail.service.ts';
import { hasSender } from './mail.store.ts';
import { mailSender } from './sender.ts';

export interface OpenMail extends MailDeps {
  /** Does the box send mail at all? */
  sends(): Promise<boolean>;
  /** Somebody wrote a letter. */
  wake(): void;
  /** Calls it after each letter that the server took. */
  onSent(listener: () => void): void;
  /** Ends after the letter that is under way. */
  stop(): Promise<void>;
}

/** Begins to send the box's letters. */
export function openMail(
  options: Pick<MailServiceDeps, 'boxId' | 'keyring'> & {
    readonly database: AppDatabase;
    /** The agent itself. */
    readonly scope: PlatformScope;
    readonly log: Logger;
  },
): OpenMail {
  const { boxId, keyring, database, scope, log } = options;
  const deps = { boxId, keyring, send: sendBySmtp };
  const listeners: (() => void)[] = [];
  const onSent = (): void => listeners.forEach((listener) => listener());
  const sender = mailSender({ ...deps, database, scope, log, onSent });
  return {
    ...deps,
    sender,
    sends: () => database.read(scope, (tx) => hasSender(tx, boxId)),
    wake: () => sender.wake(),
    onSent: (listener) => void listeners.push(listener),
    stop: () => sender.stop(),
  };
}
