import { z } from 'zod';

/** Money is whole millionths of the box's one currency: prices of a minute have four places and more. */
export const MICROS = 1_000_000;
/** A million of the currency. */
export const MOST_MICROS = 1_000_000 * MICROS;
/** ISO 4217. */
export const currency = z.string().regex(/^[A-Z]{3}$/, { error: 'spending.not-a-currency' });

/** `0.0085`, also with a comma; undefined: no amount, one with more than six places, or `1,000`, which reads two ways. */
export function microsOf(written: string): number | undefined {
  const found = /^(\d{1,7})(?:[.,](\d{1,6}))?$/.exec(written.trim());
  if (!found || /^0*[1-9]\d*,\d{3}$/.test(written.trim())) return undefined;
  const micros = Number(found[1]) * MICROS + Number((found[2] ?? '').padEnd(6, '0'));
  return micros <= MOST_MICROS ? micros : undefined;
}

/** `0.0085`: with a point, at least two places, and no more than it needs. */
export function amountText(micros: number): string {
  const places = String(Math.round(micros) % MICROS).padStart(6, '0');
  return `${Math.floor(Math.round(micros) / MICROS)}.${places.slice(0, 2)}${places.slice(2).replace(/0+$/, '')}`;
}
