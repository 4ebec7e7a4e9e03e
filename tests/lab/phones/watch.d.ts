/** Waiting for something that events bring about, without polling. */
export interface Watch {
    /** Something happened: look again. */
    changed(): void;
    /** Everything still waiting fails with this sentence, and so does whoever asks later. */
    broken(sentence: string): void;
    /**
     * Resolves with the first value of `look` that is not undefined; what `look` throws rejects.
     * After `within` ms it rejects with `sentence` and what `tail` adds.
     */
    until<T>(look: () => T | undefined, wait: {
        within: number;
        sentence: string;
    }): Promise<T>;
}
export declare function watch(tail: () => string): Watch;
export declare const pause: (ms: number) => Promise<void>;
