import { sql } from 'kysely';
import type { BoxId, TenantId } from '@synergycall/domain';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { queueNames } from '../callflow/index.ts';
import { sha256 } from './drift.ts';
import type { MeantFile } from './drift-files.ts';
import { modelMark, tableMark } from './model-mark.ts';

/**
 * What a tenant's stores held when nothing differed. While PostgreSQL's side has the same mark and they hold the same,
 * nothing has to be rendered, opened or compared: a look at 1,000 phones costs a third.
 */
export interface Quiet {
  readonly mark: string;
  readonly generation: number | null;
  readonly meant: MeantFile | undefined;
  /** Of the realtime rows, and of the keys in AstDB. */
  readonly rows: string;
  /** Whose rows were read. */
  readonly queues: QueueNames;
  readonly keys: string;
}
type QueueNames = ReturnType<typeof queueNames>;
export type QuietMemory = Map<TenantId, Quiet>;

export const fingerprint = (what: unknown): string => sha256(JSON.stringify(what));

/** Changes whenever a row of PostgreSQL changed that a look at this tenant starts from. */
export const readMark = (
  { database, boxId, scope }: { readonly database: AppDatabase; readonly boxId: BoxId; readonly scope: PlatformScope },
  id: TenantId,
): Promise<string> =>
  database.read(scope, async ({ db }) => {
    const { rows } = await sql<{ mark: string }>`
      select concat_ws('/',
        (select xmin::text from boxes where id = ${boxId}),
        ${modelMark(id)},
        ${tableMark('call_handling', id)},
        ${tableMark('call_forwards', id)},
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from adopted_files where box_id = ${boxId})) as mark`.execute(
      db,
    );
    return rows[0]?.mark ?? '';
  });
