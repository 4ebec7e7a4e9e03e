import { createSocket } from 'node:dgram';
import { digestAnswer } from './digest.ts';
import { rawDialog, type RawDialog } from './raw-dialog.ts';
import { rawSdp, takesInvite, type RawAnswer, type RawIncoming } from './raw-incoming.ts';
import { branch, bytes, openWire, token } from './raw-wire.ts';
import { registrar, type CarrierAccount, type Registrar } from './registrar.ts';
import { header, uriOf } from './sip-message.ts';
import type { SipAnswer, SipLog, SipMessage } from './types.ts';

export interface RawOptions {
  server: { host: string; port: number };
  /** Absent for a peer without registration, such as a carrier. */
  username?: string;
  secret?: string;
  localAddress?: string;
  localPort?: number;
  /** Who may register here, when this line is a carrier's. */
  accounts?: readonly CarrierAccount[];
}

/** A whole exchange: its final answer and every message of its Call-ID. */
export interface Exchange extends SipAnswer {
  messages: readonly SipMessage[];
}

export interface RawInvite {
  /** Goes between `sip:` and `@server` as it stands; a Buffer may hold any bytes. */
  dialled?: string | Buffer;
  /** Or the whole request URI. */
  requestUri?: string | Buffer;
  /** Value of From without tag; default `<sip:username@server>`. */
  from?: string;
  /** Value of To; default the request URI with the user part as dialled. */
  to?: string;
  headers?: readonly string[];
  /** Milliseconds of ringing after which we send CANCEL. */
  cancelAfter?: number;
  within?: number;
}

export interface RawLine {
  readonly port: number;
  /** Contact URI under which Asterisk can reach us. */
  readonly contact: string;
  readonly log: SipLog;
  register(options?: {
    secret?: string;
    username?: string;
    expires?: number;
    contact?: string;
    headers?: readonly string[];
  }): Promise<Exchange>;
  unregister(): Promise<Exchange>;
  /** Those who registered here. */
  readonly registrar: Registrar;
  /** Resolves as soon as `look` finds something; looks at each message. */
  until<T>(look: () => T | undefined, wait: { within: number; sentence: string }): Promise<T>;
  /** Places a call; code 0 if not even 100 came (Asterisk drops what it can't parse); `dialog` is there if it was answered, `rang` if 180 or 183 came. */
  invite(options: RawInvite): Promise<Exchange & { rang: boolean; dialog: RawDialog | undefined }>;
  /** From now on; the first rule is to answer with 200 at once. */
  answersCallsWith(answer: RawAnswer | ((invite: SipMessage) => RawAnswer)): void;
  /** Calls that came, oldest first. */
  readonly incoming: readonly RawIncoming[];
  nextCall(wait?: { within?: number }): Promise<RawIncoming>;
  /** RTP packets so far (20 ms of PCMU each) that were more than silence: proof that something was said to us. */
  readonly audiblePackets: number;
  close(): Promise<void>;
}

