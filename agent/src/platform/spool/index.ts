import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** As Asterisk records it, and as people upload it. */
const FORMATS = ['wav', 'WAV', 'gsm', 'ulaw', 'alaw', 'sln', 'g722', 'wav49'];

/** Has this mailbox a greeting of its own? SECURITY: only names of closed alphabets become a path. */
export function hasGreeting(spool: string, tag: string, box: string): boolean {
  if (!/^[0-9a-z]{4}$/.test(tag) || !/^[0-9a-z]{12}$/.test(box)) return false;
  return FORMATS.some((format) => existsSync(join(spool, 'voicemail', `vm-${tag}`, box, `unavail.${format}`)));
}
