import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from './office.ts';

/** Every configuration file of Asterisk with its content's hash and when it was written. */
export function files({ asterisk }: Pick<Office, 'asterisk'>): Record<string, string> {
  const { etc } = asterisk.paths;
  return Object.fromEntries(
    globSync('**/*.conf', { cwd: etc })
      .toSorted()
      .map((path) => {
        const file = join(etc, path);
        return [path, `${createHash('sha256').update(readFileSync(file)).digest('hex')} ${statSync(file).mtimeMs}`];
      }),
  );
}

/** The text of our own dialplan files, all together. */
export function dialplanText({ asterisk }: Pick<Office, 'asterisk'>): string {
  const folder = join(asterisk.paths.etc, 'extensions.d/synergycall');
  return globSync('**/*.conf', { cwd: folder })
    .toSorted()
    .map((path) => `# ${path}\n${readFileSync(join(folder, path), 'utf8')}`)
    .join('\n');
}

/** What Asterisk holds of the contexts whose name begins so, without what counts up. */
export async function loadedDialplan({ ami }: Pick<Office, 'ami'>, prefix: string): Promise<string[]> {
  const lines = await ami.showDialPlan();
  if (!lines.ok) throw new Error(lines.error.code);
  return lines.value
    .filter(({ context }) => context.startsWith(prefix))
    .map((line) => JSON.stringify(line))
    .toSorted();
}
