/** One generated file: path relative to the folder named `synergycall` of its kind, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

export type ConfigTextProblem =
  | 'empty'
  | 'line-break'
  | 'control-character'
  | 'comment'
  | 'outer-space'
  | 'too-long'
  | 'alphabet'
  | 'expression'
  | 'broken-unicode'
  /** A fault of the writer's own. */
  | 'reads-back-otherwise';

/** A value that Asterisk would read as something else than what was meant. Nothing was written. */
export class ConfigTextError extends Error {
  readonly problem: ConfigTextProblem;
  /** Which value, in the writer's words, such as `context name`. The value itself may be hostile or secret and is not repeated. */
  readonly what: string;
  constructor(what: string, problem: ConfigTextProblem) {
    super(`${what}: ${problem}`);
    this.name = 'ConfigTextError';
    this.what = what;
    this.problem = problem;
  }
}

/** config.c reads lines into 8,192 bytes and pbx.c expands into 4,096; half of that leaves room for the rest of the line. */
const MAX_BYTES = 2_048;

/** SECURITY: the one question about any value of any configuration file: can it end the line, begin a comment, or be trimmed? */
export function problemOfValue(value: string): ConfigTextProblem | undefined {
  if (/[\r\n\u2028\u2029]/.test(value)) return 'line-break';
  if ([...value].some((character) => character < ' ' || character === '\u007f')) return 'control-character';
  if (value.includes(';')) return 'comment';
  if (value !== value.trim()) return 'outer-space';
  if (!value.isWellFormed()) return 'broken-unicode';
  return utf8Length(value) > MAX_BYTES ? 'too-long' : undefined;
}

export function checkValue(what: string, value: string): string {
  const problem = problemOfValue(value);
  if (problem) throw new ConfigTextError(what, problem);
  return value;
}

export function checkPattern(what: string, value: string, pattern: RegExp): string {
  if (value === '') throw new ConfigTextError(what, 'empty');
  checkValue(what, value);
  if (!pattern.test(value)) throw new ConfigTextError(what, 'alphabet');
  return value;
}

/**
 * SECURITY: a value from outside (an id, a number) on its way into an application's arguments. Only a closed alphabet
 * passes: nothing that Asterisk expands, splits or evaluates (`${`, `$[`, commas, quotes, brackets, `&`, `|`, `?`, `:`).
 */
export function literal(what: string, value: string): string {
  return checkPattern(what, value, /^[A-Za-z0-9_.+*#@/-]+$/);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
