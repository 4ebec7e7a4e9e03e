import { checkPattern, checkValue, ConfigTextError } from '../text.ts';
import { parseDialplan } from './parse.ts';
import type { Context, Dialplan, Extension, Hint, Step } from './model.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,78}$/;
const MATCH = /^_?[A-Za-z0-9+*#.!-][A-Za-z0-9+*#.!-]*$/;
const PATTERN = /^_[A-Za-z0-9+*#.![\]-]+$/;
const APPLICATION = /^[A-Za-z][A-Za-z0-9]{0,78}$/;
const FILE = /^[A-Za-z0-9_][A-Za-z0-9_./*-]*$/;

/**
 * Writes a dialplan. `remark` becomes comment lines at the top. What is written has been read back and was the same.
 * @throws ConfigTextError when a value would be read as something else.
 */
export function renderDialplan(dialplan: Dialplan, remark: readonly string[] = []): string {
  const text = write(dialplan, remark);
  const { contexts, includes, problems } = parseDialplan(text);
  if (problems.length > 0 || canonical({ contexts, includes }) !== canonical(dialplan))
    throw new ConfigTextError('dialplan', 'reads-back-otherwise');
  return text;
}

/** Equal dialplans are equal texts, whatever the order of their properties. */
const canonical = ({ contexts, includes }: Dialplan): string =>
  JSON.stringify([
    contexts.map((one) => [
      one.name,
      one.includes,
      one.extensions.map(({ match, steps }) => [
        match,
        steps.map(({ label, application, data }) => [label ?? null, application, data]),
      ]),
      (one.hints ?? []).map(({ match, state }) => [match, state]),
    ]),
    includes.map(({ file, optional }) => [file, optional]),
  ]);

function write(dialplan: Dialplan, remark: readonly string[]): string {
  const lines = remark.map((line) => `; ${checkValue('remark', line)}`);
  for (const context of dialplan.contexts) lines.push('', ...contextLines(context));
  if (dialplan.includes.length > 0) lines.push('');
  for (const include of dialplan.includes)
    lines.push(
      `${include.optional ? '#tryinclude' : '#include'} "${checkPattern('included file', include.file, FILE)}"`,
    );
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

function contextLines(context: Context): string[] {
  const lines = [`[${checkName('context name', context.name)}]`];
  for (const name of context.includes) lines.push(`include => ${checkName('included context', name)}`);
  for (const extension of context.extensions) lines.push(...extensionLines(extension));
  for (const hint of context.hints ?? []) lines.push(hintLine(hint));
  return lines;
}

/** `general` and `globals` are not contexts: pbx_config reads settings from them. */
function checkName(what: string, name: string): string {
  checkPattern(what, name, NAME);
  if (name === 'general' || name === 'globals') throw new ConfigTextError(what, 'alphabet');
  return name;
}

function checkMatch(match: string): void {
  checkPattern('extension', match, match.startsWith('_') ? PATTERN : MATCH);
  if (match.length > 79) throw new ConfigTextError('extension', 'too-long');
}

/** Without parentheses of an application: pbx_config (22.10.1) takes the text as it stands only if `$` comes before the first one. */
function hintLine({ match, state }: Hint): string {
  checkMatch(match);
  if (!/^[^(]*\$|^[^()]+$/.test(state)) throw new ConfigTextError(`hint of ${match}`, 'alphabet');
  return `exten => ${match},hint,${checkValue(`hint of ${match}`, state)}`;
}

function extensionLines({ match, steps }: Extension): string[] {
  checkMatch(match);
  if (steps.length === 0) throw new ConfigTextError(`steps of ${match}`, 'empty');
  return steps.map((one, index) =>
    index === 0 ? `exten => ${match},1${stepText(one)}` : ` same => n${stepText(one)}`,
  );
}

function stepText({ label, application, data }: Step): string {
  const name = label === undefined ? '' : `(${checkPattern('label', label, /^[a-z][a-z0-9-]{0,40}$/)})`;
  return `${name},${checkPattern('application', application, APPLICATION)}(${checkValue(`arguments of ${application}`, data)})`;
}
