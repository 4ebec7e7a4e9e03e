import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A phone of a few lines for tests: registers over UDP, shows a call's From header as bytes, refuses it with 486. */
export type SipProbe = {
  /** The final answer to REGISTER: 200 accepted, 401 or 403 refused, 0 no answer within 3 s. `realm` as challenged. */
  register(user: string, secret: string): Promise<{ status: number; realm: string }>;
  /** Sends a call with authentication; its outcome is for the other phone to see. */
  invite(user: string, secret: string, number: string): Promise<{ status: number }>;
  /** The display name in the next INVITE's From header, unquoted as a phone would show it; undefined without a name. */
  nextName(): Promise<string | undefined>;
  close(): void;
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export async function sipProbe(server: { port: number }): Promise<SipProbe> {
  const socket: Socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const froms: string[] = [];
  const waiting: ((from: string) => void)[] = [];
  let onAnswer: ((message: string) => void) | undefined;
  let sequence = 0;

  const send = (text: string): void => socket.send(text, server.port, '127.0.0.1');
  const header = (message: string, name: string): string =>
    new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(message)?.[1] ?? '';

  socket.on('message', (data) => {
    const message = data.toString('utf8').replaceAll('\r', '');
    if (message.startsWith('SIP/2.0')) return onAnswer?.(message);
    const method = message.split(' ')[0];
    if (method === 'ACK') return;
    const status = method === 'INVITE' ? '486 Busy Here' : '200 OK';
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(message, name)}`);
    send(
      [`SIP/2.0 ${status}`, ...copied, `To: ${header(message, 'To')};tag=probe`, 'Content-Length: 0', '', ''].join(
        '\r\n',
      ),
    );
    if (method !== 'INVITE') return;
    const waiter = waiting.shift();
    if (waiter) waiter(header(message, 'From'));
    else froms.push(header(message, 'From'));
  });

  type Request = { method: string; user: string; uri: string; to: string; callId: string };
  const ask = async (request: Request, extra: readonly string[]): Promise<string> => {
    const { method, user, uri, to, callId } = request;
    sequence += 1;
    const branch = randomBytes(6).toString('hex');
    const head = (verb: string, toHeader: string): string[] => [
      `${verb} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${branch};rport`,
      `From: <sip:${user}@127.0.0.1>;tag=${callId.slice(0, 8)}`,
      `To: ${toHeader}`,
      `Call-ID: ${callId}`,
      `CSeq: ${sequence} ${verb}`,
      'Max-Forwards: 70',
    ];
    const body =
      method === 'INVITE'
        ? `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`
        : '';
    const bodyLines = body ? ['Content-Type: application/sdp'] : [];
    const lines = [
      ...head(method, to),
      `Contact: <sip:${user}@127.0.0.1:${port}>`,
      ...(method === 'REGISTER' ? ['Expires: 3600'] : []),
      ...extra,
      ...bodyLines,
      `Content-Length: ${body.length}`,
    ];
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(''), 3_000);
      onAnswer = (message) => {
        if (/^SIP\/2.0 1/.test(message)) return;
        clearTimeout(timer);
        if (method === 'INVITE')
          send(`${[...head('ACK', header(message, 'To')), 'Content-Length: 0'].join('\r\n')}\r\n\r\n`);
        resolve(message);
      };
      send(`${lines.join('\r\n')}\r\n\r\n${body}`);
    });
  };
  /** Asks, and asks again with the digest when challenged. */
  const authenticated = async (request: Request, secret: string): Promise<{ status: number; realm: string }> => {
    const challenge = await ask(request, []);
    const digest = header(challenge, 'WWW-Authenticate');
    const part = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(digest)?.[1] ?? '';
    if (statusOf(challenge) !== 401) return { status: statusOf(challenge), realm: '' };
    const [realm, nonce, opaque] = [part('realm'), part('nonce'), part('opaque')];
    const { user, uri, method } = request;
    const cnonce = randomBytes(4).toString('hex');
    const response = md5(
      `${md5(`${user}:${realm}:${secret}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${uri}`)}`,
    );
    const answer = await ask(request, [
      `Authorization: Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}", opaque="${opaque}"`,
    ]);
    return { status: statusOf(answer), realm };
  };
  const statusOf = (message: string): number => Number(message.split(' ')[1] ?? 0);

  const host = `127.0.0.1:${server.port}`;
  return {
    register: (user, secret) =>
      authenticated(
        {
          method: 'REGISTER',
          user,
          uri: `sip:${host}`,
          to: `<sip:${user}@127.0.0.1>`,
          callId: randomBytes(8).toString('hex'),
        },
        secret,
      ),
    invite: (user, secret, number) =>
      authenticated(
        {
          method: 'INVITE',
          user,
          uri: `sip:${number}@${host}`,
          to: `<sip:${number}@${host}>`,
          callId: randomBytes(8).toString('hex'),
        },
        secret,
      ),
    nextName: async () => {
      const from = froms.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)));
      const quoted = /^"((?:[^"\\]|\\.)*)"/u.exec(from)?.[1];
      return quoted === undefined ? /^([^<"]+?)\s*</.exec(from)?.[1] : quoted.replace(/\\(.)/gu, '$1');
    },
    close: () => socket.close(),
  };
}
