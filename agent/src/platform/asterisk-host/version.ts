import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Installation } from './installation.ts';

const run = promisify(execFile);

/** `Asterisk 22.10.1+dfsg…` -> `22.10.1`; undefined when the text is not a version line. */
export function parseVersion(text: string): string | undefined {
  return /^Asterisk (?:certified[/-])?(\d+(?:\.\d+)+)/m.exec(text)?.[1];
}

/** SynergyCall is written and tested against 22 LTS; another major version is refused, not hoped for. */
export function isSupported(version: string): boolean {
  return version.startsWith('22.');
}

/** The version of an installation; throws a sentence that names what was found when it is not 22.x. */
export async function asteriskVersion(install: Pick<Installation, 'command' | 'args' | 'rootfs'>): Promise<string> {
  const { stdout } = await run(install.command, [...install.args, '-V']);
  const version = parseVersion(stdout);
  if (!version || !isSupported(version)) {
    throw new Error(
      `asterisk-host: ${install.rootfs} holds ${version ? `Asterisk ${version}` : stdout.trim()}; SynergyCall needs Asterisk 22.x`,
    );
  }
  return version;
}
