import type { ServerProcess } from './server-process.ts';
import type { LabDatabase, LabServer, ServerOptions } from './types.ts';
/** A running server and what can be done with it; `port` is known once started. */
export interface Engine {
    readonly process: ServerProcess;
    readonly port: number;
    createDatabase(name: string): Promise<LabDatabase>;
    /** Drops databases that crashed test runs left behind. */
    dropLeftovers(): Promise<void>;
}
export interface EngineKind {
    readonly name: string;
    /** Makes the data folder if needed and starts the server in `dir`, or finds it running there. */
    open(dir: string): Promise<Engine>;
}
/**
 * A server shared by all test processes (the last one out stops it; its data folder is kept for the next run),
 * or, with `own`, one of this caller alone that may be killed and paused.
 */
export declare function labServer(kind: EngineKind, options?: ServerOptions): Promise<LabServer>;
