import { type BaresipControl, type BaresipEvent } from './baresip-control.ts';
import type { PhoneOptions, SipMessage } from './types.ts';
export interface BaresipProcess {
    readonly pid: number;
    readonly folder: string;
    readonly startMs: number;
    readonly control: BaresipControl;
    residentKb(): number | undefined;
    /** Resolves when the process has ended. */
    readonly ended: Promise<void>;
    kill(): void;
    /** Removes its folder (and with it recordings). */
    clean(): void;
}
export interface BaresipListeners {
    onSip: (message: SipMessage) => void;
    onEvent: (event: BaresipEvent) => void;
    /** The process is gone; `how` names exit code or signal. */
    onEnd: (how: string) => void;
}
/** Starts one baresip with its own folder, ports and control connection. Ready when this resolves (about 0.1 s, 10 MB). */
export declare function startBaresip(options: PhoneOptions, listeners: BaresipListeners): Promise<BaresipProcess>;
