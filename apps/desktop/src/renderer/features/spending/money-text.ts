import { amountText, MICROS } from '@synergycall/domain';

/** An amount as one reads it: `€0.0085`, at least two places and no more than it needs. */
export function moneyText(micros: number, currency: string): string {
  const [, places = ''] = amountText(micros).split('.');
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: places.length,
  }).format(micros / MICROS);
}
