/**
 * SIGSTOP, and waits until every thread has stopped: the kernel returns from `kill` while one that is on the other
 * core still runs, and on a busy machine it may answer yet. Throws where the process does not stop within 10 s.
 */
export declare function freeze(pid: number): Promise<void>;
/** Lets it go on; does nothing where it is gone. */
export declare function thaw(pid: number): void;
