import type { AmiFields, AmiMessage } from './types.ts';

/** SECURITY: header names that may carry a SIP or carrier secret (seen on 22.10.1: AuthDetail has Password and Md5Cred). */
const SECRET_HEADER =
  /^(password|passworddigest|password_digest|md5cred|md5_cred|secret|refreshtoken|refresh_token|oauthsecret|oauth_secret|oauthclientid|oauth_clientid)$/;
/** SECURITY: events that describe nothing but credentials; only that they came is passed on. */
const SECRET_EVENTS = new Set(['authdetail', 'authlist']);

/**
 * SECURITY: every message from Asterisk passes here before anything of ours sees it: credentials are dropped,
 * values are strings or lists of strings.
 */
export function safeMessage(raw: Readonly<Record<string, unknown>>): AmiMessage {
  const event = typeof raw['event'] === 'string' ? raw['event'].toLowerCase() : '';
  const clean: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, value] of Object.entries(raw)) {
    if (SECRET_HEADER.test(name)) continue;
    if (SECRET_EVENTS.has(event) && !['event', 'actionid', 'eventlist'].includes(name)) continue;
    clean[name] = flatten(value);
  }
  return clean;
}

/** Variables come from the library as an object; they leave as `NAME=value` lines. */
function flatten(value: unknown): string | readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([name, v]) => `${name}=${String(v)}`);
  return String(value);
}

/** The header's text; the first one if it came several times, '' if it did not come. */
export function text(message: AmiMessage, name: string): string {
  const value = message[name.toLowerCase()];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

const HEADER_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,40}$/;
/** Asterisk reads lines of at most 1,024 bytes; the rest of a longer one becomes a header of its own (manager.c, get_input). */
const LINE_BYTES = 1000;
const MAX_FIELDS = 60;

/**
 * SECURITY: finds the first field that would say more to Asterisk than its value: CR, LF and NUL end a header,
 * an over-long line is split, a second Action or ActionID would be another action.
 */
export function findInjection(fields: AmiFields): string | undefined {
  const entries = Object.entries(fields);
  if (entries.length > MAX_FIELDS) return '(too many fields)';
  for (const [name, value] of entries) {
    if (!HEADER_NAME.test(name) || /^(action|actionid)$/i.test(name)) return '(name)';
    for (const one of Array.isArray(value) ? value : [value]) {
      const line = String(one);
      if (/[\r\n\0]/.test(line) || Buffer.byteLength(line) + name.length + 2 > LINE_BYTES) return name;
    }
  }
  return undefined;
}
