import { digestAnswer } from './digest.ts';
import { branch, openWire, token } from './raw-wire.ts';
import { header, tagOf } from './sip-message.ts';
import type { SipMessage } from './types.ts';

/** What the key of a phone shows: dark, blinking, lit, or held (some show it as lit). */
export type LampState = 'dark' | 'rings' | 'lit' | 'held';

export interface RawLamp {
  /** The answer to SUBSCRIBE. */
  readonly code: number;
  /** What it showed, oldest first; the last one is what it shows. */
  readonly shown: readonly LampState[];
  /** Everything that came, for who looks for what should not be there. */
  readonly said: string;
  close(): Promise<void>;
}

/** A key of a phone that watches a number: SUBSCRIBE of the event package `dialog`, answered NOTIFYs read. */
export async function rawLamp(options: {
  readonly server: { readonly host: string; readonly port: number };
  readonly username: string;
  readonly secret: string;
  readonly watches: string;
}): Promise<RawLamp> {
  const { server, username, secret, watches } = options;
  const shown: LampState[] = [];
  const said: string[] = [];
  const wire = await openWire({
    server,
    secrets: [secret],
    onRequest: (message) => {
      wire.respond(message, { code: 200, reason: 'OK' });
      if (message.method !== 'NOTIFY') return;
      said.push(message.body);
      if (message.body !== '') shown.push(stateIn(message.body));
    },
  });
  const uri = `sip:${watches}@${server.host}:${server.port}`;
  const callId = token();
  const from = `<sip:${username}@${server.host}>;tag=${token()}`;
  const text = (cseq: number, more: readonly string[]) =>
    [
      `SUBSCRIBE ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${wire.host}:${wire.port};branch=${branch()};rport`,
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: <${uri}>`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} SUBSCRIBE`,
      `Contact: <sip:${username}@${wire.host}:${wire.port}>`,
      'Event: dialog',
      'Accept: application/dialog-info+xml',
      'Expires: 600',
      ...more,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  let answer: SipMessage = await wire.request(text(1, []), { within: 8_000 });
  const challenge = answer.headers['www-authenticate']?.[0];
  if (challenge !== undefined) {
    const authorization = digestAnswer({ challenge, method: 'SUBSCRIBE', uri, username, secret });
    answer = await wire.request(text(2, [`Authorization: ${authorization}`]), { within: 8_000 });
  }
  // Without a dialog there is nothing to end.
  const dialog = tagOf(header(answer, 'to')) === undefined ? undefined : answer;
  return {
    code: answer.code ?? 0,
    shown,
    get said() {
      return said.join('\n');
    },
    close: async () => {
      if (dialog && (dialog.code ?? 0) < 300) await unsubscribe(dialog).catch(() => undefined);
      await wire.close();
    },
  };

  async function unsubscribe(to: SipMessage): Promise<void> {
    const send = (cseq: number, more: readonly string[]) =>
      wire.request(
        text(cseq, more)
          .replace(`To: <${uri}>`, `To: ${header(to, 'to')}`)
          .replace('Expires: 600', 'Expires: 0'),
        { within: 4_000 },
      );
    const first = await send(3, []);
    const ask = first.headers['www-authenticate']?.[0];
    if (ask === undefined) return;
    const authorization = digestAnswer({ challenge: ask, method: 'SUBSCRIBE', uri, username, secret });
    await send(4, [`Authorization: ${authorization}`]);
  }
}

function stateIn(body: string): LampState {
  const state = /<state[^>]*>([a-z]+)<\/state>/.exec(body)?.[1];
  if (state === 'early') return 'rings';
  if (state !== 'confirmed') return 'dark';
  return body.includes('sip.rendering') ? 'held' : 'lit';
}
