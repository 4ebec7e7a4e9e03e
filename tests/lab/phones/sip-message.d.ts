import type { SipLog, SipMessage } from './types.ts';
/** SECURITY: what a trace may show. Digest answers and SDES keys are replaced; nonces are no secret. */
export declare function maskSecrets(text: string, secrets?: readonly string[]): string;
/** Reads one SIP message. Lenient: a test must be able to look at whatever came. Undefined if it isn't SIP at all. */
export declare function parseSip(text: string, direction: SipMessage['direction'], secrets?: readonly string[]): SipMessage | undefined;
/** First value of a header, or an empty string. */
export declare const header: (message: SipMessage, name: string) => string;
/** Method a message belongs to: its own for a request, that of CSeq for a response. */
export declare const methodOf: (message: SipMessage) => string;
/** Tag parameter of a From or To value. */
export declare const tagOf: (value: string) => string | undefined;
/** URI between the angle brackets, or the bare one without its header parameters. */
export declare function uriOf(value: string): string;
/** Who a From or P-Asserted-Identity value names, as a phone's display would show it. */
export declare function partyOf(value: string): {
    number: string;
    name: string;
};
/** Trace of one phone. `add` is for the phone itself; tests only read. */
export declare function sipLog(): SipLog & {
    add(message: SipMessage): void;
};
