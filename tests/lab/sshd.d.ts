export interface LabSshd {
    readonly host: '127.0.0.1';
    readonly port: number;
    readonly username: string;
    /** The client key (OpenSSH format), as text and as file: logs in as the current user. */
    readonly privateKey: string;
    readonly privateKeyFile: string;
    /** `SHA256:…`, as ssh shows it. */
    readonly hostFingerprint: string;
    /** A new host key from the next start on (the "changed key" case). */
    replaceHostKey(): Promise<string>;
    start(): Promise<void>;
    stop(): Promise<void>;
    release(): Promise<void>;
}
/** A private sshd on loopback with its own host key; key log-in of the current user; TCP and unix-socket forwarding allowed. */
export declare function labSshd(): Promise<LabSshd>;
