import { createHash } from 'node:crypto';
import * as d from '@synergycall/domain';
import { readPriceFile } from '../../../agent/src/features/spending/price-file.ts';
import { fakePolicies } from './policy-memory.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

/** What tests may look at and turn. */
export interface FakeSpending {
  currency: string;
  /** By tenant; `box`: everybody's. */
  lists: Map<string, d.Price[]>;
  /** In millionths, by tenant. */
  spent: Map<string, number>;
  lifted: Map<string, { at: string; by: string }>;
}

const all = new WeakMap<FakeState, FakeSpending>();
export function fakeSpending(state: FakeState): FakeSpending {
  const known = all.get(state);
  if (known) return known;
  const made: FakeSpending = { currency: 'EUR', lists: new Map(), spent: new Map(), lifted: new Map() };
  all.set(state, made);
  return made;
}

export function spendingRouter(state: FakeState, { router, q, m }: FakeProcedures) {
  const memory = fakeSpending(state);
  const day = () => new Date().toISOString().slice(0, 10);
  const pricesOf = (whose: string | undefined) => memory.lists.get(whose ?? 'box') ?? [];
  const today = (tenantId: d.TenantId): d.SpendingToday => ({
    currency: memory.currency,
    day: day(),
    micros: memory.spent.get(tenantId) ?? 0,
    limit: fakePolicies(state).settings.get(tenantId)?.spendPerDay ?? null,
    hasPrices: [...pricesOf(undefined), ...pricesOf(tenantId)].some(({ prefix }) => prefix === ''),
    lifted: memory.lifted.get(tenantId) ?? null,
  });
  const list = (whose: string | undefined): d.PriceList => {
    const prices = pricesOf(whose);
    return { currency: memory.currency, prices, mark: JSON.stringify(prices) };
  };
  /** Of the list and of the file that would replace it. */
  const markOf = (whose: string | undefined, csv: string): string =>
    createHash('sha256')
      .update(`${list(whose).mark}\n${csv}`)
      .digest('hex');
  return router({
    today: q(d.spendingInput, d.spendingToday, ({ tenantId }) => today(tenantId)),
    lift: m(d.liftSpendingInput, d.spendingToday, ({ tenantId }) => {
      memory.lifted.set(tenantId, { at: new Date().toISOString(), by: 'Tess Admin' });
      return today(tenantId);
    }),
    prices: q(d.priceListInput, d.priceList, ({ inTenant }) => list(inTenant)),
    previewPrices: m(d.previewPricesInput, d.pricePreview, ({ inTenant, csv }) => {
      const read = readPriceFile(csv, pricesOf(inTenant));
      if (!read) return refuse({ code: 'input.invalid', issues: [{ path: 'csv', problem: 'not-csv' }] });
      const named = new Set(read.rows.map(({ prefix }) => prefix));
      return {
        rows: [...read.rows],
        gone: pricesOf(inTenant).filter(({ prefix }) => !named.has(prefix)),
        lacksDefault: !named.has(''),
        mark: markOf(inTenant, csv),
      };
    }),
    importPrices: m(d.importPricesInput, d.priceList, ({ inTenant, csv, mark }) => {
      if (mark !== markOf(inTenant, csv)) refuse({ code: 'spending.stale' });
      memory.lists.set(inTenant ?? 'box', [...(readPriceFile(csv, [])?.prices ?? [])]);
      return list(inTenant);
    }),
    setCurrency: m(d.setCurrencyInput, d.setCurrencyInput, (input) => {
      memory.currency = input.currency;
      return input;
    }),
  });
}
