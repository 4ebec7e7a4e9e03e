import type { SpoolMessage } from '../../platform/spool/index.ts';

export interface MessageLetter {
  /** null: the reader's own box; else the name of a general one, and its extension. */
  readonly general: { readonly name: string; readonly extension: number | null } | null;
  readonly message: Pick<SpoolMessage, 'at' | 'seconds' | 'callerName' | 'callerNumber'>;
  readonly timezone: string;
  /** Is the recording attached? `moved`: and nowhere else from then on; `too-large`: it was wanted. */
  readonly recording: 'attached' | 'moved' | 'too-large' | 'none';
}

/** What a person reads of a new message. SECURITY: what the caller's phone says of itself stands there as text alone. */
export function messageLetter({ general, message, timezone, recording }: MessageLetter): {
  readonly subject: string;
  readonly text: string;
} {
  const who = callerOf(message);
  const where = general ? ` in the mailbox ${general.name}` : '';
  const lines = [
    `${who} left a message${where}.`,
    '',
    `From: ${who}`,
    `When: ${momentIn(timezone, message.at)}`,
    `Length: ${lengthOf(message.seconds)}`,
    '',
    HEAR[recording],
    recording === 'moved'
      ? ''
      : general
        ? `To hear it, dial *98 on your phone and enter ${general.extension ?? 'the extension of the mailbox'}, or open Messages in the phone portal.`
        : 'To hear it, dial *97 on your phone, or open Messages in the phone portal.',
  ];
  return {
    subject: `New voicemail from ${who}${general ? ` for ${general.name}` : ''}`,
    text: `${lines.filter((line, place) => line !== '' || lines[place - 1] !== '').join('\n')}\n`,
  };
}

const HEAR = {
  attached: 'The recording is attached.',
  moved: 'The recording is attached, and the message is deleted from your mailbox.',
  'too-large': 'The recording is too large to be attached.',
  none: '',
} as const;

function callerOf({ callerName, callerNumber }: MessageLetter['message']): string {
  if (callerName !== '' && callerNumber !== '' && callerName !== callerNumber) return `${callerName} (${callerNumber})`;
  return callerName || callerNumber || 'an unknown caller';
}

/** `Thursday, 26 November 2026 at 14:02 (Europe/Berlin)`. */
export function momentIn(timezone: string, at: Date): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return `${words} (${timezone})`;
}

function lengthOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const said = (n: number, word: string): string[] => (n === 0 ? [] : [`${n} ${word}${n === 1 ? '' : 's'}`]);
  return [...said(minutes, 'minute'), ...said(rest, 'second')].join(' ') || 'less than a second';
}
