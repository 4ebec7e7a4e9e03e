import { checkPattern, checkValue, ConfigTextError } from '../text.ts';

/** `[name]` and its `key=value` lines, as pjsip.conf and its kind have them. Keys may come several times (`match`, `set_var`). */
export interface Section {
  readonly name: string;
  readonly settings: readonly (readonly [key: string, value: string])[];
}

/**
 * Writes key=value sections in the given order. `remark` becomes comment lines at the top.
 * @throws ConfigTextError when a value would be read as something else.
 */
export function renderSections(sections: readonly Section[], remark: readonly string[] = []): string {
  const lines = remark.map((line) => `; ${checkValue('remark', line)}`);
  for (const { name, settings } of sections) {
    lines.push('', `[${checkPattern('section name', name, /^[A-Za-z0-9][A-Za-z0-9_.-]{0,78}$/)}]`);
    for (const [key, value] of settings)
      lines.push(`${checkPattern('key', key, /^[a-z][a-z0-9_]{0,60}$/)}=${settingValue(key, value)}`);
  }
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

/** Values in which `;` belongs (a URI's parameters); written as `\\;`, which config.c takes for the sign itself. */
const URIS: ReadonlySet<string> = new Set(['contact', 'server_uri', 'client_uri']);

/** config.c takes `key=>value` for an object, so a value can't begin with `>`. */
function settingValue(key: string, value: string): string {
  checkValue(`value of ${key}`, URIS.has(key) ? value.replaceAll(';', '') : value);
  if (value.includes('\\')) throw new ConfigTextError(`value of ${key}`, 'alphabet');
  if (value.startsWith('>')) throw new ConfigTextError(`value of ${key}`, 'alphabet');
  return value.replaceAll(';', '\\;');
}
