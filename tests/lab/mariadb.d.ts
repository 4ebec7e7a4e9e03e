import type { LabServer, ServerOptions } from './types.ts';
/** A private MariaDB; every `createDatabase` gives a fresh database and a user that may do anything in it and nothing else. */
export declare function labMariadb(options?: ServerOptions): Promise<LabServer>;
