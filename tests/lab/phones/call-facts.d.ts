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
export declare const newCall: (invite: SipMessage) => CallFacts;
/** The INVITE that opens a call (no To tag), not one that changes it. */
export declare const opensCall: (message: SipMessage) => boolean;
/** Takes from the trace what ctrl_tcp 1.0.0 does not tell. */
export declare function noteMessage(facts: CallFacts, message: SipMessage): void;
