/** Phones for tests, demo and benches. The only door of this folder. */
import { baresipPhone } from './baresip-phone.ts';
import type { Phone, PhoneOptions } from './types.ts';

export type {
  Call,
  CallEnd,
  IncomingCall,
  Phone,
  PhoneOptions,
  SipAnswer,
  SipLog,
  SipMessage,
  Transport,
  WaitOptions,
} from './types.ts';

export { carrier, type CarriedCall, type Carrier, type CarrierOptions } from './carrier.ts';
export { rawLine, type Exchange, type RawInvite, type RawLine, type RawOptions } from './rawsip.ts';
export { rawLamp, type LampState, type RawLamp } from './raw-lamp.ts';
export type { RawAnswer, RawIncoming } from './raw-incoming.ts';
export { callLoad, registerLoad, type LoadResult, type SippPhone } from './sipp.ts';
export type { RawDialog } from './raw-dialog.ts';
export { saysNothing } from './rtp-silence.ts';
export { header, maskSecrets, partyOf } from './sip-message.ts';

/** Takes a phone out of its box: baresip for udp, tcp and tls; JsSIP in Chromium for wss. It is not registered yet. */
export async function phone(options: PhoneOptions): Promise<Phone> {
  // Loaded only when wanted: Playwright and the bundler cost 0.3 s that a baresip phone need not wait for.
  if (options.transport === 'wss') return (await import('./browser-phone.ts')).browserPhone(options);
  return baresipPhone(options);
}
