import type { LoadedLine } from './compare.ts';
import type { Context } from './model.ts';

/**
 * Reads what `dialplan show` prints (22.10.1): contexts, includes, and steps with their evaluated text unchanged.
 * The label of an extension's first step is not printed: compare with `withoutFirstLabels`. Lines are cut at 1,023 bytes.
 */
export function parseShownDialplan(text: string): LoadedLine[] {
  const lines: LoadedLine[] = [];
  let context: string | undefined;
  let extension: string | undefined;
  for (const line of text.split('\n')) {
    const opened = /^\[ Context '(.+)' created by '.*' \]$/.exec(line);
    if (opened) {
      context = opened[1] ?? '';
      extension = undefined;
      lines.push({ context });
      continue;
    }
    if (context === undefined) continue;
    const include = /^ {2}Include => +'(.*)' +\[.*\]$/.exec(line);
    if (include) {
      lines.push({ context, includeContext: include[1] ?? '' });
      continue;
    }
    const hint = /^ {2}(?:'(.*)' =>|) +hint: (.*\S)\s+\[[^\]]*\]$/.exec(line);
    if (hint) {
      extension = hint[1] ?? extension;
      if (extension !== undefined) lines.push({ context, extension, priority: 'hint', application: hint[2] ?? '' });
      continue;
    }
    const step = /^ {2}(?:'(.*)' =>|\s*\[([^\]]*)\]|) +(\d+)\. (\w+)\((.*)\)\s+\[[^\]]*\]$/.exec(line);
    if (!step) continue;
    const [, match, label, priority = '', application = '', appData = ''] = step;
    extension = match ?? extension;
    if (extension === undefined) continue;
    lines.push({ context, extension, priority, application, appData, ...(label === undefined ? {} : { label }) });
  }
  return lines;
}

/**
 * Did all of `dialplan show` arrive? Asterisk (22.10.1) drops lines on a control socket whose reader is 0.1 s late, which
 * a busy process is with some 280 lines. Its last line counts contexts and steps; `includes` is how many there are at least.
 */
export function isWholeDialplan(text: string, includes: number): boolean {
  const [, priorities, contexts] =
    /^-= \d+ extensions? \((\d+) priorit(?:y|ies)\) in (\d+) contexts?\. =-$/m.exec(text) ?? [];
  if (priorities === undefined) return false;
  const lines = parseShownDialplan(text);
  return (
    lines.filter((line) => line.priority !== undefined).length === Number(priorities) &&
    lines.filter((line) => line.priority === undefined && line.includeContext === undefined).length ===
      Number(contexts) &&
    lines.filter((line) => line.includeContext !== undefined).length >= includes
  );
}

/** What `dialplan show` could print of these contexts. */
export const withoutFirstLabels = (contexts: readonly Context[]): Context[] =>
  contexts.map((context) => ({
    ...context,
    extensions: context.extensions.map(({ match, steps }) => ({
      match,
      steps: steps.map((step, index) => (index === 0 ? { application: step.application, data: step.data } : step)),
    })),
  }));
