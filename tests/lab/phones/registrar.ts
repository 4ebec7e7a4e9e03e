import { createHash } from 'node:crypto';
import { token, type Wire } from './raw-wire.ts';
import { header, uriOf } from './sip-message.ts';
import type { SipMessage } from './types.ts';

/** Who may register at the carrier. */
export interface CarrierAccount {
  readonly username: string;
  /** SECURITY: stays in memory. */
  readonly secret: string;
}

/** The registrar of a carrier: challenges each REGISTER and keeps the contact of who knows the secret. */
export interface Registrar {
  /** Contact URI by user name. */
  readonly contacts: ReadonlyMap<string, string>;
  /** How often each user name registered with the right secret. */
  readonly registrations: ReadonlyMap<string, number>;
  /** REGISTERs with a wrong or missing user name or secret, after a challenge. */
  readonly refused: number;
  takes(request: SipMessage, text: string): void;
}

export const REALM = 'carrier.example';

/** @param longest the longest registration that is granted, in seconds */
export function registrar(
  wire: () => Pick<Wire, 'respond' | 'watch'>,
  accounts: readonly CarrierAccount[],
  longest = 600,
): Registrar {
  const contacts = new Map<string, string>();
  const registrations = new Map<string, number>();
  const nonces = new Set<string>();
  let refused = 0;
  const challenge = (request: SipMessage): void => {
    const nonce = token();
    nonces.add(nonce);
    wire().respond(request, {
      code: 401,
      reason: 'Unauthorized',
      toTag: token(),
      headers: [`WWW-Authenticate: Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5`],
    });
  };
  return {
    contacts,
    registrations,
    get refused() {
      return refused;
    },
    takes(request, text) {
      // The log masks what answers a challenge; here the bytes count.
      const answer = /^Authorization:(.*)$/im.exec(text)?.[1];
      if (answer === undefined) return challenge(request);
      const param = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(answer)?.[1] ?? '';
      // One user name may have several secrets: a new one counts before the old one ends.
      const account = accounts.find((one) => one.username === param('username') && isRight(one, request, param));
      if (!account || !nonces.has(param('nonce'))) {
        refused += 1;
        wire().respond(request, { code: 403, reason: 'Forbidden', toTag: token() });
        wire().watch.changed();
        return;
      }
      const contact = header(request, 'contact');
      const asked = Number(/;\s*expires=(\d+)/i.exec(contact)?.[1] ?? (header(request, 'expires') || longest));
      const expires = Math.min(asked, longest);
      if (expires === 0) contacts.delete(account.username);
      else contacts.set(account.username, uriOf(contact));
      if (expires > 0) registrations.set(account.username, (registrations.get(account.username) ?? 0) + 1);
      wire().respond(request, {
        code: 200,
        reason: 'OK',
        toTag: token(),
        headers: [`Contact: <${uriOf(contact)}>;expires=${expires}`],
      });
      wire().watch.changed();
    },
  };
}

const md5 = (text: string): string => createHash('md5').update(text, 'latin1').digest('hex');

function isRight({ username, secret }: CarrierAccount, request: SipMessage, param: (name: string) => string): boolean {
  const a1 = md5(`${username}:${REALM}:${secret}`);
  const a2 = md5(`${request.method ?? ''}:${param('uri')}`);
  return param('response') === md5(`${a1}:${param('nonce')}:${a2}`);
}
