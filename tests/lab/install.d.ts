export interface Missing {
    readonly package: string;
    readonly for: string;
    readonly why: string;
}
export interface LabReadiness {
    /** Packages installed by this call. */
    readonly installed: readonly string[];
    /** What is still not there; tests that need it are to say so. */
    readonly missing: readonly Missing[];
    /** The Asterisk that will be used, or why there is none. */
    readonly asterisk: {
        readonly version: string;
        readonly rootfs: string;
    } | {
        readonly missing: string;
    };
}
/**
 * Makes the lab complete when it may: as root on Debian it installs what is missing (apt-get; no service is
 * started) and makes the Asterisk root file system. Otherwise it changes nothing and tells what is missing.
 */
export declare function installLab(onLine?: (line: string) => void): Promise<LabReadiness>;
/** For `npm test` and CI: makes the lab complete and tells in one sentence each what it still lacks. */
export declare function prepareLab(options?: {
    onProgress?: (line: string) => void;
}): Promise<string[]>;
/** Makes these packages of the lab's list be there, where that is allowed. @returns one sentence for each that is not */
export declare function installPackages(names: readonly string[], onLine?: (line: string) => void): Promise<string[]>;
/** What is missing, without changing anything. */
export declare function missingFromLab(): Missing[];
