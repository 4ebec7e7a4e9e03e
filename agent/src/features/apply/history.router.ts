import { compareInput, compareView, generationPage, listGenerationsInput, type BoxId } from '@synergycall/domain';
import type { AppDatabase } from '../../platform/database/index.ts';
import { FailureError, orThrow, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { readCursor, writeCursor } from '../user/index.ts';
import { compare } from './history.service.ts';
import { listGenerations } from './history.store.ts';

export interface HistoryDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
}

/** What was live before: listed, compared. */
export const historyRouter = (deps: HistoryDeps) =>
  router({
    generations: tenantProcedure(
      'apply.read',
      rest('GET', '/tenants/{tenantId}/history', 'Lists what was live of a tenant, newest first'),
    )
      .input(listGenerationsInput)
      .output(generationPage)
      .query(async ({ ctx, input }) => {
        const before = input.cursor === undefined ? undefined : generationIn(input.cursor);
        const page = await ctx.read((tx) => listGenerations(tx, { ...input, before }));
        const last = page.rows.at(-1);
        const nextCursor = page.more && last ? writeCursor({ key: String(last.generation), id: '' }) : null;
        return { rows: page.rows, nextCursor, total: page.total };
      }),

    compare: tenantProcedure(
      'apply.read',
      rest('POST', '/tenants/{tenantId}/history/compare', 'Compares two states of a tenant, or one with what is meant'),
    )
      .input(compareInput)
      .output(compareView)
      .query(async ({ ctx, input: { from, to } }) =>
        orThrow(await deps.database.snapshot(ctx.scope, (tx) => compare(tx, deps.boxId, { from, to }))),
      ),
  });

function generationIn(cursor: string): number {
  const { key = '' } = readCursor(cursor) ?? {};
  if (!/^\d{1,15}$/.test(key))
    throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
  return Number(key);
}
