import type { OutboundRule, RuleMatch } from '@synergycall/domain';
import { formatNumber, t } from '@synergycall/ui';
import { codeText } from './calling-codes.ts';

const NAMED = 3;

/** Which numbers a rule is about: "Germany, Austria", "Begins with +491900". */
export function matchText(match: RuleMatch): string {
  switch (match.by) {
    case 'any':
      return t('policy.match.any');
    case 'prefix':
      return t('policy.match.prefix.is', { prefix: match.prefix });
    case 'range':
      return t('policy.match.range.is', { from: formatNumber(match.from), to: formatNumber(match.to) });
    case 'country': {
      const rest = match.codes.length - NAMED;
      const named = rest < 2 ? match.codes : match.codes.slice(0, NAMED);
      const names = named.map((code) => codeText(code)).join(', ');
      return rest < 2 ? names : t('policy.code.more', { names, n: rest });
    }
    case 'pattern':
      return t('policy.match.pattern.is', { pattern: match.pattern });
    case 'regex':
      return t('policy.match.regex.is', { regex: match.regex });
  }
}

/** What it does with the digits; undefined: nothing. */
export function digitsText(act: OutboundRule['act']): string | undefined {
  if (act.does === 'deny') return undefined;
  const said = [
    ...(act.strip > 0 ? [t('policy.rule.strips', { n: act.strip })] : []),
    ...(act.prepend === '' ? [] : [t('policy.rule.prepends', { digits: act.prepend })]),
  ];
  return said.length === 0 ? undefined : said.join(', ');
}

/** By which trunks, in their order. */
export const trunksText = (act: OutboundRule['act'], names: ReadonlyMap<string, string>): string =>
  act.does === 'deny' ? '' : act.trunks.map((id) => names.get(id) ?? t('policy.trunk.gone')).join(', ');
