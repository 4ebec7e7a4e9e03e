import type { SipLog, SipMessage } from './types.ts';
import { type Watch } from './watch.ts';
/** SIP over one UDP socket, by hand: attacks need bytes that no SIP library sends. Text is latin1: one character, one byte. */
export interface Wire {
    readonly host: string;
    readonly port: number;
    readonly log: SipLog;
    readonly watch: Watch;
    /** Sends a request, repeats it until something answers (RFC 3261 timer E/A), resolves with the final response; undefined if nothing at all came within `firstWithin`. */
    request(text: string, options: {
        within: number;
        firstWithin: number;
        onProvisional?: (message: SipMessage) => void;
    }): Promise<SipMessage | undefined>;
    request(text: string, options: {
        within: number;
        onProvisional?: (message: SipMessage) => void;
    }): Promise<SipMessage>;
    /** Sends once: ACK, responses. */
    send(text: string): void;
    /** Answers a request by copying Via, From, To, Call-ID, CSeq; the same answer is given to repeats. */
    respond(request: SipMessage, answer: {
        code: number;
        reason: string;
        toTag?: string;
        headers?: readonly string[];
        body?: string;
    }): void;
    close(): Promise<void>;
}
export interface WireOptions {
    host?: string;
    port?: number;
    server: {
        host: string;
        port: number;
    };
    secrets: readonly string[];
    /** New requests, repeats already removed. */
    onRequest: (message: SipMessage) => void;
}
/** UTF-8 text or bytes as latin1, so that what is sent is exactly those bytes. */
export declare const bytes: (text: string | Buffer) => string;
export declare const token: (length?: number) => string;
export declare const branch: () => string;
export declare function openWire(options: WireOptions): Promise<Wire>;
