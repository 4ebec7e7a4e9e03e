import type { Phone, PhoneOptions } from './types.ts';
/** JsSIP in Chromium: WebSocket signalling, DTLS-SRTP media. The page is secure because it is on localhost. */
export declare function browserPhone(options: PhoneOptions): Promise<Phone>;
