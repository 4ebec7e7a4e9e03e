import { z } from 'zod';

/**
 * Characters that never belong in a one-line name: controls (C0, DEL, C1), line and paragraph separators,
 * and the bidirectional overrides that make a name read as another. Refused, never repaired.
 */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is looked for
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

// oxlint-disable-next-line no-control-regex -- those of them that break a line or are not drawn
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
/** What others sent, without line breaks and other controls: each run of them becomes a blank. */
export const withoutControls = (text: string): string => text.replaceAll(CONTROL, ' ');

/** One line of a person's text of at most `max` characters (code points), no outer white space. */
export const oneLine = (max: number) =>
  z
    .string()
    .refine((s) => s.length > 0 && s.trim().length > 0, { error: 'text.empty' })
    .refine((s) => Array.from(s).length <= max, { error: 'text.too-long', params: { max } })
    .refine((s) => s === s.trim(), { error: 'text.outer-space' })
    .refine((s) => !FORBIDDEN.test(s), { error: 'text.control-character' })
    .refine((s) => s.isWellFormed(), { error: 'text.broken-unicode' });

export const displayName = oneLine(200);
export const label = oneLine(80);

/** Lower-cased on parsing, so that one person has one account. */
export const email = z
  .string()
  .max(254)
  .transform((s) => s.trim().toLowerCase())
  .pipe(z.email({ error: 'text.not-an-email' }));

/** IANA time zone. Asterisk takes an unknown zone silently as "closed", so unknown ones are refused here. */
export const timezone = z.string().refine(isTimezone, { error: 'text.unknown-timezone' });

function isTimezone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z][\w+/-]+$/.test(zone);
  } catch {
    return false;
  }
}
