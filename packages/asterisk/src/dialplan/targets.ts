import type { Context, Step } from './model.ts';
import { takes } from './pattern.ts';

/** Where a step sends a call, as far as its text says it. */
export interface Target {
  readonly text: string;
  exists(contexts: ReadonlyMap<string, Context>): boolean;
}

/** Goto, Gosub and their conditional forms; parts that are variables are taken on trust. */
export function targetsOf(
  { application, data }: Step,
  here: { readonly context: string; readonly extension: string },
): Target[] {
  switch (application.toLowerCase()) {
    case 'goto':
      return [targetOf(data, here)];
    case 'gosub':
      return [targetOf(data.replace(/\(.*\)$/s, ''), here)];
    case 'gotoif':
    case 'gosubif':
    case 'gotoiftime': {
      const question = topLevel(data, '?');
      if (question === undefined) return [];
      const branches = data.slice(question + 1);
      const colon = topLevel(branches, ':');
      const texts = colon === undefined ? [branches] : [branches.slice(0, colon), branches.slice(colon + 1)];
      return texts.filter((text) => text !== '').map((text) => targetOf(text.replace(/\(.*\)$/s, ''), here));
    }
    default:
      return [];
  }
}

function targetOf(text: string, here: { readonly context: string; readonly extension: string }): Target {
  const parts = text.split(',');
  const priority = parts.at(-1) ?? '';
  const extension = parts.length > 1 ? (parts.at(-2) ?? '') : here.extension;
  const context = parts.length > 2 ? (parts.at(-3) ?? '') : here.context;
  return {
    text,
    exists(contexts) {
      // A comma inside a substitution: not ours to judge.
      if (parts.length > 3 || hasVariable(context)) return true;
      const found = contexts.get(context);
      if (!found) return false;
      if (hasVariable(extension)) return true;
      const steps = parts.length === 1 ? stepsAt(found, extension, true) : reach(contexts, found, extension);
      if (!steps) return false;
      if (hasVariable(priority)) return true;
      return /^\d+$/.test(priority)
        ? Number(priority) >= 1 && Number(priority) <= steps.length
        : steps.some((step) => step.label === priority);
    },
  };
}

const hasVariable = (text: string): boolean => text.includes('$');

function stepsAt(context: Context, extension: string, literally: boolean): readonly Step[] | undefined {
  return context.extensions.find(({ match }) => (literally ? match === extension : takes(match, extension)))?.steps;
}

/** As Asterisk searches: the context, then its includes; a name before a pattern. */
function reach(contexts: ReadonlyMap<string, Context>, start: Context, extension: string): readonly Step[] | undefined {
  const seen = new Set<string>();
  const search = (context: Context): readonly Step[] | undefined => {
    seen.add(context.name);
    const own = stepsAt(context, extension, true) ?? stepsAt(context, extension, false);
    if (own) return own;
    for (const name of context.includes) {
      const included = contexts.get(name);
      const found = included && !seen.has(name) ? search(included) : undefined;
      if (found) return found;
    }
    return undefined;
  };
  return search(start);
}

/** The place of a sign outside of `${…}`, `$[…]` and quotes. */
function topLevel(text: string, sign: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted && depth === 0;
    if (character === '$' && (text[at + 1] === '{' || text[at + 1] === '[')) {
      depth += 1;
      at += 1;
    } else if ((character === '}' || character === ']') && depth > 0) depth -= 1;
    else if (character === sign && depth === 0 && !quoted) return at;
  }
  return undefined;
}
