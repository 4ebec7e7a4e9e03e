import { type ProcessIdentity } from '../../agent/src/platform/asterisk-host/process.ts';
export declare const isRoot: boolean;
/** Everything the lab keeps, outside the tree: SYNERGYCALL_LAB, or a cache folder. Short, for unix sockets. */
export declare function labDir(): string;
export declare function lockFile(name: string): string;
export declare function self(): ProcessIdentity;
/** A folder for something that lives no longer than this process; `reapOrphans` removes it if we crash. */
export declare function ownFolder(kind: string): string;
export declare function removeFolder(dir: string): void;
/** Fault tests mount small file systems in their folders; a killed one leaves them behind. */
export declare function unmountBelow(dir: string): void;
/** Ends servers and removes folders whose test process is gone (killed before it could release them). */
export declare function reapOrphans(): Promise<void>;
/** What a JSON file says about a process, living or not. */
export declare function readIdentity(file: string): ProcessIdentity | undefined;
