import { voicemailPin } from '@synergycall/domain';

const DIGITS = 6;

/** Six digits by chance, none of those that everybody tries. */
export function suggestPin(): string {
  const bytes = new Uint8Array(DIGITS * 4);
  for (;;) {
    crypto.getRandomValues(bytes);
    // 250 is the last multiple of ten in a byte: what lies above would favour the low digits.
    const pin = [...bytes]
      .filter((byte) => byte < 250)
      .slice(0, DIGITS)
      .map((byte) => byte % 10)
      .join('');
    if (pin.length === DIGITS && voicemailPin.safeParse(pin).success) return pin;
  }
}
