import {
  fail,
  ok,
  type BoxId,
  type Failure,
  type importPricesInput,
  type previewPricesInput,
  type Price,
  type PriceList,
  type PricePreview,
  type Result,
  type TenantId,
} from '@synergycall/domain';
import type { z } from 'zod';
import type { PlatformScope, PlatformTx, ReadTx } from '../../platform/database/index.ts';
import { hashOf } from '../../platform/files/index.ts';
import { findTenant } from '../tenant/index.ts';
import { readPriceFile } from './price-file.ts';
import { currencyOf, lockPrices, readPrices, replacePrices, saveCurrency, whoNeedsPrices } from './price.store.ts';

type Preview = z.infer<typeof previewPricesInput>;
const markOf = (prices: readonly Price[]): string => hashOf(JSON.stringify(prices));
const invalid = (path: string, problem: string): Failure => ({ code: 'input.invalid', issues: [{ path, problem }] });

/** A list as it is; `inTenant` absent: the box's. */
export async function showPrices(
  tx: ReadTx<PlatformScope>,
  boxId: BoxId,
  inTenant: TenantId | undefined,
): Promise<PriceList> {
  const prices = await readPrices(tx, { boxId, tenantId: inTenant ?? null });
  return { currency: await currencyOf(tx, boxId), prices, mark: markOf(prices) };
}

/** What the file would make of the list, row by row; nothing is changed. */
export async function previewPrices(tx: PlatformTx, boxId: BoxId, command: Preview): Promise<Result<PricePreview>> {
  const looked = await look(tx, boxId, command);
  if (!looked.ok) return looked;
  await tx.audit({ action: 'price.preview-import', entity: looked.value.entity, after: looked.value.counts });
  return ok(looked.value.preview);
}

/** The list becomes what the file says, all of it, as it was looked at. */
export async function importPrices(
  tx: PlatformTx,
  boxId: BoxId,
  command: z.infer<typeof importPricesInput>,
): Promise<Result<PriceList>> {
  await lockPrices(tx, boxId);
  const looked = await look(tx, boxId, command);
  if (!looked.ok) return looked;
  const { preview, prices, counts, entity, tenantId } = looked.value;
  if (preview.mark !== command.mark) return fail({ code: 'spending.stale' });
  if (preview.rows.some(({ result }) => result === 'invalid')) return fail(invalid('csv', 'bad-rows'));
  const of = { boxId, tenantId };
  const tenant = preview.lacksDefault ? await whoNeedsPrices(tx, of) : undefined;
  if (tenant !== undefined) return fail({ code: 'spending.no-prices', tenant });
  await replacePrices(tx, of, prices);
  await tx.audit({
    action: 'price.import',
    entity,
    before: { prices: counts.before },
    after: counts,
    ...(tenantId && { tenantId }),
  });
  return ok(await showPrices(tx, boxId, tenantId ?? undefined));
}

/** Amounts stay what they are: they are not converted. */
export async function setCurrency(tx: PlatformTx, boxId: BoxId, currency: string): Promise<Result<void>> {
  await lockPrices(tx, boxId);
  const before = await currencyOf(tx, boxId);
  await saveCurrency(tx, boxId, currency);
  await tx.audit({
    action: 'price.currency',
    entity: { kind: 'box', id: boxId, name: null },
    before: { currency: before },
    after: { currency },
  });
  return ok(undefined);
}

interface Looked {
  readonly preview: PricePreview;
  readonly prices: readonly Price[];
  readonly counts: { readonly before: number; readonly new: number; readonly changed: number; readonly gone: number };
  readonly entity: { readonly kind: string; readonly id: string; readonly name: string | null };
  readonly tenantId: TenantId | null;
}

async function look(tx: PlatformTx, boxId: BoxId, { inTenant, csv }: Preview): Promise<Result<Looked>> {
  const tenant = inTenant === undefined ? null : await findTenant(tx, inTenant);
  if (tenant === undefined) return fail({ code: 'tenant.not-found', id: inTenant ?? '' });
  const tenantId = tenant?.id ?? null;
  const now = await readPrices(tx, { boxId, tenantId });
  const read = readPriceFile(csv, now);
  if (!read) return fail(invalid('csv', 'not-csv'));
  const named = new Set(read.rows.map(({ prefix }) => prefix));
  const gone = now.filter(({ prefix }) => !named.has(prefix));
  const count = (result: string): number => read.rows.filter((row) => row.result === result).length;
  return ok({
    preview: {
      rows: [...read.rows],
      gone,
      lacksDefault: !read.prices.some(({ prefix }) => prefix === ''),
      mark: hashOf(`${markOf(now)}\n${hashOf(csv)}`),
    },
    prices: read.prices,
    counts: { before: now.length, new: count('new'), changed: count('changed'), gone: gone.length },
    entity: tenant ? { kind: 'tenant', id: tenant.id, name: tenant.name } : { kind: 'box', id: boxId, name: null },
    tenantId,
  });
}
