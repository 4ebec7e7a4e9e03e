import { fail, ok, type BoxId, type MailView, type Result, type TestMail, type UpdateMail } from '@synergycall/domain';
import { Secret, type Keyring } from '../../platform/crypto/index.ts';
import type { PlatformTx } from '../../platform/database/index.ts';
import type { Letter, SmtpServer, sendBySmtp } from '../../platform/smtp/index.ts';
import { ABOUT_SERVER, hurryLetters } from './outbox.store.ts';
import { findMail, passwordPlace, saveMail, showMail, toMailSettings, type StoredMail } from './mail.store.ts';

export interface MailServiceDeps {
  readonly boxId: BoxId;
  readonly keyring: Keyring;
  readonly send: typeof sendBySmtp;
  /** Authorities that are believed beside the system's, as PEM. */
  readonly trust?: string | undefined;
}

const issue = (path: string, problem: string) => fail({ code: 'input.invalid' as const, issues: [{ path, problem }] });

/** Sets who sends the box's letters; counts for the next letter. */
export async function updateMail(
  tx: PlatformTx,
  { boxId, keyring }: MailServiceDeps,
  command: UpdateMail,
): Promise<Result<MailView>> {
  const before = await findMail(tx, boxId);
  const { password, ...mail } = command;
  const stale = { code: 'revision.stale' as const, entity: 'mail', id: boxId, expected: command.revision };
  if ((before?.revision ?? 0) !== command.revision) return fail({ ...stale, actual: before?.revision ?? 0 });
  if (typeof password === 'string' && mail.username === null) return issue('username', 'mail.user-needed');
  // SECURITY: a password that is stored is shown to the server that it was given for, and to no other.
  const isSame = before && IDENTITY.every((field) => before[field] === mail[field]);
  if (password === undefined && mail.username !== null && before?.passwordSealed && !isSame)
    return issue('password', 'mail.password-again');
  const kept = mail.username === null ? null : (before?.passwordSealed ?? null);
  const sealed =
    typeof password === 'string'
      ? keyring.seal(new Secret(password), passwordPlace(boxId))
      : password === null
        ? null
        : kept;
  if (mail.username !== null && sealed === null) return issue('password', 'mail.password-needed');
  // SECURITY: on the way to another machine anybody would read it.
  if (sealed !== null && mail.security === 'none' && !isLoopback(mail.host)) return issue('security', 'mail.in-clear');
  if (!(await saveMail(tx, boxId, { ...mail, sealed }))) return fail({ ...stale, actual: command.revision + 1 });
  await hurryLetters(tx, boxId, ABOUT_SERVER);
  const after = await findMail(tx, boxId);
  await tx.audit({
    action: 'mail.update',
    entity: { kind: 'box', id: boxId, name: mail.host },
    before: before ? toMailSettings(before) : null,
    after: after ? { ...toMailSettings(after), isPasswordNew: typeof password === 'string' } : null,
  });
  return ok(await showMail(tx, boxId));
}
const IDENTITY = ['host', 'port', 'security', 'username'] as const;
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** Whom to send by. Throws when the password was sealed with a key that this agent doesn't hold. */
export function serverOf(mail: StoredMail, { boxId, keyring, trust }: MailServiceDeps): SmtpServer {
  const { host, port, security, username, passwordSealed } = mail;
  const login =
    username !== null && passwordSealed !== null
      ? { username, password: keyring.open(passwordSealed, passwordPlace(boxId)) }
      : undefined;
  return { host, port, security, login, trust };
}

export const senderOf = ({ fromName, fromAddress }: StoredMail): Letter['from'] => ({
  name: fromName,
  address: fromAddress,
});

/** A name for the letter that is the same whenever it is sent. */
export const messageIdOf = (id: string, mail: StoredMail): string =>
  `<${id}@${mail.fromAddress.split('@')[1] ?? 'synergycall'}>`;

/** Sends one letter now, and says what the server answered. */
export async function testMail(
  mail: StoredMail | undefined,
  deps: MailServiceDeps,
  { to, id }: { readonly to: string; readonly id: string },
): Promise<TestMail> {
  if (!mail) return { accepted: false, trouble: 'not-set-up', answer: '' };
  const done = await deps.send(serverOf(mail, deps), {
    from: senderOf(mail),
    to,
    subject: 'Test letter from SynergyCall',
    text: 'This letter was sent to try the mail settings of your phone system. If you read it, they work.\n',
    messageId: messageIdOf(id, mail),
  });
  return done.ok
    ? { accepted: true, trouble: null, answer: done.value }
    : { accepted: false, trouble: done.error.trouble, answer: done.error.answer };
}
