/** What is wrong with the text of an application's arguments, as far as it can be seen without running it. */
export type ArgumentProblem = 'unbalanced-brackets' | 'bad-expression';

const CLOSES = { '{': '}', '[': ']' } as const;

/**
 * Looks at `${…}` and `$[…]`: are they closed, and could each expression be one? Asterisk says nothing when it loads a
 * bad one, and the call fails (22.10.1).
 */
export function problemOfArguments(data: string): ArgumentProblem | undefined {
  const stack: { readonly kind: '{' | '['; readonly from: number }[] = [];
  const expressions: string[] = [];
  /** How many substitutions were open at each plain bracket that is. */
  const plain: number[] = [];
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === '\\') {
      at += 1;
      continue;
    }
    const next = data[at + 1];
    if (data[at] === '$' && (next === '{' || next === '[')) {
      stack.push({ kind: next, from: at + 2 });
      at += 1;
      continue;
    }
    const open = stack.at(-1);
    // Asterisk counts plain ones too: `${REGEX("^[1-9]{3}$" ${X})}` ends at the last.
    if (open && data[at] === open.kind) plain.push(stack.length);
    else if (open && data[at] === CLOSES[open.kind] && plain.at(-1) === stack.length) plain.pop();
    else if (data[at] === '}' && open?.kind === '{') stack.pop();
    else if (data[at] === ']' && open?.kind === '[') {
      stack.pop();
      expressions.push(data.slice(open.from, at));
    }
  }
  if (stack.length > 0) return 'unbalanced-brackets';
  return expressions.some((text) => !canBeExpression(text)) ? 'bad-expression' : undefined;
}

const BINARY = ['||', '&&', '!=', '>=', '<=', '=~', '::', '~~', '|', '&', '=', '>', '<', '+', '*', '/', '%', '?', ':'];

/** Operands and operators must take turns. Variables count as operands whatever they hold. */
function canBeExpression(text: string): boolean {
  const tokens = tokensOf(text);
  if (tokens === undefined) return false;
  let wantsOperand = true;
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') {
      if (!wantsOperand) return false;
      depth += 1;
    } else if (token === ')') {
      if (wantsOperand || depth === 0) return false;
      depth -= 1;
    } else if (token === 'operator') {
      if (wantsOperand) return false;
      wantsOperand = true;
    } else if (token === 'sign') {
      // Minus and `!` stand before an operand; minus also between two.
      wantsOperand = true;
    } else {
      // Two words in a row are one: ast_expr2 joins them.
      wantsOperand = false;
    }
  }
  return depth === 0 && !wantsOperand;
}

type Token = 'operand' | 'operator' | 'sign' | '(' | ')';

/** undefined: a quote is open. */
function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const blank = /^\s+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('${') || rest.startsWith('$[')) {
      at += lengthOfSubstitution(rest);
      tokens.push('operand');
      continue;
    }
    if (rest.startsWith('"')) {
      const end = endOfQuote(rest);
      if (end === undefined) return undefined;
      at += end;
      tokens.push('operand');
      continue;
    }
    if (rest[0] === '(' || rest[0] === ')') {
      tokens.push(rest[0]);
      at += 1;
      continue;
    }
    const operator = BINARY.find((one) => rest.startsWith(one));
    if (operator) tokens.push('operator');
    else if (rest[0] === '-' || rest[0] === '!') tokens.push('sign');
    else tokens.push('operand');
    at += operator?.length ?? (tokens.at(-1) === 'sign' ? 1 : (/^[^\s"()|&!=<>+*/%?:$-]+/.exec(rest)?.[0].length ?? 1));
  }
  return tokens;
}

function lengthOfSubstitution(text: string): number {
  const open: ('}' | ']')[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '$' && (text[at + 1] === '{' || text[at + 1] === '[')) {
      open.push(text[at + 1] === '{' ? '}' : ']');
      at += 1;
    } else if (open.length > 0 && text[at] === (open.at(-1) === '}' ? '{' : '[')) {
      open.push(open.at(-1) ?? '}');
    } else if (text[at] === open.at(-1)) {
      open.pop();
      if (open.length === 0) return at + 1;
    }
  }
  return text.length;
}

/** Quotes inside a substitution belong to it. */
function endOfQuote(text: string): number | undefined {
  for (let at = 1; at < text.length; at += 1) {
    if (text.startsWith('${', at) || text.startsWith('$[', at)) at += lengthOfSubstitution(text.slice(at)) - 1;
    else if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}
