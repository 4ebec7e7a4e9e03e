/**
 * How a person's name reaches the called phone's display, tried on 22.10.1 with real calls over both stores
 * (callerid.lab.test.ts). Guarantees: any name that the domain's `displayName` accepts arrives unchanged up to
 * 511 bytes, and is cut there between characters; it is never evaluated (`${…}`, `$[…]`, commas and brackets stay text).
 *
 * `callerid` holds `"name" <number>` with `\` and `"` escaped, and Asterisk keeps 79 bytes of the name. A longer
 * one comes by `set_var` as well: Asterisk assigns it to CALLERID(name) when the phone's channel is made.
 * `;` and `^` mean something to ODBC alone, so the MariaDB store encodes them, not this file.
 */
const CALLERID_NAME_BYTES = 79;
const SET_VAR_BYTES = 511;

/** What an extension or an E.164 number looks like; anything else here is a mistake of the caller. */
const NUMBER = /^\+?[0-9*#]{1,40}$/;

/**
 * The endpoint's `callerid` column. Use together with `callerNameVariable`.
 * @param name one line without control characters (the domain refuses others); '' for none
 */
export function formatCallerId(name: string, number: string): string {
  if (!NUMBER.test(number)) throw new TypeError('caller id: the number is not a number');
  // SECURITY: a control character could end the SIP header; upstream refuses it, so here it is a broken assumption.
  if (/\p{Cc}/u.test(name)) throw new TypeError('caller id: control character in a name');
  if (name === '') return `<${number}>`;
  const escaped = fit(name, CALLERID_NAME_BYTES).replace(/[\\"]/g, '\\$&');
  return `"${escaped}" <${number}>`;
}

/** The endpoint's `set_var` column: '' when `callerid` carries the whole name. */
export function callerNameVariable(name: string): string {
  if (Buffer.byteLength(name) <= CALLERID_NAME_BYTES) return '';
  // Asterisk decodes C escapes here (ast_get_encoded_str), so that `a\nb` would become two lines.
  return `CALLERID(name)=${fit(name, SET_VAR_BYTES).replaceAll('\\', '\\\\')}`;
}

/** What the called phone is sent for this name: all of it, except beyond 511 bytes. */
export const shownName = (name: string): string => fit(name, SET_VAR_BYTES);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The longest beginning of whole characters, as a reader sees them, in so many bytes of UTF-8. */
function fit(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let size = 0;
  for (const { segment } of graphemes.segment(text)) {
    size += Buffer.byteLength(segment);
    if (size > bytes) break;
    kept += segment;
  }
  return kept;
}
