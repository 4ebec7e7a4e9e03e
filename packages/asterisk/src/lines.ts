/** The lines of a configuration file that say something: comments (`; …` and `;-- … --;`) and blank lines left out. */
export function* logicalLines(text: string): Generator<{ readonly line: number; readonly content: string }> {
  let inBlock = false;
  for (const [index, raw] of text.split('\n').entries()) {
    let rest = raw;
    if (inBlock) {
      const end = rest.indexOf('--;');
      if (end < 0) continue;
      inBlock = false;
      rest = rest.slice(end + 3);
    }
    const { kept, opens } = withoutComment(rest);
    inBlock = opens;
    const content = kept.trim();
    if (content !== '') yield { line: index + 1, content };
  }
}

function withoutComment(line: string): { kept: string; opens: boolean } {
  for (let at = line.indexOf(';'); at >= 0; at = line.indexOf(';', at + 1)) {
    if (line[at - 1] === '\\') continue;
    return {
      kept: line.slice(0, at),
      opens: line.startsWith(';--', at) && line[at + 3] !== '-' && !line.includes('--;', at + 3),
    };
  }
  return { kept: line, opens: false };
}
