/** Of the tenant SC_T in the generation SC_G, both clean. */
export const GENERATION = 'sc/g/${SC_T}/${SC_G}';
/** True when FILTER took something away, or nothing is there. */
export const damaged = (clean: string, raw = 'SC_R'): string =>
  `$[\${LEN(\${${clean}})} = 0 | \${LEN(\${${clean}})} != \${LEN(\${${raw}})}]`;
/** Of tags and ids, for FILTER. A dash, of endpoints, comes right behind it: after anything but a range it is taken for one (22.10.1). */
export const TAG_ALPHABET = '0-9a-hjkmnp-tv-z';
