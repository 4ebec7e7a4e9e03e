const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A first password that can be read out: four groups of four from 31 unmistakable signs, about 79 bits. */
export function suggestPassword(): string {
  // 248 is the largest multiple of 31 below 256: bytes above it would favour some signs.
  const signs: string[] = [];
  while (signs.length < 16)
    for (const byte of crypto.getRandomValues(new Uint8Array(32)))
      if (byte < 248 && signs.length < 16) signs.push(ALPHABET[byte % 31] ?? '');
  return (signs.join('').match(/.{4}/g) ?? []).join('-');
}
