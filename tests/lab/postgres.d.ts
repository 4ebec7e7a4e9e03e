import type { LabServer, ServerOptions } from './types.ts';
/** A private PostgreSQL of the system's version; every `createDatabase` gives a fresh database and a plain role that owns it. */
export declare function labPostgres(options?: ServerOptions): Promise<LabServer>;
/** The newest installed server's programs, or undefined. */
export declare function postgresBin(root?: string): string | undefined;
