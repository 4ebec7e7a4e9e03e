import type { Dialling, OutboundRule, RuleMatch } from './policy.ts';

/** What an id is called now; the id itself where nobody knows. */
export type NameOf = (id: string) => string;

/** A rule in a line, ready to be shown: "Germany: +49… allow by Main carrier, Backup". */
export function ruleText({ name, match, hours, act }: OutboundRule, nameOf: NameOf): string {
  const when = hours ? ` ${hours.inside ? 'in' : 'outside'} the hours of ${nameOf(hours.flowId)}` : '';
  return `${name}: ${matchText(match)}${when} ${actText(act, nameOf)}`;
}

function matchText(match: RuleMatch): string {
  switch (match.by) {
    case 'any':
      return '+…';
    case 'prefix':
      return `${match.prefix}…`;
    case 'range':
      return `${match.from}–${match.to}`;
    case 'country':
      return match.codes.map((code) => `+${code}…`).join(', ');
    case 'pattern':
      return match.pattern;
    case 'regex':
      return `/${match.regex}/`;
  }
}

function actText(act: OutboundRule['act'], nameOf: NameOf): string {
  if (act.does === 'deny') return 'deny';
  const spelled = [
    ...(act.strip > 0 ? [`first ${act.strip === 1 ? 'digit' : `${act.strip} digits`} off`] : []),
    ...(act.prepend === '' ? [] : [`${act.prepend} before`]),
  ];
  const how = spelled.length === 0 ? '' : ` (${spelled.join(', ')})`;
  return `allow by ${act.trunks.map(nameOf).join(', ')}${how}`;
}

/** A tenant's dialling habits in a line: "+49, national 0, international 00, outside 9". */
export function diallingText(dialling: Dialling): string {
  const { countryCode, nationalPrefix, internationalPrefix, outsidePrefix, bare, areaCode } = dialling;
  return [
    `+${countryCode}`,
    ...(nationalPrefix === '' ? [] : [`national ${nationalPrefix}`]),
    ...(internationalPrefix === '' ? [] : [`international ${internationalPrefix}`]),
    ...(outsidePrefix === '' ? [] : [`outside ${outsidePrefix}`]),
    ...(bare === 'none' ? [] : [`without prefix ${bare}`]),
    ...(areaCode === '' ? [] : [`area ${areaCode}`]),
  ].join(', ');
}
