import { createHash, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A phone of a few lines for tests: registers over UDP, shows a call's From header as bytes, refuses it with 486. */
export type SipProbe = {
  /** The final answer to REGISTER: 200 accepted, 401 or 403 refused, 0 no answer within 3 s. `realm` as challenged. */
  register(user: string, secret: string): Promise<{ status: number; realm: string }>;
  /** The From header of the next INVITE, without its name. */
  nextFrom(): Promise<string>;
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

  const send = (text: string): void => void socket.send(text, server.port, '127.0.0.1');
  const header = (message: string, name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(message)?.[1] ?? '';

  socket.on('message', (data) => {
    const message = data.toString('utf8').replaceAll('\r', '');
    if (message.startsWith('SIP/2.0')) return onAnswer?.(message);
    const method = message.split(' ')[0];
    if (method === 'ACK') return;
    const status = method === 'INVITE' ? '486 Busy Here' : '200 OK';
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(message, name)}`);
    send([`SIP/2.0 ${status}`, ...copied, `To: ${header(message, 'To')};tag=probe`, 'Content-Length: 0', '', ''].join('\r\n'));
    if (method !== 'INVITE') return;
    const waiter = waiting.shift();
    if (waiter) waiter(header(message, 'From'));
    else froms.push(header(message, 'From'));
  });

  const ask = async (user: string, callId: string, extra: readonly string[]): Promise<string> => {
    sequence += 1;
    const lines = [
      `REGISTER sip:127.0.0.1:${server.port} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${randomBytes(6).toString('hex')};rport`,
      `From: <sip:${user}@127.0.0.1>;tag=${randomBytes(4).toString('hex')}`,
      `To: <sip:${user}@127.0.0.1>`,
      `Call-ID: ${callId}`,
      `CSeq: ${sequence} REGISTER`,
      `Contact: <sip:${user}@127.0.0.1:${port}>`,
      'Max-Forwards: 70',
      'Expires: 3600',
      ...extra,
      'Content-Length: 0',
    ];
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(''), 3_000);
      onAnswer = (message) => {
        clearTimeout(timer);
        resolve(message);
      };
      send(`${lines.join('\r\n')}\r\n\r\n`);
    });
  };
  const statusOf = (message: string): number => Number(message.split(' ')[1] ?? 0);

  return {
    async register(user, secret) {
      const callId = randomBytes(8).toString('hex');
      const challenge = await ask(user, callId, []);
      const digest = header(challenge, 'WWW-Authenticate');
      const part = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(digest)?.[1] ?? '';
      if (statusOf(challenge) !== 401) return { status: statusOf(challenge), realm: '' };
      const [realm, nonce, opaque, uri] = [part('realm'), part('nonce'), part('opaque'), `sip:127.0.0.1:${server.port}`];
      const cnonce = randomBytes(4).toString('hex');
      const response = md5(`${md5(`${user}:${realm}:${secret}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`REGISTER:${uri}`)}`);
      const answer = await ask(user, callId, [
        `Authorization: Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="${cnonce}", opaque="${opaque}"`,
      ]);
      return { status: statusOf(answer), realm };
    },
    nextFrom: () =>
      new Promise((resolve) => {
        const from = froms.shift();
        if (from !== undefined) resolve(from);
        else waiting.push(resolve);
      }),
    close: () => socket.close(),
  };
}
