import type { E164 } from '../numbers.ts';
import type { NumberForm, TrunkInbound } from './trunk.ts';

/**
 * Which public number a carrier means that says this is called; undefined: none, so the call is refused. A trunk's own
 * context does the same, step by step (`trunk-dialplan.conf.ts`). Pure.
 */
export function readCalled(called: string, inbound: TrunkInbound): E164 | undefined {
  const digits = meant(called, inbound);
  return /^[1-9]\d{6,14}$/.test(digits) ? (`+${digits}` as E164) : undefined;
}

function meant(called: string, { countryCode, nationalPrefix, internationalPrefix, bare }: TrunkInbound): string {
  if (called.startsWith('+')) return called.slice(1);
  if (internationalPrefix !== '' && called.startsWith(internationalPrefix))
    return called.slice(internationalPrefix.length);
  if (nationalPrefix !== '' && called.startsWith(nationalPrefix))
    return countryCode + called.slice(nationalPrefix.length);
  return bare === 'national' ? countryCode + called : called;
}

/** How a number is spelled towards the carrier. `national` in other countries: with the prefix for all of them. Pure. */
export function spelledFor(
  number: E164,
  form: NumberForm,
  { countryCode, nationalPrefix, internationalPrefix }: TrunkInbound,
): string {
  const digits = number.slice(1);
  switch (form) {
    case 'plus':
      return number;
    case 'digits':
      return digits;
    case 'national':
      return digits.startsWith(countryCode)
        ? nationalPrefix + digits.slice(countryCode.length)
        : (internationalPrefix || '+') + digits;
  }
}
