import type { FileInclude } from '../dialplan/model.ts';
import { logicalLines } from '../lines.ts';
import type { Section } from './write.ts';

export interface ParsedSections {
  readonly sections: readonly Section[];
  readonly includes: readonly FileInclude[];
  /** Line numbers, from 1, that were not understood. */
  readonly problems: readonly { readonly line: number; readonly problem: 'syntax' | 'no-section' }[];
}

/** Reads key=value sections; templates (`[a](!)`) and `#exec` are not ours and are named as problems. */
export function parseSections(text: string): ParsedSections {
  const sections: { name: string; settings: [string, string][] }[] = [];
  const includes: FileInclude[] = [];
  const problems: { line: number; problem: 'syntax' | 'no-section' }[] = [];
  for (const { line, content } of logicalLines(text)) {
    const directive = /^#(include|tryinclude)\s+["<]?([^">]+)[">]?$/.exec(content);
    const header = /^\[([^\]]+)\]$/.exec(content);
    const setting = /^([A-Za-z0-9_]+)\s*=>?\s*(.*)$/.exec(content);
    const current = sections.at(-1);
    if (directive) includes.push({ file: directive[2] ?? '', optional: directive[1] === 'tryinclude' });
    else if (header) sections.push({ name: header[1] ?? '', settings: [] });
    else if (!setting) problems.push({ line, problem: 'syntax' });
    else if (!current) problems.push({ line, problem: 'no-section' });
    else current.settings.push([setting[1] ?? '', (setting[2] ?? '').replaceAll('\\;', ';')]);
  }
  return { sections, includes, problems };
}
