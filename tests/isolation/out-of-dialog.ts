import { digestAnswer } from '../lab/phones/digest.ts';
import type { SipMessage } from '../lab/phones/index.ts';
import { branch, openWire, token } from '../lab/phones/raw-wire.ts';

export interface Asked {
  readonly method: string;
  /** User part of the request URI. */
  readonly to: string;
  /** User part of From; default the credentials' user name. */
  readonly from?: string;
  readonly credentials?: { readonly sipUsername: string; readonly secret: string };
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly localAddress?: string;
}

/** One request outside any dialog: the first answer, and the answer to the same with credentials, if there were any. */
export async function asks(port: number, asked: Asked): Promise<{ first: SipMessage; final: SipMessage }> {
  const server = { host: '127.0.0.1', port };
  const { method, to, credentials, headers = [], body = '' } = asked;
  const from = asked.from ?? credentials?.sipUsername ?? 'nobody';
  const wire = await openWire({
    server,
    host: asked.localAddress ?? '127.0.0.1',
    secrets: credentials ? [credentials.secret] : [],
    onRequest: (request) => wire.respond(request, { code: 200, reason: 'OK' }),
  });
  const [callId, uri] = [token(), method === 'REGISTER' ? `sip:127.0.0.1:${port}` : `sip:${to}@127.0.0.1:${port}`];
  const text = (cseq: number, more: readonly string[]): string =>
    [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${wire.host}:${wire.port};branch=${branch()};rport`,
      'Max-Forwards: 70',
      `From: <sip:${from}@127.0.0.1>;tag=${callId}`,
      `To: <sip:${to}@127.0.0.1>`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:${from}@${wire.host}:${wire.port}>`,
      ...headers,
      ...more,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  try {
    const first = await wire.request(text(1, []), { within: 8_000 });
    const challenge = first.headers['www-authenticate']?.[0];
    if (!challenge || !credentials) return { first, final: first };
    const { sipUsername, secret } = credentials;
    const authorization = digestAnswer({ challenge, method, uri, username: sipUsername, secret });
    return { first, final: await wire.request(text(2, [`Authorization: ${authorization}`]), { within: 8_000 }) };
  } finally {
    await wire.close();
  }
}
