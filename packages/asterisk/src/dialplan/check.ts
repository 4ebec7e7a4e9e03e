import { problemOfArguments, type ArgumentProblem } from './expression.ts';
import type { Context, FileInclude, Step } from './model.ts';
import { parseDialplan, type DialplanProblem, type ParsedDialplan } from './parse.ts';
import { covers, formOf } from './pattern.ts';
import { targetsOf } from './targets.ts';

/** What is wrong in a set of dialplan files that Asterisk reads together. */
export interface SetProblem {
  readonly file: string;
  /** From 1; null: the file as a whole. */
  readonly line: number | null;
  /** null: outside every context. */
  readonly context: string | null;
  readonly problem:
    | DialplanProblem['problem']
    | ArgumentProblem
    | 'duplicate-context'
    | 'missing-include'
    | 'missing-file'
    | 'dead-goto'
    | 'unknown-application'
    | 'too-long'
    | 'shadowed-extension';
  /** The name or text that the problem is about. */
  readonly what: string;
}

export interface CheckedFile {
  /** Relative to Asterisk's configuration folder, as includes name it. */
  readonly path: string;
  readonly text: string;
}

interface Parsed {
  readonly path: string;
  readonly dialplan: ParsedDialplan;
}

/** `dialplan show` cuts at 1,023 bytes: what is longer can't be compared. */
const MOST_SHOWN = 1_000;

/**
 * Checks files that Asterisk reads together: each by itself, and what they say of each other. Of 12 kinds of broken
 * files a reload reported none (22.10.1).
 * @param known names of applications in lower case; absent: any will do.
 */
export function checkDialplans(files: readonly CheckedFile[], known?: ReadonlySet<string>): SetProblem[] {
  const parsed = files.map(({ path, text }): Parsed => ({ path, dialplan: parseDialplan(text) }));
  const contexts = new Map<string, Context>();
  const problems: SetProblem[] = [];
  for (const { path, dialplan } of parsed) {
    for (const { line, problem } of dialplan.problems)
      problems.push({ file: path, line, context: contextAt(dialplan, line), problem, what: problem });
    for (const context of dialplan.contexts) {
      // Asterisk joins them: one tenant's file could add to another's context.
      if (contexts.has(context.name))
        problems.push({ ...at({ path, dialplan }, context.name), problem: 'duplicate-context', what: context.name });
      else contexts.set(context.name, context);
    }
    for (const include of dialplan.includes)
      if (!include.optional && !files.some((file) => isMatch(include, file.path)))
        problems.push({ file: path, line: null, context: null, problem: 'missing-file', what: include.file });
  }
  for (const file of parsed)
    for (const context of file.dialplan.contexts) problems.push(...checkContext(file, context, { contexts, known }));
  return problems;
}

interface Around {
  readonly contexts: ReadonlyMap<string, Context>;
  readonly known: ReadonlySet<string> | undefined;
}

function checkContext(file: Parsed, context: Context, around: Around): SetProblem[] {
  const problems: SetProblem[] = [];
  for (const name of context.includes)
    if (!around.contexts.has(name))
      problems.push({ ...at(file, context.name), problem: 'missing-include', what: name });
  for (const { match, steps } of context.extensions)
    for (const [index, step] of steps.entries()) {
      const where = () => at(file, context.name, { extension: match, priority: index + 1 });
      const problem = problemOfStep(step, around);
      if (problem)
        problems.push({ ...where(), problem, what: problem === 'unknown-application' ? step.application : step.data });
      for (const target of targetsOf(step, { context: context.name, extension: match }))
        if (!target.exists(around.contexts)) problems.push({ ...where(), problem: 'dead-goto', what: target.text });
    }
  for (const hidden of hiddenIn(context, around.contexts))
    problems.push({ ...at(file, context.name), problem: 'shadowed-extension', what: hidden });
  return problems;
}

function problemOfStep(step: Step, { known }: Around): SetProblem['problem'] | undefined {
  if (known && !known.has(step.application.toLowerCase())) return 'unknown-application';
  if (step.data.length > MOST_SHOWN) return 'too-long';
  return problemOfArguments(step.data);
}

/** Extensions of an include that a context searched before it takes all calls from; and one written in two ways. */
function hiddenIn(context: Context, contexts: ReadonlyMap<string, Context>): string[] {
  const hidden: string[] = [];
  const forms = new Set<string>();
  for (const { match } of context.extensions) {
    const form = formOf(match);
    if (forms.has(form)) hidden.push(`${context.name}/${match}`);
    forms.add(form);
  }
  const before = context.extensions.map((extension) => extension.match);
  for (const name of context.includes) {
    const included = contexts.get(name);
    for (const { match } of included?.extensions ?? []) {
      if (before.some((outer) => covers(outer, match))) hidden.push(`${name}/${match}`);
    }
    before.push(...(included?.extensions ?? []).map((extension) => extension.match));
  }
  return hidden;
}

/** Where a context, or a step of it, stands in its file. */
function at(
  { path, dialplan }: Parsed,
  context: string,
  step?: { readonly extension: string; readonly priority: number },
): Pick<SetProblem, 'file' | 'line' | 'context'> {
  const found = dialplan.places.findLast(
    (place) =>
      place.context === context &&
      place.extension === (step?.extension ?? null) &&
      place.priority === (step?.priority ?? null),
  );
  return { file: path, line: found?.line ?? null, context };
}

const contextAt = (dialplan: ParsedDialplan, line: number): string | null =>
  dialplan.places.findLast((place) => place.line <= line)?.context ?? null;

/** A `*` stands for anything but a slash. */
function isMatch({ file }: FileInclude, path: string): boolean {
  const pattern = file.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('[^/]*')}$`).test(path);
}
