import type { SipAnswer, SipMessage } from './types.ts';
import { type Wire } from './raw-wire.ts';
/** An answered call of a raw line. */
export interface RawDialog {
    readonly callId: string;
    readonly localTag: string;
    readonly remoteTag: string;
    /** The other side sent BYE, or we did. */
    readonly over: boolean;
    hangUp(): Promise<SipAnswer>;
    ends(wait?: {
        within?: number;
    }): Promise<void>;
    /**
     * Transfer. `to` is the Refer-To URI as it stands, with `?Replaces=…` for an attended one.
     * `accepted` is the answer to REFER, `outcome` the last NOTIFY's status, if one came within the time.
     */
    refer(to: string, options?: {
        headers?: readonly string[];
        within?: number;
    }): Promise<{
        accepted: SipAnswer;
        outcome: SipAnswer | undefined;
    }>;
    /** `Replaces` value (not yet escaped) that stands for this dialog. */
    replaces(): string;
    /** Any in-dialog request, for what has no verb here. */
    request(method: string, options?: {
        headers?: readonly string[];
        body?: string;
    }): Promise<SipMessage>;
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
export declare function rawDialog(parts: DialogParts): RawDialog;
