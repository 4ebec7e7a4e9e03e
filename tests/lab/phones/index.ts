/** Phones for tests, demo and benches. The only door of this folder. */
export type { Call, CallEnd, IncomingCall, Phone, PhoneOptions, SipAnswer, SipLog, SipMessage, Transport, WaitOptions } from './types.ts';
