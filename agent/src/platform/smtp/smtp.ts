import { isIP } from 'node:net';
import { fail, ok, withoutControls, type MailSecurity, type MailTrouble, type Result } from '@synergycall/domain';
import type { Secret } from '../crypto/index.ts';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly login: { readonly username: string; readonly password: Secret } | undefined;
  /** Authorities that are believed beside the system's, as PEM. */
  readonly trust?: string | undefined;
}

/** Text alone: nothing in it is markup, and nothing is fetched. */
export interface Letter {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same at each try, so that a mailbox that got it twice shows it once. */
  readonly messageId: string;
  readonly attachment?: { readonly name: string; readonly type: string; readonly content: Buffer } | undefined;
}

export interface SmtpRefusal {
  readonly trouble: Exclude<MailTrouble, 'not-set-up'>;
  /** In the server's own words, or the system's. */
  readonly answer: string;
  /** Asking again can't help: it is this letter that is not wanted. */
  readonly isFinal: boolean;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

/**
 * Hands the letter to the server; ok is its answer.
 * SECURITY: the certificate is checked where there is one, and STARTTLS is not given up when the server (or whoever is
 * in between) does not offer it. Addresses go as addresses, never as a header line; nodemailer reads no file and no URL.
 */
export async function sendBySmtp(server: SmtpServer, letter: Letter): Promise<Result<string, SmtpRefusal>> {
  let close: (() => void) | undefined;
  try {
    // Not read by an agent that sends none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: server.host,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      ...(server.login && {
        auth: { user: server.login.username, pass: server.login.password.reveal('shown to the mail server') },
      }),
      tls: {
        minVersion: 'TLSv1.2',
        ...(isIP(server.host) === 0 && { servername: server.host }),
        ...(server.trust !== undefined && { ca: server.trust }),
      },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    close = () => transport.close();
    const done = await transport.sendMail({
      from: letter.from,
      to: { name: '', address: letter.to },
      subject: letter.subject,
      text: letter.text,
      messageId: letter.messageId,
      // No answering machine answers it.
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...(letter.attachment && {
        attachments: [
          {
            filename: letter.attachment.name,
            contentType: letter.attachment.type,
            content: letter.attachment.content,
          },
        ],
      }),
    });
    return ok(oneLine(done.response));
  } catch (error) {
    return fail(refusalOf(error));
  } finally {
    close?.();
  }
}

interface Said {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly response?: unknown;
  readonly responseCode?: unknown;
}

/** What nodemailer's error (10.6) says. Its own words never hold the password; a server's could, so lines are cut. */
export function refusalOf(error: unknown): SmtpRefusal {
  const { code, command, response, responseCode } = (typeof error === 'object' && error !== null ? error : {}) as Said;
  const words = error instanceof Error ? error.message : String(error);
  const answer = oneLine(typeof response === 'string' && response !== '' ? response : words);
  const status = typeof responseCode === 'number' ? responseCode : 0;
  const is = (trouble: SmtpRefusal['trouble'], isFinal = false): SmtpRefusal => ({ trouble, answer, isFinal });
  if (code === 'EAUTH') return is('credentials');
  if (code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(words)) return is('name');
  if (/certificate|altnames|self.signed|issuer/i.test(words)) return is('certificate');
  if (/STARTTLS/.test(String(command)) || /STARTTLS/.test(words)) return is('no-starttls');
  if (/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(words)) return is('refused');
  if (code === 'ETIMEDOUT') return is('timeout');
  if (code === 'ETLS' || /SSL|TLS|wrong version/i.test(words)) return is('tls');
  if (status === 552 || status === 523) return is('too-large', true);
  if (status >= 400 && status < 500) return is('later');
  if (/MAIL FROM/.test(String(command))) return is('sender-refused');
  if (/RCPT TO/.test(String(command)) || code === 'EENVELOPE') return is('recipient-refused', status >= 500);
  if (status >= 500) return is('rejected', /DATA/.test(String(command)));
  return is('unknown');
}

const LONGEST_ANSWER = 500;
const oneLine = (text: string): string => withoutControls(text).slice(0, LONGEST_ANSWER);
