import { header, methodOf, tagOf } from './sip-message.ts';
import type { CallEnd, SipAnswer, SipMessage } from './types.ts';

/** What is known of one call; events and trace write it, promises read it. */
export interface CallFacts {
  readonly id: string;
  readonly invite: SipMessage;
  rang: boolean;
  answered: boolean;
  end: CallEnd | undefined;
  weHungUp: boolean;
  digits: string;
  /** Status that ended our REFER: its own refusal, or the sipfrag of the last NOTIFY. */
  transfer: SipAnswer | undefined;
}

export const newCall = (invite: SipMessage): CallFacts => ({
  id: header(invite, 'call-id'),
  invite,
  rang: false,
  answered: false,
  end: undefined,
  weHungUp: false,
  digits: '',
  transfer: undefined,
});

/** The INVITE that opens a call (no To tag), not one that changes it. */
export const opensCall = (message: SipMessage): boolean =>
  message.method === 'INVITE' && tagOf(header(message, 'to')) === undefined;

/** Takes from the trace what ctrl_tcp 1.0.0 does not tell. */
export function noteMessage(facts: CallFacts, message: SipMessage): void {
  const code = message.code ?? 0;
  if (methodOf(message) === 'REFER' && code >= 300 && code !== 401 && code !== 407)
    facts.transfer = { code, reason: message.reason ?? '' };
  if (message.method === 'NOTIFY' && header(message, 'event').startsWith('refer')) {
    const status = /^SIP\/2\.0 (\d{3}) ?([^\r\n]*)/.exec(message.body);
    if (status && Number(status[1]) >= 200) facts.transfer ??= { code: Number(status[1]), reason: status[2] ?? '' };
  }
}
