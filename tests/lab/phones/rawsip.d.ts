import { type RawDialog } from './raw-dialog.ts';
import { type RawAnswer, type RawIncoming } from './raw-incoming.ts';
import type { SipAnswer, SipLog, SipMessage } from './types.ts';
export interface RawOptions {
    server: {
        host: string;
        port: number;
    };
    /** Absent for a peer without registration, such as a carrier. */
    username?: string;
    secret?: string;
    localAddress?: string;
    localPort?: number;
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
    /** Places a call; code 0 if not even 100 came (Asterisk drops what it can't parse); `dialog` is there if it was answered, `rang` if 180 or 183 came. */
    invite(options: RawInvite): Promise<Exchange & {
        rang: boolean;
        dialog: RawDialog | undefined;
    }>;
    /** From now on; the first rule is to answer with 200 at once. */
    answersCallsWith(answer: RawAnswer | ((invite: SipMessage) => RawAnswer)): void;
    /** Calls that came, oldest first. */
    readonly incoming: readonly RawIncoming[];
    nextCall(wait?: {
        within?: number;
    }): Promise<RawIncoming>;
    /** RTP packets so far (20 ms of PCMU each) that were more than silence: proof that something was said to us. */
    readonly audiblePackets: number;
    close(): Promise<void>;
}
/** Opens a SIP line of plain UDP datagrams: exact bytes out, every byte in. */
export declare function rawLine(options: RawOptions): Promise<RawLine>;
