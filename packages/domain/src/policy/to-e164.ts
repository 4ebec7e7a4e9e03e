import type { Dialling } from './policy.ts';

/**
 * The E.164 digits (without the plus sign) that somebody means who dials this; undefined: it is no number outside.
 * The core's `sc-outside-resolve` does the same, step by step (decision 0010). `dialling` null: the plus sign alone counts.
 */
export function toE164(dialled: string, dialling: Dialling | null): string | undefined {
  const digits = meant(dialled, dialling);
  return digits !== undefined && /^[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

function meant(dialled: string, dialling: Dialling | null): string | undefined {
  if (dialled.startsWith('+')) return dialled.slice(1);
  if (!dialling) return undefined;
  const { outsidePrefix, internationalPrefix, nationalPrefix, bare, countryCode, areaCode } = dialling;
  const without = dialled.startsWith(outsidePrefix) ? dialled.slice(outsidePrefix.length) : undefined;
  if (without === undefined) return undefined;
  if (without.startsWith('+')) return without.slice(1);
  if (internationalPrefix !== '' && without.startsWith(internationalPrefix))
    return without.slice(internationalPrefix.length);
  if (nationalPrefix !== '' && without.startsWith(nationalPrefix))
    return countryCode + without.slice(nationalPrefix.length);
  switch (bare) {
    case 'none':
      return undefined;
    case 'national':
      return countryCode + without;
    case 'local':
      return countryCode + areaCode + without;
  }
}
