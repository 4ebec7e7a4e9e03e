/** Of the tenant SC_T in the generation SC_G, both clean. */
export const GENERATION = 'sc/g/${SC_T}/${SC_G}';
/** True when FILTER took something away, or nothing is there. */
export const damaged = (clean: string, raw = 'SC_R'): string =>
  `$[\${LEN(\${${clean}})} = 0 | \${LEN(\${${clean}})} != \${LEN(\${${raw}})}]`;
/** Of tags and ids, for FILTER. A dash, of endpoints, comes right behind it: after anything but a range it is taken for one (22.10.1). */
export const TAG_ALPHABET = '0-9a-hjkmnp-tv-z';
/** Of AstDB's live keys, to be compared with `"suspended"`. Fails closed: a damaged value that still spells the word counts. */
export const TENANT_STATE = '"${FILTER(a-z,${DB(sc/live/${SC_T}/state)})}"';
/** The same of the person SC_U. */
export const USER_STATE = '"${FILTER(a-z,${DB(sc/live/${SC_T}/u/${SC_U}/state)})}"';
