import type { JobStatus, JobView } from '@synergycall/domain';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { FailureError } from '../../rpc/index.ts';
import { readCursor, writeCursor } from '../user/index.ts';
import { isRunning } from './job-board.ts';
import { shortened, type JobDeps } from './job-view.ts';
import { listJobs } from './job.store.ts';

export interface JobPageInput {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly statuses?: readonly JobStatus[] | undefined;
  readonly search?: string | undefined;
}

/** Jobs of the scope's tenant, or (platform) of the whole box, newest first. */
export async function jobPageOf(
  { database, board, boxId }: JobDeps,
  scope: TenantScope | PlatformScope,
  { cursor, limit, statuses, search }: JobPageInput,
): Promise<{ rows: JobView[]; nextCursor: string | null; total: number }> {
  const place = cursor === undefined ? undefined : readCursor(cursor);
  const at = new Date(place?.key ?? 0);
  // As we write it: a forged year that PostgreSQL doesn't know must not become an error of the database.
  if (cursor !== undefined && (!place || at.getTime() < 0 || !/^\d{4}-/.test(place.key) || Number.isNaN(at.getTime())))
    throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
  const before = place && { at, id: place.id };
  const tenantId = scope.kind === 'tenant' ? scope.tenantId : null;
  const { rows, more, total } = await database.read(scope, (tx) =>
    listJobs(tx, { tenantId, boxId, limit, before, statuses, search }),
  );
  const last = rows.at(-1);
  // What runs here is newer on the board than in its row.
  const shown = rows.map((row) => (isRunning(row) ? shortened(board.get(row.id) ?? row) : row));
  return { rows: shown, nextCursor: more && last ? writeCursor({ key: last.requestedAt, id: last.id }) : null, total };
}
