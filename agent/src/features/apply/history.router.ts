import {
  boxCompareInput,
  boxRestoreInput,
  boxRestorePlanInput,
  compareInput,
  compareView,
  generationPage,
  listBoxGenerationsInput,
  listGenerationsInput,
  restoreAllInput,
  restoreAllView,
  restoredView,
  restoreInput,
  restorePlanInput,
  restorePlanView,
  type BoxId,
  type TenantId,
  type TenantTag,
} from '@synergycall/domain';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { FailureError, orThrow, platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { tagOf } from '../tenant/index.ts';
import { readCursor, writeCursor } from '../user/index.ts';
import { boxRestorePlan, compareBox, restoreBox, type UpdateBoxRow } from './history-box.ts';
import { compare } from './history.service.ts';
import { listGenerations } from './history.store.ts';
import type { ReadPending } from './pending.ts';
import { restoreAll, restoreAllPlan } from './restore-model-all.ts';
import { restoreModel, restorePlan } from './restore-model.service.ts';

export interface HistoryDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly keyring: Keyring;
  readonly service: { readonly readPending: ReadPending };
  /** The box feature's own change of the box's row. */
  readonly updateBox: UpdateBoxRow;
  /** Devices came or went: pictures of live status are out of date. */
  readonly onDevicesChanged?: (scope: Pick<TenantScope, 'tenantId'>) => void;
  /** What people's calls do holds at once; a restored version may have dropped some of their forwards. */
  readonly handleCalls?: (tag: TenantTag) => Promise<unknown>;
}

/** What was live before: listed, compared, restored. Restoring changes the model; live is it by the next apply. */
export const historyRouter = (deps: HistoryDeps) => {
  const callsGoAsSaved = async (scope: TenantScope | PlatformScope, tenantId: TenantId): Promise<void> => {
    const tag = await deps.database.read(scope, (tx) => tagOf(tx, tenantId));
    if (tag) await deps.handleCalls?.(tag);
  };
  return router({
    generations: tenantProcedure(
      'apply.read',
      rest('GET', '/tenants/{tenantId}/history', 'Lists what was live of a tenant, newest first'),
    )
      .input(listGenerationsInput)
      .output(generationPage)
      .query(async ({ ctx, input }) => {
        const { tenantId, limit } = input;
        const before = beforeOf(input.cursor);
        return asPage(await ctx.read((tx) => listGenerations(tx, { tenantId }, { limit, before })));
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

    restorePlan: tenantProcedure(
      'history.restore',
      rest('POST', '/tenants/{tenantId}/history/restore-plan', 'Shows what restoring an earlier version would change'),
    )
      .input(restorePlanInput)
      .output(restorePlanView)
      .query(async ({ ctx, input }) =>
        orThrow(await deps.database.snapshot(ctx.scope, (tx) => restorePlan(tx, input))),
      ),

    restore: tenantProcedure(
      'history.restore',
      rest('POST', '/tenants/{tenantId}/history/restore', 'Makes the model what it was; live by the next apply'),
    )
      .input(restoreInput)
      .output(restoredView)
      .mutation(async ({ ctx, input }) => {
        const { changes, notes } = await ctx.audited((tx) => restoreModel(deps, tx, input));
        if (changes.some((change) => change.kind === 'device')) deps.onDevicesChanged?.(ctx.scope);
        if (notes.some(({ note }) => note === 'forwards-dropped')) await callsGoAsSaved(ctx.scope, ctx.scope.tenantId);
        const pending = await deps.service.readPending(ctx.scope, ctx.scope.tenantId);
        return { changes, notes, pendingCount: pending?.changes.length ?? 0 };
      }),

    restoreAllPlan: platformProcedure(
      'history.restore-all',
      rest('GET', '/box/history/restore-plan', 'Shows what restoring every tenant to a time would change'),
    )
      .input(restoreAllInput)
      .output(restoreAllView)
      .query(({ ctx, input }) => restoreAllPlan({ ...deps, log: ctx.log }, ctx.scope, new Date(input.at))),

    restoreAll: platformProcedure(
      'history.restore-all',
      rest('POST', '/box/history/restore', 'Makes every tenant what was live at a time; live by the next applies'),
    )
      .input(restoreAllInput)
      .output(restoreAllView)
      .mutation(async ({ ctx, input }) => {
        const done = await restoreAll({ ...deps, log: ctx.log }, ctx.scope, new Date(input.at));
        for (const tenant of done.tenants.filter(({ changes }) => changes > 0)) {
          deps.onDevicesChanged?.(tenant);
          await callsGoAsSaved(ctx.scope, tenant.tenantId);
        }
        return done;
      }),

    boxGenerations: platformProcedure(
      'apply.read-all',
      rest('GET', '/box/history', 'Lists what was live of the part that all tenants share, newest first'),
    )
      .input(listBoxGenerationsInput)
      .output(generationPage)
      .query(async ({ ctx, input: { limit, cursor } }) => {
        const before = beforeOf(cursor);
        return asPage(await ctx.read((tx) => listGenerations(tx, { boxId: deps.boxId }, { limit, before })));
      }),

    boxCompare: platformProcedure(
      'apply.read-all',
      rest('POST', '/box/history/compare', 'Compares two states of the part that all tenants share'),
    )
      .input(boxCompareInput)
      .output(compareView)
      .query(async ({ ctx, input }) =>
        orThrow(await deps.database.snapshot(ctx.scope, (tx) => compareBox(tx, deps.boxId, input))),
      ),

    boxRestorePlan: platformProcedure(
      'history.restore-all',
      rest(
        'POST',
        '/box/history/box-restore-plan',
        'Shows what restoring the part that all tenants share would change',
      ),
    )
      .input(boxRestorePlanInput)
      .output(restorePlanView)
      .query(async ({ ctx, input }) =>
        orThrow(await deps.database.snapshot(ctx.scope, (tx) => boxRestorePlan(tx, deps.boxId, input.generation))),
      ),

    boxRestore: platformProcedure(
      'history.restore-all',
      rest('POST', '/box/history/box-restore', 'Makes the part that all tenants share what it was'),
    )
      .input(boxRestoreInput)
      .output(restoredView)
      .mutation(({ ctx, input }) => ctx.audited((tx) => restoreBox(deps, tx, input))),
  });
};

function beforeOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const { key = '' } = readCursor(cursor) ?? {};
  if (!/^\d{1,15}$/.test(key))
    throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
  return Number(key);
}

function asPage({ rows, more, total }: Awaited<ReturnType<typeof listGenerations>>) {
  const last = rows.at(-1);
  return { rows, total, nextCursor: more && last ? writeCursor({ key: String(last.generation), id: '' }) : null };
}
