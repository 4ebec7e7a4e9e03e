import type { Dialplan, Step } from './model.ts';

/** One event of AMI's ShowDialPlan, by its headers' names in camel case. */
export interface LoadedLine {
  readonly context: string;
  readonly extension?: string;
  readonly priority?: string;
  readonly label?: string;
  readonly application?: string;
  readonly appData?: string;
  readonly includeContext?: string;
}

export type DialplanDifference =
  | { readonly difference: 'missing-context' | 'extra-context'; readonly context: string }
  | {
      readonly difference: 'missing-extension' | 'extra-extension';
      readonly context: string;
      readonly extension: string;
    }
  | {
      readonly difference: 'different-step';
      readonly context: string;
      readonly extension: string;
      readonly priority: number;
      readonly meant: string | null;
      readonly loaded: string | null;
    }
  | {
      readonly difference: 'different-includes';
      readonly context: string;
      readonly meant: readonly string[];
      readonly loaded: readonly string[];
    };

interface LoadedContext {
  readonly includes: string[];
  readonly hints: Map<string, string>;
  readonly extensions: Map<string, Map<number, string>>;
}

/**
 * Compares what Asterisk has loaded with what was meant; empty means equal.
 * `ours` says which loaded contexts must all be meant (an extra one is a difference); contexts of others are left alone.
 */
export function compareDialplan(
  meant: Pick<Dialplan, 'contexts'>,
  loaded: readonly LoadedLine[],
  ours: (context: string) => boolean,
): DialplanDifference[] {
  const differences: DialplanDifference[] = [];
  const there = byContext(loaded);
  const wanted = byContext(meant.contexts.flatMap(linesOf));
  for (const [context, want] of wanted) {
    const have = there.get(context);
    if (!have) {
      differences.push({ difference: 'missing-context', context });
      continue;
    }
    if (want.includes.join() !== have.includes.join())
      differences.push({ difference: 'different-includes', context, meant: want.includes, loaded: have.includes });
    for (const [extension, steps] of want.extensions) {
      const found = have.extensions.get(extension);
      if (!found) differences.push({ difference: 'missing-extension', context, extension });
      else differences.push(...compareSteps({ context, extension }, steps, found));
    }
    differences.push(...compareHints(context, want.hints, have.hints));
    for (const extension of have.extensions.keys())
      if (!want.extensions.has(extension)) differences.push({ difference: 'extra-extension', context, extension });
  }
  for (const context of there.keys())
    if (ours(context) && !wanted.has(context)) differences.push({ difference: 'extra-context', context });
  return differences;
}

function compareSteps(
  where: { context: string; extension: string },
  meant: ReadonlyMap<number, string>,
  loaded: ReadonlyMap<number, string>,
): DialplanDifference[] {
  const priorities = [...new Set([...meant.keys(), ...loaded.keys()])].toSorted((a, b) => a - b);
  return priorities
    .filter((priority) => meant.get(priority) !== loaded.get(priority))
    .map((priority) => ({
      difference: 'different-step',
      ...where,
      priority,
      meant: meant.get(priority) ?? null,
      loaded: loaded.get(priority) ?? null,
    }));
}

/**
 * A pattern that a phone watches has made Asterisk add an extension of its own for that number, with the hint as it was
 * evaluated: no difference, where hints are meant. It runs nothing.
 */
function compareHints(
  context: string,
  meant: ReadonlyMap<string, string>,
  loaded: ReadonlyMap<string, string>,
): DialplanDifference[] {
  const differences: DialplanDifference[] = [];
  for (const [extension, state] of meant) {
    const live = loaded.get(extension);
    if (live === undefined) differences.push({ difference: 'missing-extension', context, extension });
    else if (live !== state)
      differences.push({ difference: 'different-step', context, extension, priority: 0, meant: state, loaded: live });
  }
  for (const extension of loaded.keys())
    if (!meant.has(extension) && (meant.size === 0 || extension.startsWith('_')))
      differences.push({ difference: 'extra-extension', context, extension });
  return differences;
}

const say = (step: {
  readonly label?: string | undefined;
  readonly application?: string | undefined;
  readonly appData?: string | undefined;
}) => `${step.label ? `(${step.label}) ` : ''}${step.application ?? ''}(${step.appData ?? ''})`;

function linesOf({ name, includes, extensions, hints = [] }: Dialplan['contexts'][number]): LoadedLine[] {
  const steps = extensions.flatMap(({ match, steps }) =>
    steps.map((step, index): LoadedLine => ({
      context: name,
      extension: match,
      priority: String(index + 1),
      ...stepHeaders(step),
    })),
  );
  const watched = hints.map(({ match, state }) => ({ ...hintLine(name, match), application: state }));
  return [
    { context: name },
    ...includes.map((includeContext) => ({ context: name, includeContext })),
    ...steps,
    ...watched,
  ];
}
const hintLine = (context: string, extension: string) => ({ context, extension, priority: 'hint' });
const stepHeaders = (step: Step) => ({
  application: step.application,
  appData: step.data,
  ...(step.label === undefined ? {} : { label: step.label }),
});

function byContext(lines: Iterable<LoadedLine>): Map<string, LoadedContext> {
  const contexts = new Map<string, LoadedContext>();
  for (const line of lines) {
    let context = contexts.get(line.context);
    if (!context) contexts.set(line.context, (context = { includes: [], hints: new Map(), extensions: new Map() }));
    if (line.includeContext) context.includes.push(line.includeContext);
    if (line.extension === undefined) continue;
    if (line.priority === 'hint') {
      context.hints.set(line.extension, line.application ?? '');
      continue;
    }
    let steps = context.extensions.get(line.extension);
    if (!steps) context.extensions.set(line.extension, (steps = new Map()));
    const priority = Number(line.priority);
    steps.set(Number.isInteger(priority) ? priority : -1, say(line));
  }
  return contexts;
}
