import { type DialogParts, type RawDialog } from './raw-dialog.ts';
import type { SipMessage } from './types.ts';
/** What a raw line does with a call. A function decides per INVITE. */
export type RawAnswer = {
    say: 'silence';
} | {
    say: 'ring';
} | {
    say: 'refuse';
    code: number;
    reason?: string;
    headers?: readonly string[];
    after?: number;
    ringing?: boolean;
} | {
    say: 'redirect';
    contact: string;
} | {
    say: 'answer';
    after?: number;
    ringing?: boolean;
    headers?: readonly string[];
};
export interface RawIncoming {
    readonly invite: SipMessage;
    readonly dialog: RawDialog | undefined;
}
export declare const rawSdp: (host: string, port: number) => string;
interface IncomingParts extends Pick<DialogParts, 'wire' | 'contact' | 'authorize'> {
    body: string;
    /** Call-IDs that were cancelled. */
    cancelled: ReadonlySet<string>;
}
/** Treats an INVITE as the rule says. Undefined for one inside a dialog, which is simply accepted. */
export declare function takesInvite(parts: IncomingParts, invite: SipMessage, rule: (invite: SipMessage) => RawAnswer): RawIncoming | undefined;
export {};
