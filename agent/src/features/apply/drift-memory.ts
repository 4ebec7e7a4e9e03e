import { sql } from 'kysely';
import type { BoxId, TenantId } from '@synergycall/domain';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import { sha256 } from './drift.ts';
import type { MeantFile } from './drift-files.ts';

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
  readonly keys: string;
}
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
        (select xmin::text from tenants where id = ${id}),
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from users where tenant_id = ${id}),
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from extensions where tenant_id = ${id}),
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from devices where tenant_id = ${id}),
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from dids where tenant_id = ${id}),
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from flows where tenant_id = ${id}),
        (select count(*) || '.' || coalesce(sum(xmin::text::bigint), 0) from adopted_files where box_id = ${boxId}),
        (select max(generation)::text from apply_snapshots where tenant_id = ${id} and live_since is not null)) as mark`.execute(
      db,
    );
    return rows[0]?.mark ?? '';
  });
