/** Event of baresip's ctrl_tcp; calls carry the SIP Call-ID in `id`. */
export interface BaresipEvent {
    type: string;
    id: string | undefined;
    param: string | undefined;
}
export interface BaresipControl {
    /** Runs a long command; resolves with its text. `params` and name together stay under 255 bytes (buffer in baresip 1.0.0). */
    command(name: string, params?: string): Promise<string>;
    close(): void;
}
/** Reads `<length>:<payload>,` frames out of a byte stream. */
export declare function netstrings(onFrame: (payload: string) => void): (chunk: Buffer) => void;
/** Opens the control connection (baresip takes one at a time). */
export declare function baresipControl(port: number, onEvent: (event: BaresipEvent) => void): Promise<BaresipControl>;
