import { ConfigTextError, problemOfValue } from './text.ts';

/**
 * `"Ann Lee" <1004>` as endpoint rows and channels take it. Quotes and backslashes are escaped the way
 * ast_callerid_parse (22.10) takes them back, so every one-line name survives.
 * @throws ConfigTextError when the name holds a line break or control character, or the number is no number.
 */
export function formatCallerId(name: string, number: string): string {
  const problem = problemOfValue(name);
  // A semicolon is nothing special here: rows are no configuration text.
  if (problem && problem !== 'comment') throw new ConfigTextError('caller id name', problem);
  if (!/^\+?[0-9*#]{1,40}$/.test(number)) throw new ConfigTextError('caller id number', 'alphabet');
  return `"${name.replace(/[\\"]/g, '\\$&')}" <${number}>`;
}
