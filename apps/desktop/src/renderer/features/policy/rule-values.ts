import type { OutboundRule, RuleMatch } from '@synergycall/domain';
import { matchText } from './rule-words.ts';

/** What the form of a rule holds: every kind of match keeps what was written for it while one tries another. */
export interface RuleValues {
  name: string;
  by: RuleMatch['by'];
  prefix: string;
  from: string;
  to: string;
  codes: string[];
  pattern: string;
  regex: string;
  when: 'always' | 'inside' | 'outside';
  flowId: string | null;
  does: 'allow' | 'deny';
  strip: number | string;
  prepend: string;
  trunks: string[];
}
export type RuleField = keyof RuleValues;

/** `trunks`: those that are offered at first. */
export const newRule = (trunks: readonly string[]): RuleValues => ({
  name: '',
  by: 'country',
  prefix: '',
  from: '',
  to: '',
  codes: [],
  pattern: '',
  regex: '',
  when: 'always',
  flowId: null,
  does: 'allow',
  strip: 0,
  prepend: '',
  trunks: [...trunks],
});

export function valuesOf({ name, match, hours, act }: OutboundRule): RuleValues {
  const { by, ...written } = match;
  return {
    ...newRule([]),
    ...structuredClone(written),
    by,
    name,
    ...(hours ? { when: hours.inside ? ('inside' as const) : ('outside' as const), flowId: hours.flowId } : {}),
    ...(act.does === 'deny'
      ? { does: 'deny' as const }
      : { does: 'allow' as const, strip: act.strip, prepend: act.prepend, trunks: [...act.trunks] }),
  };
}

/** As people write numbers, and as they are sent: without what stands between digits, 00 as a plus sign. */
const asNumber = (written: string): string => written.replaceAll(/[\s()./\u2010-\u2015-]/g, '').replace(/^00/, '+');

/** What the agent takes as match; it says what is wrong with it. */
export function matchOf(v: RuleValues): RuleMatch {
  switch (v.by) {
    case 'any':
      return { by: 'any' };
    case 'prefix':
      return { by: 'prefix', prefix: asNumber(v.prefix) };
    case 'range': {
      const [from, to] = [asNumber(v.from), asNumber(v.to)];
      return { by: 'range', from, to } as Extract<RuleMatch, { by: 'range' }>;
    }
    case 'country':
      return { by: 'country', codes: v.codes };
    case 'pattern':
      return { by: 'pattern', pattern: v.pattern.trim() };
    case 'regex':
      return { by: 'regex', regex: v.regex.trim() };
  }
}

/** The most characters of a name. */
const MOST = 200;

/** What the agent takes of the form. A rule without a name is called after what it matches. */
export function ruleOf(v: RuleValues): OutboundRule {
  const match = matchOf(v);
  const hours = v.when === 'always' ? null : { inside: v.when === 'inside', flowId: v.flowId };
  const act =
    v.does === 'deny'
      ? { does: 'deny' as const }
      : {
          does: 'allow' as const,
          strip: v.strip === '' ? 0 : Number(v.strip),
          prepend: v.prepend.trim(),
          trunks: v.trunks,
        };
  // While it matches nothing yet, that is what is wrong with it, and not its name.
  const named = matchText(match).slice(0, MOST).trim() || '–';
  const name = v.name.trim() === '' ? named : v.name.trim();
  return { name, match, hours, act } as OutboundRule;
}

/** The fields by the paths of the contract. */
export const PATHS: Readonly<Record<string, RuleField>> = {
  'match.prefix': 'prefix',
  'match.from': 'from',
  'match.to': 'to',
  'match.codes': 'codes',
  'match.pattern': 'pattern',
  'match.regex': 'regex',
  'hours.flowId': 'flowId',
  'act.strip': 'strip',
  'act.prepend': 'prepend',
  'act.trunks': 'trunks',
};

/** The field that is wrong when what matches can't be told to Asterisk. */
export function fieldOfMatch(by: RuleMatch['by']): RuleField {
  switch (by) {
    case 'any':
      return 'by';
    case 'country':
      return 'codes';
    case 'range':
      return 'to';
    case 'prefix':
    case 'pattern':
    case 'regex':
      return by;
  }
}
