/**
 * Reads a person's regular expression and writes it again in the shared part of the two engines; undefined: it holds
 * something else. Groups may be optional but not repeated: so no engine is brought to its knees, neither by time nor,
 * as regcomp can be with nested counts, by memory. `^` and `$` at the ends are understood: it is anchored anyway.
 */
export function safeExpression(written: string): string | undefined {
  const reader = { text: written.replace(/^\^/, '').replace(/\$$/, ''), at: 0, depth: 0 };
  const expression = alternatives(reader);
  return reader.at === reader.text.length ? expression : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

function alternatives(reader: Reader): string | undefined {
  const all: string[] = [];
  do {
    const one = sequence(reader);
    if (one === undefined) return undefined;
    all.push(one);
  } while (take(reader, /^\|/) !== undefined);
  return all.join('|');
}

function sequence(reader: Reader): string | undefined {
  let expression = '';
  for (;;) {
    const part = group(reader) ?? atom(reader);
    if (part === undefined) break;
    expression += part;
  }
  return expression === '' ? undefined : expression;
}

function group(reader: Reader): string | undefined {
  if (reader.depth >= 5) return undefined;
  const before = reader.at;
  if (take(reader, /^\((\?:)?/) === undefined) return undefined;
  reader.depth++;
  const inner = alternatives(reader);
  reader.depth--;
  if (inner !== undefined && take(reader, /^\)/) !== undefined) return `(${inner})${take(reader, /^\?/) ?? ''}`;
  reader.at = before;
  return undefined;
}

function atom(reader: Reader): string | undefined {
  const before = reader.at;
  const one = take(reader, /^(\d|\\\+|\[\+\]|\.|\\d|\[\^?(?:\d-\d|\d)+\])/);
  if (one === undefined || isBackwards(one)) {
    reader.at = before;
    return undefined;
  }
  const often = take(reader, /^([?*+]|\{\d{1,2}(?:,\d{0,2})?\})/) ?? '';
  const counts = [...often.matchAll(/\d+/g)].map(Number);
  if (counts.some((count) => count > 15) || (counts[0] ?? 0) > (counts[1] ?? 15)) return undefined;
  return (one === '\\+' ? '[+]' : one === '\\d' ? '[0-9]' : one) + often;
}

function take(reader: Reader, what: RegExp): string | undefined {
  const found = what.exec(reader.text.slice(reader.at))?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

/** `[9-1]` is an error to one and empty to the other. */
export const isBackwards = (set: string): boolean =>
  [...set.matchAll(/(\d)-(\d)/g)].some(([, from = '', to = '']) => from > to);
