import type { RawAnswer } from './raw-incoming.ts';
import { type Exchange } from './rawsip.ts';
import type { RawDialog } from './raw-dialog.ts';
import type { SipLog, SipMessage } from './types.ts';
export interface CarrierOptions {
    /** The PBX. */
    server: {
        host: string;
        port: number;
    };
    /** Address the PBX knows the carrier by (`identify match=`). Default 127.0.0.2. */
    address?: string;
    /** Port the trunk's contact names; 0 takes a free one. */
    port?: number;
}
/** A call that reached the carrier. */
export interface CarriedCall {
    /** User part of the request URI: the number as the PBX sent it out. */
    readonly dialled: string;
    readonly from: {
        number: string;
        name: string;
    };
    readonly to: {
        number: string;
        name: string;
    };
    /** From P-Asserted-Identity, if there was one. */
    readonly asserted: {
        number: string;
        name: string;
    } | undefined;
    readonly invite: SipMessage;
    readonly dialog: RawDialog | undefined;
}
/** The other side of a trunk. */
export interface Carrier {
    readonly address: string;
    readonly port: number;
    readonly log: SipLog;
    /** Calls carried so far, oldest first. */
    readonly carried: readonly CarriedCall[];
    nextCall(wait?: {
        within?: number;
    }): Promise<CarriedCall>;
    /** 180, then 200 after `after` ms (default at once). */
    answers(after?: number): void;
    /** 180 and nothing more. */
    rings(): void;
    /** A final refusal: 503 for a carrier in trouble, 486, 404… after `after` ms. */
    refuses(code: number, options?: {
        reason?: string;
        after?: number;
        ringing?: boolean;
    }): void;
    /** Takes the packets and says nothing. */
    keepsSilent(): void;
    decides(rule: (invite: SipMessage) => RawAnswer): void;
    /** Sends a call to the PBX: `to` is the DID as it stands in the request URI, `from` the caller's number. */
    calls(to: string, options: {
        from: string;
        name?: string;
        headers?: readonly string[];
        cancelAfter?: number;
    }): Promise<Exchange & {
        rang: boolean;
        dialog: RawDialog | undefined;
    }>;
    close(): Promise<void>;
}
/** Opens a carrier. It answers calls until told otherwise, and answers qualify OPTIONS with 200. */
export declare function carrier(options: CarrierOptions): Promise<Carrier>;
