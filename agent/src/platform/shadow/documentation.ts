import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Parts whose settings Asterisk 22 refuses to set up without their documentation: then it does not boot, or has no Park. */
const NEEDED = ['cdr', 'cel', 'features', 'named_acl', 'res_parking', 'stasis', 'udptl'];
const known = new Map<string, string>();

/**
 * The part of Asterisk's own documentation that it can't boot without. Reading all of it (1.6 MB of XML) takes 220 of
 * 260 ms of a boot (22.10.1); the rest costs a warning for each name that is not found, which nobody reads.
 * Throws when the file can't be read.
 */
export function bootDocumentation(data: string): string {
  let text = known.get(data);
  if (text === undefined)
    known.set(data, (text = reduce(readFileSync(join(data, 'documentation/core-en_US.xml'), 'utf8'))));
  return text;
}

function reduce(all: string): string {
  const parts = [...all.matchAll(/<configInfo [^>]*?name="([^"]+)".*?<\/configInfo>/gs)]
    .filter(([, name = '']) => NEEDED.includes(name))
    .map(([part]) => part);
  // Another version may say it otherwise: rather slow than no boot.
  if (parts.length !== NEEDED.length) return all;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<docs xmlns:xi="http://www.w3.org/2001/XInclude">\n${parts.join('\n')}\n</docs>\n`;
}
