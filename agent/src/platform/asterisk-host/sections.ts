export interface Section {
  readonly name: string;
  /** Lines without comments and blanks, trimmed, in order. Directives (`#include`) are left out. */
  readonly lines: readonly string[];
  /** `[name](!)`: Asterisk passes over it; others may take its lines over. */
  readonly isTemplate: boolean;
}

/**
 * Reads an Asterisk configuration text far enough to know which line stands in which section: `;` and
 * `;-- … --;` comments, `\;` escapes, `[name](+)` and `[name](template)`. Does not follow includes.
 */
export function parseSections(text: string): Section[] {
  const sections: { name: string; lines: string[]; isTemplate: boolean }[] = [];
  const bare = text.replace(/;--(?!-)[\s\S]*?--;/g, '');
  for (const raw of bare.split('\n')) {
    const line = raw.replace(/(^|[^\\]);.*$/, '$1').trim();
    const head = /^\[([^\]]+)\](\(.*!.*\))?/.exec(line);
    if (head?.[1]) sections.push({ name: head[1], lines: [], isTemplate: head[2] !== undefined });
    else if (line && !line.startsWith('#')) sections.at(-1)?.lines.push(line);
  }
  return sections;
}
