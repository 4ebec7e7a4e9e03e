import type { BaresipControl, BaresipEvent } from './baresip-control.ts';
import type { CallFacts } from './call-facts.ts';
import type { Call, IncomingCall } from './types.ts';
import { type Watch } from './watch.ts';
export interface CallParts {
    facts: CallFacts;
    watch: Watch;
    control: BaresipControl;
    folder: string;
    phone: string;
    /** `host:port` numbers are dialled at. */
    server: string;
}
export declare function noteEvent(facts: CallFacts, event: BaresipEvent): void;
export declare function baresipCall({ facts, watch, control, folder, phone, server }: CallParts): Call;
export declare function baresipIncoming(parts: CallParts): IncomingCall;
