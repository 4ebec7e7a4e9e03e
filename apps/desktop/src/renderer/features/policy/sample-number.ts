import {
  SENT_DIGITS,
  matcherOf,
  matches,
  spelledFor,
  type E164,
  type RuleMatch,
  type TrunkView,
} from '@synergycall/domain';

const REST = '301234567';
const AMERICAN = '2025550123';

/** A number that the rule is about, for examples; undefined while what is written matches none that can be guessed. */
export function sampleFor(match: RuleMatch): E164 | undefined {
  const digits = guess(match);
  if (digits === undefined || !/^[1-9]\d{6,14}$/.test(digits)) return undefined;
  const matcher = matcherOf(match);
  return matcher.ok && matches(matcher.value, `+${digits}`) ? (`+${digits}` as E164) : undefined;
}

const national = (code: string): string => code + (code === '1' ? AMERICAN : REST);

function guess(match: RuleMatch): string | undefined {
  switch (match.by) {
    case 'any':
      return national('49');
    case 'prefix':
      return (match.prefix.slice(1) + REST).slice(0, Math.max(11, match.prefix.length - 1));
    case 'range':
      return match.from.slice(1);
    case 'country':
      return match.codes[0] === undefined ? undefined : national(match.codes[0]);
    case 'pattern':
      return match.pattern
        .replace(/^_\+/, '')
        .replaceAll(/[XZN]/g, '5')
        .replaceAll(/\[(\d)[^\]]*\]/g, '$1')
        .replace(/[.!]$/, '301234');
    case 'regex':
      return undefined;
  }
}

/** How a call goes out. `length`: too few or too many digits would be left, so the rule would be passed over. */
export type Sent = { readonly tag: 'sent'; readonly as: string } | { readonly tag: 'length' };

/** What is sent of a number: as the rule makes it, or, where it changes nothing, as the trunk spells it. */
export function sentAs(
  number: E164,
  act: { readonly strip: number; readonly prepend: string },
  trunk: Pick<TrunkView, 'called' | 'inbound'> | undefined,
): Sent {
  const wanted = number.slice(1);
  const digits = act.prepend + wanted.slice(act.strip);
  if (digits.length < SENT_DIGITS.least || digits.length > SENT_DIGITS.most) return { tag: 'length' };
  if (digits !== wanted) return { tag: 'sent', as: digits };
  return { tag: 'sent', as: trunk ? spelledFor(number, trunk.called.form, trunk.inbound) : number };
}
