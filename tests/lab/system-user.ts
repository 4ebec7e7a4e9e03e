import { readFileSync } from 'node:fs';

/** The uid and gid of a user of this machine; `nobody` when there is none of that name. */
export function systemUser(
  name: string,
  passwd: string = readFileSync('/etc/passwd', 'utf8'),
): { uid: number; gid: number } {
  const entry = passwd
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : { uid: 65_534, gid: 65_534 };
}
