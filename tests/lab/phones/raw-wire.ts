import { createSocket, type Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { header, methodOf, parseSip, sipLog } from './sip-message.ts';
import type { SipLog, SipMessage } from './types.ts';
import { watch, type Watch } from './watch.ts';

/** SIP over one UDP socket, by hand: attacks need bytes that no SIP library sends. Text is latin1: one character, one byte. */
export interface Wire {
  readonly host: string;
  readonly port: number;
  readonly log: SipLog;
  readonly watch: Watch;
  /** Sends a request, repeats it until something answers (RFC 3261 timer E/A), resolves with the final response; undefined if nothing at all came within `firstWithin`. */
  request(
    text: string,
    options: { within: number; firstWithin: number; onProvisional?: (message: SipMessage) => void },
  ): Promise<SipMessage | undefined>;
  request(
    text: string,
    options: { within: number; onProvisional?: (message: SipMessage) => void },
  ): Promise<SipMessage>;
  /** Sends once: ACK, responses. */
  send(text: string): void;
  /** Answers a request by copying Via, From, To, Call-ID, CSeq; the same answer is given to repeats. */
  respond(
    request: SipMessage,
    answer: { code: number; reason: string; toTag?: string; headers?: readonly string[]; body?: string },
  ): void;
  close(): Promise<void>;
}

export interface WireOptions {
  host?: string;
  port?: number;
  server: { host: string; port: number };
  secrets: readonly string[];
  /** New requests, repeats already removed; `text` as it came, with what the message masks. */
  onRequest: (message: SipMessage, text: string) => void;
}

/** UTF-8 text or bytes as latin1, so that what is sent is exactly those bytes. */
export const bytes = (text: string | Buffer): string =>
  (typeof text === 'string' ? Buffer.from(text, 'utf8') : text).toString('latin1');
export const token = (length = 8): string => randomBytes(length).toString('hex');
export const branch = (): string => `z9hG4bK${token()}`;
const branchOf = (message: SipMessage): string => /branch=([^;\s,]+)/.exec(header(message, 'via'))?.[1] ?? '';

export async function openWire(options: WireOptions): Promise<Wire> {
  const socket: Socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { address: host, port } = socket.address();
  const log = sipLog();
  const watching = watch(() => log.tail());
  /** Branch and method of requests seen, with what was answered. */
  const answered = new Map<string, string | undefined>();
  let open = true;

  function send(text: string): void {
    if (!open) return;
    const data = Buffer.from(text, 'latin1');
    const message = parseSip(data.toString('utf8'), 'sent', options.secrets);
    if (message) log.add(message);
    socket.send(data, options.server.port, options.server.host);
  }

  socket.on('error', () => undefined); // a refused datagram shows as a missing answer
  socket.on('message', (data) => {
    const text = data.toString('utf8');
    const message = parseSip(text, 'received', options.secrets);
    if (!message) return;
    log.add(message);
    if (message.method) {
      const key = `${branchOf(message)} ${message.method}`;
      if (answered.has(key)) {
        const again = answered.get(key);
        if (again !== undefined) send(again);
      } else {
        answered.set(key, undefined);
        options.onRequest(message, text);
      }
    }
    watching.changed();
  });

  return {
    host,
    port,
    log,
    watch: watching,
    send,
    request: (async (
      text: string,
      {
        within,
        firstWithin,
        onProvisional,
      }: { within: number; firstWithin?: number; onProvisional?: (message: SipMessage) => void },
    ) => {
      const own = /branch=([^;\s,]+)/.exec(text)?.[1] ?? '';
      const method = text.slice(0, text.indexOf(' '));
      const from = log.messages.length;
      let told = 0;
      const answers = (): SipMessage[] =>
        log.messages
          .slice(from)
          .filter(
            (m) => m.code !== undefined && m.direction === 'received' && branchOf(m) === own && methodOf(m) === method,
          );
      send(text);
      let wait = 500;
      let timer = setTimeout(function repeat() {
        if (answers().length > 0) return;
        send(text);
        timer = setTimeout(repeat, (wait = Math.min(wait * 2, 4000)));
      }, wait);
      try {
        if (firstWithin !== undefined) {
          const any = await watching
            .until(() => answers()[0], { within: firstWithin, sentence: '' })
            .catch(() => undefined);
          if (!any) return undefined;
        }
        return await watching.until(
          () => {
            const all = answers();
            for (const message of all.slice(told)) if ((message.code ?? 0) < 200) onProvisional?.(message);
            told = all.length;
            return all.find((m) => (m.code ?? 0) >= 200);
          },
          { within, sentence: `${method} got no final answer` },
        );
      } finally {
        clearTimeout(timer);
      }
    }) as Wire['request'],
    respond(request, { code, reason, toTag, headers = [], body = '' }) {
      const via = (request.headers['via'] ?? []).map((value) => `Via: ${bytes(value)}`);
      const to = header(request, 'to');
      const lines = [
        `SIP/2.0 ${code} ${reason}`,
        ...via,
        `From: ${bytes(header(request, 'from'))}`,
        `To: ${bytes(to)}${toTag && !/;\s*tag=/.test(to) ? `;tag=${toTag}` : ''}`,
        `Call-ID: ${header(request, 'call-id')}`,
        `CSeq: ${header(request, 'cseq')}`,
        ...headers.map(bytes),
        `Content-Length: ${body.length}`,
        '',
        body,
      ];
      const text = lines.join('\r\n');
      answered.set(`${branchOf(request)} ${request.method}`, text);
      send(text);
    },
    close: () =>
      new Promise((resolve) => {
        if (!open) {
          resolve();
          return;
        }
        open = false;
        watching.broken('the line is closed');
        socket.close(() => resolve());
      }),
  };
}
