import { fail, ok, type Result } from '../result.ts';
import type { RuleMatch } from './policy.ts';
import { rangeExpression } from './range.ts';
import { isBackwards, safeExpression } from './safe-regex.ts';

/** AstDB refuses values of 1,024 characters; the core reads no longer ones. */
export const MOST_MATCHER = 900;
export type MatcherProblem = 'range-order' | 'pattern' | 'regex' | 'too-long';

/**
 * One anchored expression for E.164 with its plus sign, in the part of POSIX ERE that means the same to JavaScript's
 * RegExp and to Asterisk's REGEX(): digits, `[+]`, `.`, classes of digits, groups, `|`, `? * +` and `{m,n}`.
 * SECURITY: no backslash, quote, `$` inside or space, so that AstDB and dialplan carry it unchanged.
 */
export function matcherOf(match: RuleMatch): Result<string, MatcherProblem> {
  const inner = expressionOf(match);
  if (!inner.ok) return inner;
  const whole = `^${inner.value}$`;
  return whole.length > MOST_MATCHER ? fail('too-long') : ok(whole);
}

/** Does the compiled expression match? As Asterisk's REGEX() would say. */
export const matches = (matcher: string, e164WithPlus: string): boolean => new RegExp(matcher).test(e164WithPlus);

function expressionOf(match: RuleMatch): Result<string, MatcherProblem> {
  switch (match.by) {
    case 'any':
      return ok('[+][0-9]*');
    case 'prefix':
      return ok(`[+]${match.prefix.slice(1)}[0-9]*`);
    case 'country':
      return ok(`[+](${[...new Set(match.codes)].toSorted().join('|')})[0-9]*`);
    case 'range': {
      const expression = rangeExpression(match.from.slice(1), match.to.slice(1));
      return expression === undefined ? fail('range-order') : ok(`[+]${expression}`);
    }
    case 'pattern': {
      const expression = patternExpression(match.pattern);
      return expression === undefined ? fail('pattern') : ok(expression);
    }
    case 'regex': {
      const expression = safeExpression(match.regex);
      return expression === undefined ? fail('regex') : ok(`(${expression})`);
    }
  }
}

const LETTERS: Readonly<Record<string, string>> = { X: '[0-9]', Z: '[1-9]', N: '[2-9]' };

/** An Asterisk pattern that begins with `_+`: digits, X, Z, N, sets of digits, and at the end `.` (some) or `!` (any). */
function patternExpression(pattern: string): string | undefined {
  const body = /^_\+(.+)$/.exec(pattern)?.[1];
  if (body === undefined) return undefined;
  let expression = '[+]';
  for (let rest = body; rest.length > 0;) {
    const part = /^(\d|[XZN]|\[\d(?:-\d)?(?:\d(?:-\d)?)*\]|[.!]$)/.exec(rest)?.[0];
    if (part === undefined || isBackwards(part)) return undefined;
    expression += part === '.' ? '[0-9]+' : part === '!' ? '[0-9]*' : (LETTERS[part] ?? part);
    rest = rest.slice(part.length);
  }
  return expression;
}
