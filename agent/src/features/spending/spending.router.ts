import {
  fail,
  importPricesInput,
  liftSpendingInput,
  ok,
  previewPricesInput,
  priceList,
  priceListInput,
  pricePreview,
  setCurrencyInput,
  spendingInput,
  spendingToday,
  type BoxId,
  type SpendingToday,
  type TenantTag,
} from '@synergycall/domain';
import type { AppDatabase, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { FailureError, platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { findTenant } from '../tenant/index.ts';
import { currencyOf, hasPrices } from './price.store.ts';
import { importPrices, previewPrices, setCurrency, showPrices } from './price.service.ts';
import { lift, readToday } from './spending.store.ts';

export interface SpendingDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  /** The agent itself: of prices a tenant learns no more than that there are some. */
  readonly scope: PlatformScope;
  /** What a day may cost, as it was last applied; null: no limit. */
  readonly readLimit: (scope: TenantScope) => Promise<number | null>;
  /** Makes AstDB say what was lifted. */
  readonly settle: (tag: TenantTag) => Promise<unknown>;
  /** Makes AstDB say what the lists say. */
  readonly settlePrices: () => Promise<void>;
}

export const spendingRouter = (deps: SpendingDeps) => {
  const { boxId, database } = deps;
  const today = async (scope: TenantScope): Promise<SpendingToday> => {
    const { tenantId } = scope;
    const found = await database.read(scope, (tx) => readToday(tx, tenantId));
    if (!found) throw new FailureError({ code: 'tenant.not-found', id: tenantId });
    const box = await database.read(deps.scope, async (tx) => ({
      currency: await currencyOf(tx, boxId),
      hasPrices: await hasPrices(tx, { boxId, tenantId }),
    }));
    const { day, micros, liftedAt, liftedBy } = found;
    const lifted = liftedAt && { at: liftedAt.toISOString(), by: liftedBy };
    return { ...box, day, micros, limit: await deps.readLimit(scope), lifted };
  };
  return router({
    today: tenantProcedure(
      'spending.read',
      rest('GET', '/tenants/{tenantId}/spending', 'Says what calls out have cost today, and what they may'),
    )
      .input(spendingInput)
      .output(spendingToday)
      .query(({ ctx }) => today(ctx.scope)),

    lift: tenantProcedure(
      'spending.lift',
      rest('POST', '/tenants/{tenantId}/spending/lift', 'Lifts the limit of spending until the day ends'),
    )
      .input(liftSpendingInput)
      .output(spendingToday)
      .mutation(async ({ ctx, input }) => {
        const { tag } = await ctx.audited(async (tx) => {
          const now = await readToday(tx, ctx.scope.tenantId);
          const tenant = await findTenant(tx, ctx.scope.tenantId);
          if (!now || !tenant) return fail({ code: 'tenant.not-found', id: ctx.scope.tenantId });
          if (now.day !== input.day)
            return fail({ code: 'input.invalid', issues: [{ path: 'day', problem: 'not-today' }] });
          await lift(tx, input.day, ctx.session.name);
          await tx.audit({
            action: 'spending.lift',
            entity: { kind: 'tenant', id: tenant.id, name: tenant.name },
            after: { day: input.day, spent: now.micros },
          });
          return ok({ tag: tenant.tag });
        });
        await deps.settle(tag);
        return today(ctx.scope);
      }),

    prices: platformProcedure('price.read', rest('GET', '/prices', 'Lists prices, of the box or of a tenant'))
      .input(priceListInput)
      .output(priceList)
      .query(({ ctx, input }) => ctx.read((tx) => showPrices(tx, boxId, input.inTenant))),

    previewPrices: platformProcedure(
      'price.update',
      rest('POST', '/prices/preview', 'Says what a file would make of a price list, row by row, and does nothing'),
    )
      .input(previewPricesInput)
      .output(pricePreview)
      .mutation(({ ctx, input }) => ctx.audited((tx) => previewPrices(tx, boxId, input))),

    importPrices: platformProcedure(
      'price.update',
      rest('POST', '/prices', 'Replaces a price list by the file that was looked at'),
    )
      .input(importPricesInput)
      .output(priceList)
      .mutation(async ({ ctx, input }) => {
        const list = await ctx.audited((tx) => importPrices(tx, boxId, input));
        // Thousands of keys may take a while, and nobody has to wait for them.
        void deps.settlePrices();
        return list;
      }),

    setCurrency: platformProcedure('price.update', rest('PUT', '/prices/currency', 'Sets the currency of all prices'))
      .input(setCurrencyInput)
      .output(setCurrencyInput)
      .mutation(async ({ ctx, input }) => {
        await ctx.audited((tx) => setCurrency(tx, boxId, input.currency));
        return input;
      }),
  });
};
