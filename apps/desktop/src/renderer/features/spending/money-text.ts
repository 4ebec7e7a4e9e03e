import { amountText, MICROS } from '@synergycall/domain';

/** An amount as one reads it: `€0.0085`, at least two places and no more than it needs. */
export function moneyText(micros: number, currency: string): string {
  const places = Math.max(2, amountText(micros).split('.')[1]?.length ?? 2);
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.min(6, places),
  }).format(micros / MICROS);
}
