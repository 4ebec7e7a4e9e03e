export interface SippPhone {
    username: string;
    secret: string;
}
interface Load {
    server: {
        host: string;
        port: number;
    };
    phones: readonly SippPhone[];
    /** Per second; up to 300, so that a slip of the pen does not take the machine. */
    rate: number;
    transport?: 'udp' | 'tcp';
    /** Seconds after which sipp is stopped. Default 60. */
    within?: number;
}
export interface LoadResult {
    attempted: number;
    ok: number;
    failed: number;
    /** From the authenticated request to its 200, milliseconds, in sipp's steps of 4. */
    setUp: {
        p50: number;
        p90: number;
        p99: number;
        max: number;
    };
    /** What sipp complained about first, secrets masked; for the failure message. */
    complaint: string | undefined;
}
/** Registers every phone once. Their contacts point at a port nobody serves afterwards. */
export declare function registerLoad(load: Load & {
    expires?: number;
}): Promise<LoadResult>;
/** Places `calls` calls to `dialled`, taking callers in turn, talks for `talkMs` and hangs up. Somebody must answer. */
export declare function callLoad(load: Load & {
    calls: number;
    dialled: string;
    talkMs?: number;
}): Promise<LoadResult>;
export {};
