import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { amountText, currency, MOST_MICROS } from './money.ts';

/** Digits of E.164 without the plus sign; '': every other number. */
export const pricePrefix = z.string().regex(/^([1-9]\d{0,13})?$/, { error: 'spending.not-a-prefix' });
export const price = z.object({
  prefix: pricePrefix,
  /** Such as a country. */
  name: z.string().max(80),
  /** Of each started minute. */
  micros: z.number().int().min(0).max(MOST_MICROS),
});
export type Price = z.infer<typeof price>;

/** Absent: the box's list, which holds for every tenant that has none of its own for a number. */
export const priceListInput = z.object({ inTenant: tenantId.optional() });
export const priceList = z.object({
  currency,
  prices: z.array(price),
  /** Changes with each change of the list. */
  mark: z.string(),
});
export type PriceList = z.infer<typeof priceList>;

export const MOST_PRICES = 20_000;
/** `prefix,price,name` a line; the first line may be a heading; prefix `default`: every other number. */
const csv = z.string().max(2_000_000);
export const previewPricesInput = priceListInput.extend({ csv });
export const priceRow = z.object({
  line: z.number().int(),
  /** As it stands there. */
  text: z.string(),
  result: z.enum(['new', 'changed', 'same', 'invalid']),
  prefix: z.string(),
  micros: z.number().int().nullable(),
  name: z.string(),
  problem: z.enum(['not-a-prefix', 'not-a-price', 'name-too-long', 'twice']).nullable(),
});
export type PriceRow = z.infer<typeof priceRow>;
export const pricePreview = z.object({
  rows: z.array(priceRow),
  /** Those of the list that go, because they are not in the file. */
  gone: z.array(price),
  /** The list would have no price for every other number. */
  lacksDefault: z.boolean(),
  mark: z.string(),
});
export type PricePreview = z.infer<typeof pricePreview>;
/** The whole list; `mark`: of the list that the preview saw. */
export const importPricesInput = previewPricesInput.extend({ mark: z.string() });
export const setCurrencyInput = z.object({ currency });

/** A list as `importPrices` reads it. */
export const pricesCsv = (prices: readonly Price[]): string =>
  [
    'prefix,price,name',
    ...prices.map(({ prefix, micros, name }) => [prefix || 'default', amountText(micros), quoted(name)].join(',')),
  ]
    .join('\n')
    .concat('\n');
const quoted = (text: string): string => (/[",\n;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
