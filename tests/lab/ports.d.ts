import { type ProcessIdentity } from '../../agent/src/platform/asterisk-host/process.ts';
export interface PortClaim {
    readonly first: number;
    readonly ports: readonly number[];
    /** Makes the claim live as long as this process (a server that outlives its starter). */
    assign(owner: ProcessIdentity): void;
    release(): void;
}
/**
 * Claims `count` neighbouring ports (the first one even) that are free for TCP and UDP on 127.0.0.1. Safe between processes:
 * claims are files under a lock and end with their owner.
 */
export declare function claimPorts(count: number): Promise<PortClaim>;
/** One free port, for a helper that needs just that; lives until this process ends. */
export declare function claimPort(): Promise<number>;
