import type {
  AsteriskInstance,
  HandWritten,
  PreparedInstance,
  RealtimeStore,
  StartOptions,
} from '../../agent/src/platform/asterisk-host/types.ts';

export interface LabDatabase {
  /** postgres://user:password@127.0.0.1:port/db — a plain role: no superuser, NOBYPASSRLS, owner of the database. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  drop(): Promise<void>;
}

/** Faults a test may put on a server of its own (`{ own: true }`); on the shared one they throw. */
export interface ServerFaults {
  readonly pid: number | undefined;
  /** Kills with SIGKILL and waits for the end. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP / SIGCONT to the server and its children: connections hang, none is refused. Resolves when all stand still. */
  pause(): Promise<void>;
  resume(): void;
}

export interface LabServer extends ServerFaults {
  readonly port: number;
  createDatabase(name?: string): Promise<LabDatabase>;
  /** Drops what was created, lets go of the shared server (last one out stops it) or stops one's own. */
  release(): Promise<void>;
}

export interface LabPostgres extends LabServer {
  /** With the application's tables in it. */
  createMigrated(): Promise<LabDatabase>;
}

export interface ServerOptions {
  /** A server of this test alone, which may be killed and paused. */
  readonly own?: boolean;
}

export interface LabAsteriskOptions extends Partial<Pick<StartOptions, 'addresses' | 'tls' | 'memoryLimitBytes'>> {
  readonly realtime: RealtimeStore['kind'];
  /** Makes the realtime tables before Asterisk starts. */
  readonly schema: (realtime: RealtimeStore, prepared: PreparedInstance) => Promise<void>;
  readonly handWritten?: HandWritten;
  /** Use this MariaDB rather than the shared one (fault tests). */
  readonly mariadb?: LabServer;
  readonly name?: string;
}

export interface LabAsterisk extends AsteriskInstance {
  /** Stops it, frees ports and databases, removes its directory (kept with SYNERGYCALL_LAB_KEEP=1). */
  release(): Promise<void>;
}
