import { logicalLines } from '../lines.ts';
import type { Context, Dialplan, FileInclude, Hint, Step } from './model.ts';

export interface DialplanProblem {
  /** From 1. */
  readonly line: number;
  readonly problem: 'no-context' | 'syntax' | 'priority' | 'no-extension' | 'unknown-directive' | 'duplicate-priority';
}
/** Where something stands: a context (`extension` null), one of its includes, or a step. Lines count from 1. */
export interface DialplanPlace {
  readonly line: number;
  readonly context: string;
  readonly extension: string | null;
  readonly priority: number | null;
}
export interface ParsedDialplan extends Dialplan {
  readonly problems: readonly DialplanProblem[];
  readonly places: readonly DialplanPlace[];
}

interface Building {
  readonly name: string;
  readonly includes: string[];
  readonly extensions: { match: string; steps: Step[] }[];
  hints?: Hint[];
}

/** Reads dialplan text: ours fully; what we never write (numeric gaps, switches) is named in `problems`. */
export function parseDialplan(text: string): ParsedDialplan {
  const contexts: Building[] = [];
  const includes: FileInclude[] = [];
  const problems: DialplanProblem[] = [];
  const places: DialplanPlace[] = [];
  let match: string | undefined;

  for (const { line, content } of logicalLines(text)) {
    const complain = (problem: DialplanProblem['problem']) => problems.push({ line, problem });
    const directive = /^#(include|tryinclude)\s+["<]?([^">]+)[">]?$/.exec(content);
    const header = /^\[([^\]]+)\]$/.exec(content);
    const assignment = /^([A-Za-z]+)\s*=>?\s*(.*)$/.exec(content);
    const current = contexts.at(-1);
    if (directive) includes.push({ file: directive[2] ?? '', optional: directive[1] === 'tryinclude' });
    else if (content.startsWith('#')) complain('unknown-directive');
    else if (header) {
      contexts.push({ name: header[1] ?? '', includes: [], extensions: [] });
      places.push({ line, context: header[1] ?? '', extension: null, priority: null });
      match = undefined;
    } else if (!assignment) complain('syntax');
    else if (!current) complain('no-context');
    else if (assignment[1] === 'include') current.includes.push(assignment[2] ?? '');
    else if (assignment[1] === 'exten' || assignment[1] === 'same') {
      const hint = /^([^,]+?)\s*,\s*hint\s*,\s*(\S.*)$/.exec(assignment[1] === 'exten' ? (assignment[2] ?? '') : '');
      if (hint) {
        (current.hints ??= []).push({ match: hint[1] ?? '', state: hint[2] ?? '' });
        places.push({ line, context: current.name, extension: hint[1] ?? '', priority: null });
        continue;
      }
      const found = readExten(assignment[1], assignment[2] ?? '', match);
      if ('problem' in found) complain(found.problem);
      else {
        match = found.match;
        const placed = place(current, found);
        if (typeof placed === 'string') complain(placed);
        else places.push({ line, context: current.name, extension: found.match, priority: placed });
      }
    } else complain('unknown-directive');
  }
  return { contexts: contexts satisfies Context[], includes, problems, places };
}

interface Exten {
  readonly match: string;
  readonly priority: number | 'n';
  readonly step: Step;
}

function readExten(
  keyword: 'exten' | 'same',
  text: string,
  previous: string | undefined,
): Exten | { problem: DialplanProblem['problem'] } {
  let rest = text;
  let match = previous;
  if (keyword === 'exten') {
    const comma = rest.indexOf(',');
    if (comma < 0) return { problem: 'syntax' };
    match = rest.slice(0, comma).trim();
    rest = rest.slice(comma + 1);
  }
  if (match === undefined || match === '') return { problem: 'no-extension' };
  const parts = /^\s*([^,(\s]+)(?:\(([^)]*)\))?\s*,\s*([A-Za-z0-9_]+)\s*(?:\((.*)\))?$/.exec(rest);
  if (!parts) return { problem: 'syntax' };
  const [, number = '', label, application = '', data = ''] = parts;
  if (number !== 'n' && !/^[1-9]\d*$/.test(number)) return { problem: 'priority' };
  const step = { application, data };
  return {
    match,
    priority: number === 'n' ? 'n' : Number(number),
    step: label === undefined ? step : { label, ...step },
  };
}

/** The priority that it got, or what is wrong with it. */
function place(context: Building, { match, priority, step }: Exten): DialplanProblem['problem'] | number {
  let extension = context.extensions.find((one) => one.match === match);
  if (!extension) {
    extension = { match, steps: [] };
    context.extensions.push(extension);
  }
  const next = extension.steps.length + 1;
  if (priority !== 'n' && priority !== next) return priority < next ? 'duplicate-priority' : 'priority';
  extension.steps.push(step);
  return next;
}
