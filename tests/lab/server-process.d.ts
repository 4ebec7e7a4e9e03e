import { type ProcessIdentity } from '../../agent/src/platform/asterisk-host/process.ts';
export interface ServerSpec {
    readonly name: string;
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly log: string;
    readonly pidfile: string;
    /** Databases refuse to run as root. */
    readonly user: {
        readonly uid: number;
        readonly gid: number;
    } | undefined;
    /** The signal that ends it quickly and in order. */
    readonly gentle: NodeJS.Signals;
    /** Resolves when it serves; throws while it does not. */
    readonly probe: () => Promise<void>;
}
export interface ServerProcess {
    readonly identity: ProcessIdentity | undefined;
    start(): Promise<void>;
    stop(): Promise<void>;
    kill(): Promise<void>;
    pause(): Promise<void>;
    resume(): void;
}
/** One server, found again through its pidfile: another test process may have started it. */
export declare function serverProcess(spec: ServerSpec): ServerProcess;
