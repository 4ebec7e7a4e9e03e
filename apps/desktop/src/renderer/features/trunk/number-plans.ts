import type { TrunkInbound } from '@synergycall/domain';

/** How a country's numbers are written: what a carrier there expects, until it says otherwise. */
export type NumberPlan = Pick<TrunkInbound, 'countryCode' | 'nationalPrefix' | 'internationalPrefix' | 'bare'>;

/** By ISO code: calling code, before numbers of the country, before those of all countries (ITU-T E.164 and E.123). */
const WRITTEN: Readonly<Record<string, readonly [string, string, string]>> = {
  // Before Canada: with one plan for both, the bigger one stands for it.
  US: ['1', '1', '011'],
  AR: ['54', '0', '00'],
  AT: ['43', '0', '00'],
  AU: ['61', '0', '0011'],
  BE: ['32', '0', '00'],
  BG: ['359', '0', '00'],
  CA: ['1', '1', '011'],
  CH: ['41', '0', '00'],
  CZ: ['420', '', '00'],
  DE: ['49', '0', '00'],
  DK: ['45', '', '00'],
  EE: ['372', '', '00'],
  ES: ['34', '', '00'],
  FI: ['358', '0', '00'],
  FR: ['33', '0', '00'],
  GB: ['44', '0', '00'],
  GR: ['30', '', '00'],
  HR: ['385', '0', '00'],
  HU: ['36', '06', '00'],
  IE: ['353', '0', '00'],
  IN: ['91', '0', '00'],
  IT: ['39', '', '00'],
  JP: ['81', '0', '010'],
  LT: ['370', '0', '00'],
  LU: ['352', '', '00'],
  LV: ['371', '', '00'],
  MX: ['52', '', '00'],
  NL: ['31', '0', '00'],
  NO: ['47', '', '00'],
  NZ: ['64', '0', '00'],
  PL: ['48', '', '00'],
  PT: ['351', '', '00'],
  RO: ['40', '0', '00'],
  SE: ['46', '0', '00'],
  SI: ['386', '0', '00'],
  SK: ['421', '0', '00'],
  TR: ['90', '0', '00'],
  UA: ['380', '0', '00'],
  ZA: ['27', '0', '00'],
};
/** Zones that tell the country without doubt. */
const ZONES: Readonly<Record<string, string>> = {
  'America/Chicago': 'US',
  'America/Denver': 'US',
  'America/Los_Angeles': 'US',
  'America/New_York': 'US',
  'America/Toronto': 'CA',
  'Asia/Tokyo': 'JP',
  'Australia/Sydney': 'AU',
  'Europe/Amsterdam': 'NL',
  'Europe/Athens': 'GR',
  'Europe/Berlin': 'DE',
  'Europe/Brussels': 'BE',
  'Europe/Bucharest': 'RO',
  'Europe/Budapest': 'HU',
  'Europe/Copenhagen': 'DK',
  'Europe/Dublin': 'IE',
  'Europe/Helsinki': 'FI',
  'Europe/Istanbul': 'TR',
  'Europe/Kyiv': 'UA',
  'Europe/Lisbon': 'PT',
  'Europe/London': 'GB',
  'Europe/Luxembourg': 'LU',
  'Europe/Madrid': 'ES',
  'Europe/Oslo': 'NO',
  'Europe/Paris': 'FR',
  'Europe/Prague': 'CZ',
  'Europe/Riga': 'LV',
  'Europe/Rome': 'IT',
  'Europe/Sofia': 'BG',
  'Europe/Stockholm': 'SE',
  'Europe/Tallinn': 'EE',
  'Europe/Vienna': 'AT',
  'Europe/Vilnius': 'LT',
  'Europe/Warsaw': 'PL',
  'Europe/Zurich': 'CH',
};

export function planOf(country: string): NumberPlan | undefined {
  const written = WRITTEN[country];
  if (!written) return undefined;
  const [countryCode, nationalPrefix, internationalPrefix] = written;
  // In North America ten digits are a number of the country; elsewhere bare digits begin with the calling code.
  return { countryCode, nationalPrefix, internationalPrefix, bare: countryCode === '1' ? 'national' : 'e164' };
}

/** undefined: nothing is guessed. */
export const countryIn = (timezone: string): string | undefined => ZONES[timezone];

/** A country whose plan this is; several have one plan (US and Canada). */
export const countryWith = (plan: NumberPlan): string | undefined =>
  Object.keys(WRITTEN).find((country) => isPlanOf(country, plan));

export function isPlanOf(country: string, plan: NumberPlan): boolean {
  const own = planOf(country);
  return (
    own !== undefined &&
    own.countryCode === plan.countryCode &&
    own.nationalPrefix === plan.nationalPrefix &&
    own.internationalPrefix === plan.internationalPrefix &&
    own.bare === plan.bare
  );
}

const names = new Intl.DisplayNames('en', { type: 'region' });
/** By name, with the calling code behind: "Germany (+49)". */
export const countryOptions = (): { value: string; label: string }[] =>
  Object.entries(WRITTEN)
    .map(([value, [code]]) => ({ value, label: `${names.of(value) ?? value} (+${code})` }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en'));
