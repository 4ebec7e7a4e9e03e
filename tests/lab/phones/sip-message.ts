import type { SipLog, SipMessage } from './types.ts';

/** RFC 3261 compact header names, so that a test reads one spelling. */
const COMPACT: Readonly<Record<string, string>> = {
  i: 'call-id',
  m: 'contact',
  e: 'content-encoding',
  l: 'content-length',
  c: 'content-type',
  f: 'from',
  s: 'subject',
  k: 'supported',
  t: 'to',
  v: 'via',
  r: 'refer-to',
  b: 'referred-by',
  o: 'event',
  u: 'allow-events',
};

/** SECURITY: what a trace may show. Digest answers and SDES keys are replaced; nonces are no secret. */
export function maskSecrets(text: string, secrets: readonly string[] = []): string {
  let masked = text
    .replace(/^((?:Proxy-)?Authorization:.*?\b)(response|cnonce)="[^"]*"/gim, '$1$2="***"')
    .replace(/\b(response|cnonce)="[0-9a-f]{16,}"/gi, '$1="***"')
    .replace(/inline:[^\s|]+/g, 'inline:***')
    .replace(/(auth_pass=)("[^"]*"|[^;\s]*)/g, '$1***');
  for (const secret of secrets) if (secret.length > 3) masked = masked.replaceAll(secret, '***');
  return masked;
}

/** Reads one SIP message. Lenient: a test must be able to look at whatever came. Undefined if it isn't SIP at all. */
export function parseSip(
  text: string,
  direction: SipMessage['direction'],
  secrets: readonly string[] = [],
): SipMessage | undefined {
  const end = text.search(/\r?\n\r?\n/);
  const head = end < 0 ? text : text.slice(0, end);
  const body = end < 0 ? '' : text.slice(end).replace(/^\r?\n\r?\n/, '');
  const [start = '', ...lines] = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const response = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(start);
  const request = /^([A-Z]+) (.+) SIP\/2\.0$/s.exec(start);
  if (!response && !request) return undefined;
  const headers: Record<string, string[]> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    (headers[COMPACT[name] ?? name] ??= []).push(maskSecrets(line.slice(colon + 1).trim(), secrets));
  }
  return {
    direction,
    headers,
    method: request?.[1],
    requestUri: request?.[2],
    code: response ? Number(response[1]) : undefined,
    reason: response?.[2],
    body: maskSecrets(body, secrets),
    raw: maskSecrets(text, secrets),
  };
}

/** First value of a header, or an empty string. */
export const header = (message: SipMessage, name: string): string => message.headers[name]?.[0] ?? '';

/** Method a message belongs to: its own for a request, that of CSeq for a response. */
export const methodOf = (message: SipMessage): string => message.method ?? header(message, 'cseq').split(' ')[1] ?? '';

/** Tag parameter of a From or To value. */
export const tagOf = (value: string): string | undefined =>
  /;\s*tag=([^;>\s]+)/i.exec(value.replace(/^[^>]*>/, ''))?.[1];

/** URI between the angle brackets, or the bare one without its header parameters. */
export function uriOf(value: string): string {
  return /<([^>]*)>/.exec(value.replace(/^\s*"(?:[^"\\]|\\.)*"/, ''))?.[1] ?? value.split(';')[0]?.trim() ?? '';
}

/** Who a From or P-Asserted-Identity value names, as a phone's display would show it. */
export function partyOf(value: string): { number: string; name: string } {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
  const name = quoted === undefined ? (/^\s*([^<"]*?)\s*</.exec(value)?.[1] ?? '') : quoted.replace(/\\(.)/gs, '$1');
  return { name, number: /^sips?:(?:([^@;?]*)@)?/i.exec(uriOf(value))?.[1] ?? '' };
}

/** One line for a failure report: what, from or to whom, why. */
function summary(message: SipMessage): string {
  const arrow = message.direction === 'sent' ? '->' : '<-';
  const what = message.method
    ? `${message.method} ${message.requestUri ?? ''}`
    : `${message.code} ${message.reason ?? ''} (${header(message, 'cseq')})`;
  return `  ${arrow} ${what}`;
}

/** Trace of one phone. `add` is for the phone itself; tests only read. */
export function sipLog(): SipLog & { add(message: SipMessage): void } {
  const messages: SipMessage[] = [];
  return {
    messages,
    add: (message) => void messages.push(message),
    tail: (count = 6) =>
      messages.length === 0 ? '  (no SIP message yet)' : messages.slice(-count).map(summary).join('\n'),
    toString: () => messages.map((m) => `${m.direction === 'sent' ? '>>>' : '<<<'}\n${m.raw}`).join('\n'),
  };
}
