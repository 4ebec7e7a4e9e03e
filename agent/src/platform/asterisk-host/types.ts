/**
 * What a private Asterisk is made of, as seen by those who start one. All paths are host paths: the
 * instance runs from the root file system's own loader and libraries, not in a chroot, so inside and
 * outside are the same place (decision in README.md of this folder).
 */

export type RealtimeStore =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'mariadb';
      readonly host: string;
      readonly port: number;
      readonly database: string;
      readonly user: string;
      /** SECURITY: reaches res_odbc.conf (0640) only. */
      readonly password: string;
    };

/** One port per listener; udp and tcp SIP share `sip`. */
export interface AsteriskPorts {
  readonly sip: number;
  readonly sipTls: number;
  /** HTTP server: `ws://…:ws/ws`, `wss://…:wss/ws`. */
  readonly ws: number;
  readonly wss: number;
  readonly ami: number;
  /** Inclusive; even first port. */
  readonly rtp: readonly [first: number, last: number];
}

/** Addresses the phones use. `sip` is what PJSIP, RTP and HTTP bind to; AMI never leaves loopback. */
export interface AsteriskAddresses {
  readonly bind: string;
  /** Public address put into SIP and SDP for phones outside `localNets`. */
  readonly external?: string;
  /** CIDR blocks that are reached without `external`. */
  readonly localNets?: readonly string[];
}

export interface AmiAccount {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly username: string;
  /** SECURITY: as good as root on the Asterisk host. */
  readonly password: string;
}

export interface AmiAccounts {
  /** Changes things: DBPut/Get/Del/DelTree, Reload, ShowDialPlan, PJSIPShow*, SorceryMemoryCacheExpire*, CoreShowChannels, Originate. Receives no events but those of its own actions. */
  readonly writer: AmiAccount;
  /** Receives events, may send Ping; Filter would need `system`, so its filters stand in manager.conf. */
  readonly reader: AmiAccount;
}

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** CA to hand to phones; equals `certificate` when self-signed. */
  readonly ca: string;
}

export interface InstancePaths {
  readonly dir: string;
  readonly conf: string;
  readonly etc: string;
  readonly extensionsD: string;
  readonly pjsipD: string;
  readonly voicemailD: string;
  readonly astdb: string;
  readonly spool: string;
  readonly log: string;
  readonly fullLog: string;
  readonly run: string;
  readonly varlib: string;
  readonly cache: string;
  readonly keys: string;
  /** Folder for the SQLite realtime store; writable by Asterisk (WAL). Default file: `pbx.sqlite3`. */
  readonly realtime: string;
  readonly sounds: string;
  readonly pidfile: string;
}

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** Hand-written additions, for tests and for demos: appended to the base files, never generated ones. */
export interface HandWritten {
  readonly pjsip?: string;
  readonly extensions?: string;
  readonly voicemail?: string;
}

export interface StartOptions {
  readonly rootfs: string;
  /** Owned by the instance; made when missing, reused when there. Short: the control socket's path must stay under 108 bytes. */
  readonly dir: string;
  readonly name: string;
  readonly ports: AsteriskPorts;
  readonly addresses?: AsteriskAddresses;
  readonly realtime?: RealtimeStore;
  /** PEM paths; when absent a self-signed certificate is made in `dir/keys`. */
  readonly tls?: TlsFiles;
  /** Default when root: a dedicated unused uid. Otherwise the current user. */
  readonly runAs?: RunAs;
  readonly memoryLimitBytes?: number;
  /** Writes what the dialplan does into the log; for the lab. */
  readonly verboseLog?: boolean;
  readonly handWritten?: HandWritten;
  /** Called with directories and files in place and Asterisk not yet running: make the realtime tables here. */
  readonly beforeStart?: (prepared: PreparedInstance) => Promise<void>;
}

export interface PreparedInstance {
  readonly name: string;
  readonly paths: InstancePaths;
  readonly ports: AsteriskPorts;
  readonly addresses: AsteriskAddresses;
  readonly ami: AmiAccounts;
  readonly realtime: RealtimeStore;
  readonly tls: TlsFiles;
  readonly runAs: RunAs;
}

export interface AsteriskInstance extends PreparedInstance {
  /** Undefined while not running. */
  readonly pid: number | undefined;
  readonly version: string;
  /** This `asterisk` as a person calls it at a shell (loader, libraries and its own asterisk.conf), before `-rx '…'`. */
  readonly shell: string;
  /** As `asterisk -rx`; never put a secret in `command`. Throws when Asterisk does not answer within `timeoutMs` (default 10,000). */
  cli(command: string, timeoutMs?: number): Promise<string>;
  /** Resolves when Asterisk says FullyBooted; throws after `timeoutMs` (default 30,000) or when it exits. */
  waitFullyBooted(timeoutMs?: number): Promise<void>;
  /** Sends the signal and, for signals that end it, resolves when the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGTERM, then SIGKILL after 5 s. Files stay. */
  stop(): Promise<void>;
  /** Starts again after kill or stop, and waits for FullyBooted. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** Called with why, each time the process ends (also after stop). Returns the unsubscribe. */
  onExit(listener: (exit: { code: number | null; signal: NodeJS.Signals | null }) => void): () => void;
}
