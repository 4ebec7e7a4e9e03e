import { header, tagOf, uriOf } from './sip-message.ts';
import type { SipAnswer, SipMessage } from './types.ts';
import { branch, bytes, type Wire } from './raw-wire.ts';

/** An answered call of a raw line. */
export interface RawDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** The other side sent BYE, or we did. */
  readonly over: boolean;
  hangUp(): Promise<SipAnswer>;
  ends(wait?: { within?: number }): Promise<void>;
  /**
   * Transfer. `to` is the Refer-To URI as it stands, with `?Replaces=…` for an attended one.
   * `accepted` is the answer to REFER, `outcome` the last NOTIFY's status, if one came within the time.
   */
  refer(
    to: string,
    options?: { headers?: readonly string[]; within?: number },
  ): Promise<{ accepted: SipAnswer; outcome: SipAnswer | undefined }>;
  /** `Replaces` value (not yet escaped) that stands for this dialog. */
  replaces(): string;
  /** Any in-dialog request, for what has no verb here. */
  request(method: string, options?: { headers?: readonly string[]; body?: string }): Promise<SipMessage>;
}

export interface DialogParts {
  wire: Wire;
  contact: string;
  callId: string;
  /** Our and their From/To values, tags included. */
  local: string;
  remote: string;
  /** Their Contact URI. */
  target: string;
  cseq: number;
  authorize: (challenge: SipMessage, method: string, uri: string) => string | undefined;
}

const answerOf = (message: SipMessage): SipAnswer => ({ code: message.code ?? 0, reason: message.reason ?? '' });

export function rawDialog(parts: DialogParts): RawDialog {
  const { wire, callId } = parts;
  let cseq = parts.cseq;
  let weEnded = false;
  const byeCame = (): boolean =>
    wire.log.messages.some((m) => m.method === 'BYE' && m.direction === 'received' && header(m, 'call-id') === callId);
  const notified = (from: number): SipAnswer | undefined =>
    wire.log.messages
      .slice(from)
      .filter((m) => m.method === 'NOTIFY' && header(m, 'call-id') === callId)
      .map((m) => /SIP\/2\.0 (\d{3}) ?([^\r\n]*)/.exec(m.body))
      .map((m) => ({ code: Number(m?.[1] ?? 0), reason: m?.[2] ?? '' }))
      .findLast((answer) => answer.code >= 200);

  async function request(
    method: string,
    { headers = [], body = '' }: { headers?: readonly string[]; body?: string } = {},
  ): Promise<SipMessage> {
    const text = (extra: readonly string[]): string =>
      [
        `${method} ${bytes(parts.target)} SIP/2.0`,
        `Via: SIP/2.0/UDP ${wire.host}:${wire.port};branch=${branch()};rport`,
        'Max-Forwards: 70',
        `From: ${bytes(parts.local)}`,
        `To: ${bytes(parts.remote)}`,
        `Call-ID: ${callId}`,
        `CSeq: ${(cseq += 1)} ${method}`,
        `Contact: <${parts.contact}>`,
        ...headers.map(bytes),
        ...extra,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n');
    const first = await wire.request(text([]), { within: 8000 });
    const authorization =
      first.code === 401 || first.code === 407 ? parts.authorize(first, method, parts.target) : undefined;
    return authorization ? wire.request(text([authorization]), { within: 8000 }) : first;
  }

  return {
    callId,
    request,
    localTag: tagOf(parts.local) ?? '',
    remoteTag: tagOf(parts.remote) ?? '',
    get over() {
      return weEnded || byeCame();
    },
    hangUp: async () => {
      weEnded = true;
      return answerOf(await request('BYE'));
    },
    ends: async (wait) => {
      await wire.watch.until(() => (weEnded || byeCame() ? true : undefined), {
        within: wait?.within ?? 8000,
        sentence: 'the call did not end',
      });
    },
    refer: async (to, { headers = [], within = 5000 } = {}) => {
      const from = wire.log.messages.length;
      const accepted = answerOf(
        await request('REFER', { headers: [`Refer-To: <${to}>`, `Referred-By: <${uriOf(parts.local)}>`, ...headers] }),
      );
      if (accepted.code >= 300) return { accepted, outcome: undefined };
      const outcome = await wire.watch.until(() => notified(from), { within, sentence: '' }).catch(() => undefined);
      return { accepted, outcome };
    },
    replaces: () => `${callId};to-tag=${tagOf(parts.remote) ?? ''};from-tag=${tagOf(parts.local) ?? ''}`,
  };
}
