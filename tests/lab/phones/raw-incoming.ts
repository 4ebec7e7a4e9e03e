import { rawDialog, type DialogParts, type RawDialog } from './raw-dialog.ts';
import { token } from './raw-wire.ts';
import { header, tagOf, uriOf } from './sip-message.ts';
import type { SipMessage } from './types.ts';

/** What a raw line does with a call. A function decides per INVITE. */
export type RawAnswer =
  | { say: 'silence' }
  | { say: 'ring' }
  | { say: 'refuse'; code: number; reason?: string; headers?: readonly string[]; after?: number; ringing?: boolean }
  | { say: 'redirect'; contact: string }
  /** `untold`: not even 100 Trying before. */
  | { say: 'answer'; after?: number; ringing?: boolean; untold?: boolean; headers?: readonly string[] };

export interface RawIncoming {
  readonly invite: SipMessage;
  readonly dialog: RawDialog | undefined;
}

export const rawSdp = (host: string, port: number): string =>
  [
    'v=0',
    `o=raw 1 1 IN IP4 ${host}`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=sendrecv',
    '',
  ].join('\r\n');

interface IncomingParts extends Pick<DialogParts, 'wire' | 'contact' | 'authorize'> {
  body: string;
  /** Call-IDs that were cancelled. */
  cancelled: ReadonlySet<string>;
}

/** Treats an INVITE as the rule says. Undefined for one inside a dialog, which is simply accepted. */
export function takesInvite(
  parts: IncomingParts,
  invite: SipMessage,
  rule: (invite: SipMessage) => RawAnswer,
): RawIncoming | undefined {
  const { wire, contact, body, authorize, cancelled } = parts;
  const callId = header(invite, 'call-id');
  const withSdp = [`Contact: <${contact}>`, 'Content-Type: application/sdp'];
  if (tagOf(header(invite, 'to')) !== undefined) {
    wire.respond(invite, { code: 200, reason: 'OK', headers: withSdp, body });
    return undefined;
  }
  const call: { invite: SipMessage; dialog: RawDialog | undefined } = { invite, dialog: undefined };
  const toTag = token();
  const respond = (code: number, reason: string, headers: readonly string[] = []): void =>
    wire.respond(invite, { code, reason, toTag, headers });
  const later = (after: number, act: () => void): void => {
    const began = performance.now();
    const wait = { within: Math.max(1, after), sentence: '' };
    void wire.watch
      .until(() => (cancelled.has(callId) ? true : undefined), wait)
      .then(
        () => respond(487, 'Request Terminated'),
        // Also rejects when the line is closed early, and then nothing is said any more.
        () => performance.now() - began >= after - 5 && act(),
      );
  };
  const answered = (headers: readonly string[] = []): void => {
    call.dialog = rawDialog({
      wire,
      contact,
      callId,
      authorize,
      local: `${header(invite, 'to')};tag=${toTag}`,
      remote: header(invite, 'from'),
      target: uriOf(header(invite, 'contact')),
      cseq: 100,
    });
    wire.respond(invite, { code: 200, reason: 'OK', toTag, headers: [...withSdp, ...headers], body });
    wire.watch.changed();
  };

  const answer = rule(invite);
  const rings = answer.say === 'ring' || ((answer.say === 'refuse' || answer.say === 'answer') && answer.ringing);
  if (rings) respond(180, 'Ringing', [`Contact: <${contact}>`]);
  else if (answer.say !== 'silence' && !(answer.say === 'answer' && answer.untold))
    wire.respond(invite, { code: 100, reason: 'Trying' });
  switch (answer.say) {
    case 'silence':
      break;
    case 'ring':
      later(180_000, () => respond(480, 'Temporarily Unavailable'));
      break;
    case 'redirect':
      respond(302, 'Moved Temporarily', [`Contact: ${answer.contact}`]);
      break;
    case 'refuse':
      later(answer.after ?? 0, () => respond(answer.code, answer.reason ?? 'Refused', answer.headers));
      break;
    case 'answer':
      later(answer.after ?? 0, () => answered(answer.headers));
      break;
    default:
      answer satisfies never;
  }
  return call;
}
