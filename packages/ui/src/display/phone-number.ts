/** Calling codes of one and two digits; every other one has three (ITU-T E.164). */
const SHORT = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);
const codeLength = (digits: string): number => [1, 2].find((n) => SHORT.has(digits.slice(0, n))) ?? 3;

/** In threes from the left, so that the last group has two to four digits: "3012345678" -> "301 234 5678". */
function inGroups(digits: string): string[] {
  const groups: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    groups.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  return rest === '' ? groups : [...groups, rest];
}

/** An E.164 number as one reads it aloud: "+4930123456" -> "+49 301 234 56". Anything else is left as it is. */
export function formatNumber(number: string): string {
  const digits = /^\+([1-9]\d{6,14})$/.exec(number)?.[1];
  if (digits === undefined) return number;
  const length = codeLength(digits);
  return [`+${digits.slice(0, length)}`, ...inGroups(digits.slice(length))].join('\u00a0');
}