/** Opens a SIP line of plain UDP datagrams: exact bytes out, every byte in. */
export async function rawLine(options: RawOptions): Promise<RawLine> {
  const { server, username = 'raw' } = options;
  const at = `${server.host}:${server.port}`;
  const host = options.localAddress ?? '127.0.0.1';
  const media = createSocket('udp4');
  await new Promise<void>((resolve) => {
    media.bind(0, host, resolve);
  });
  media.on('error', () => undefined);
  let audible = 0;
  media.on('message', (packet) => {
    if ((packet[1] ?? 0) % 128 === 0 && packet.subarray(12).some((sample) => (sample & 0x7f) < 0x70)) audible += 1;
  });
  let rule: (invite: SipMessage) => RawAnswer = () => ({ say: 'answer' });
  const cancelled = new Set<string>();

  const registrations = registrar(() => wire, options.accounts ?? []);
  const wire = await openWire({
    host,
    server,
    secrets: [options.secret ?? ''],
    ...(options.localPort === undefined ? {} : { port: options.localPort }),
    onRequest: (message, text) => {
      if (message.method === 'INVITE') ring(message);
      else if (message.method === 'REGISTER' && options.accounts) registrations.takes(message, text);
      else if (message.method === 'CANCEL') {
        cancelled.add(header(message, 'call-id'));
        wire.respond(message, { code: 200, reason: 'OK' });
      } else if (message.method !== 'ACK')
        wire.respond(message, { code: message.method === 'REFER' ? 202 : 200, reason: 'OK' });
    },
  });
  const contact = `sip:${username}@${wire.host}:${wire.port}`;
  const body = rawSdp(host, media.address().port);
  const authorize =
    (secret = options.secret, user = username) =>
    (challenge: SipMessage, method: string, uri: string): string | undefined => {
      if (secret === undefined) return undefined;
      const [ask, name] =
        challenge.code === 407 ? ['proxy-authenticate', 'Proxy-Authorization'] : ['www-authenticate', 'Authorization'];
      return `${name}: ${digestAnswer({ challenge: header(challenge, ask ?? ''), method, uri, username: user, secret })}`;
    };

  const incoming: RawIncoming[] = [];
  let taken = 0;
  function ring(invite: SipMessage): void {
    const call = takesInvite({ wire, contact, body, authorize: authorize(), cancelled }, invite, rule);
    if (call) incoming.push(call);
  }

  const callOf = (callId: string): SipMessage[] => wire.log.messages.filter((m) => header(m, 'call-id') === callId);

  async function register(
    asked: { secret?: string; username?: string; expires?: number; contact?: string; headers?: readonly string[] } = {},
  ): Promise<Exchange> {
    const user = asked.username ?? username;
    const callId = token();
    let cseq = 0;
    const text = (extra: readonly string[]): string =>
      [
        `REGISTER sip:${at} SIP/2.0`,
        `Via: SIP/2.0/UDP ${wire.host}:${wire.port};branch=${branch()};rport`,
        'Max-Forwards: 70',
        `From: <sip:${bytes(user)}@${at}>;tag=${token()}`,
        `To: <sip:${bytes(user)}@${at}>`,
        `Call-ID: ${callId}`,
        `CSeq: ${(cseq += 1)} REGISTER`,
        `Contact: <${asked.contact ?? contact}>`,
        `Expires: ${asked.expires ?? 3600}`,
        ...(asked.headers ?? []).map(bytes),
        ...extra,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');
    let answer = await wire.request(text([]), { within: 8000 });
    const authorization =
      answer.code === 401
        ? authorize(asked.secret ?? options.secret, user)(answer, 'REGISTER', `sip:${at}`)
        : undefined;
    if (authorization) answer = await wire.request(text([authorization]), { within: 8000 });
    return { code: answer.code ?? 0, reason: answer.reason ?? '', messages: callOf(callId) };
  }

  async function invite(asked: RawInvite): Promise<Exchange & { rang: boolean; dialog: RawDialog | undefined }> {
    const uri = asked.requestUri === undefined ? `sip:${bytes(asked.dialled ?? '')}@${at}` : bytes(asked.requestUri);
    const callId = token();
    const local = `${asked.from ?? `<sip:${username}@${at}>`};tag=${token()}`;
    const to = bytes(asked.to ?? `<sip:target@${at}>`);
    let rang = false;
    const text = (
      method: string,
      parts: { cseq: number; via: string; to: string; uri: string; extra?: readonly string[]; body?: string },
    ): string =>
      [
        `${method} ${parts.uri} SIP/2.0`,
        `Via: SIP/2.0/UDP ${wire.host}:${wire.port};branch=${parts.via};rport`,
        'Max-Forwards: 70',
        `From: ${bytes(local)}`,
        `To: ${parts.to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${parts.cseq} ${method}`,
        `Contact: <${contact}>`,
        ...(parts.extra ?? []),
        `Content-Length: ${parts.body?.length ?? 0}`,
        '',
        parts.body ?? '',
      ].join('\r\n');
    const attempt = async (cseq: number, extra: readonly string[]): Promise<SipMessage | undefined> => {
      const via = branch();
      let cancelling: NodeJS.Timeout | undefined;
      const answer = await wire
        .request(
          text('INVITE', {
            cseq,
            via,
            to,
            uri,
            extra: [
              'Content-Type: application/sdp',
              'Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,REFER,NOTIFY',
              ...(asked.headers ?? []).map(bytes),
              ...extra,
            ],
            body,
          }),
          {
            within: asked.within ?? 40_000,
            firstWithin: 4000,
            onProvisional: (message) => {
              if (message.code !== 100) rang = true;
              if (asked.cancelAfter !== undefined)
                cancelling ??= setTimeout(() => wire.send(text('CANCEL', { cseq, via, to, uri })), asked.cancelAfter);
            },
          },
        )
        .finally(() => clearTimeout(cancelling));
      if (!answer) return undefined;
      // A refusal is acknowledged inside the transaction, an answer on a branch of its own at the Contact.
      const accepted = (answer.code ?? 0) < 300;
      wire.send(
        text('ACK', {
          cseq,
          via: accepted ? branch() : via,
          to: bytes(header(answer, 'to')),
          uri: accepted ? uriOf(header(answer, 'contact')) : uri,
        }),
      );
      return answer;
    };
    let cseq = 1;
    let answer = await attempt(cseq, []);
    const challenged = answer?.code === 401 || answer?.code === 407 ? answer : undefined;
    const authorization = challenged ? authorize()(challenged, 'INVITE', uri) : undefined;
    if (authorization) answer = await attempt((cseq += 1), [authorization]);
    if (!answer) return { code: 0, reason: 'no answer', messages: callOf(callId), rang, dialog: undefined };
    const dialog =
      (answer.code ?? 0) < 300
        ? rawDialog({
            wire,
            contact,
            callId,
            local,
            remote: header(answer, 'to'),
            target: uriOf(header(answer, 'contact')),
            cseq,
            authorize: authorize(),
          })
        : undefined;
    return { code: answer.code ?? 0, reason: answer.reason ?? '', messages: callOf(callId), rang, dialog };
  }

  return {
    port: wire.port,
    contact,
    log: wire.log,
    register,
    invite,
    incoming,
    get audiblePackets() {
      return audible;
    },
    unregister: () => register({ expires: 0 }),
    registrar: registrations,
    until: (look, wait) => wire.watch.until(look, wait),
    answersCallsWith: (answer) => {
      rule = typeof answer === 'function' ? answer : () => answer;
    },
    nextCall: async (wait) => {
      const call = await wire.watch.until(() => incoming[taken], {
        within: wait?.within ?? 5000,
        sentence: 'no call came',
      });
      taken += 1;
      return call;
    },
    close: async () => {
      media.close();
      await wire.close();
    },
  };
}
