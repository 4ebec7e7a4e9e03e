import { withoutControls } from '@synergycall/domain';

/** What `msgNNNN.txt` says of a message (app_voicemail of 22.10.1). */
export interface MessageFacts {
  /** `msg_id`: the same wherever the message is moved. */
  readonly id: string;
  readonly at: Date;
  readonly seconds: number;
  /** As the caller's side said it; '': nothing. */
  readonly callerName: string;
  readonly callerNumber: string;
}

const LONGEST_NAME = 80;

/** undefined: still being written, or no such file. */
export function parseMessage(text: string): MessageFacts | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    // The first one counts: what a caller put into the name can't stand for a later field.
    const key = line.slice(0, at).trim();
    if (at > 0 && !line.startsWith(';') && !fields.has(key)) fields.set(key, line.slice(at + 1).trim());
  }
  const id = fields.get('msg_id') ?? '';
  const time = Number(fields.get('origtime'));
  if (!/^\d{1,12}-[0-9a-f]{8}$/.test(id) || !Number.isSafeInteger(time) || time <= 0) return undefined;
  const seconds = Number(fields.get('duration'));
  return {
    id,
    at: new Date(time * 1_000),
    seconds: Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : 0,
    ...caller(fields.get('callerid') ?? ''),
  };
}

/** `"Ann Lee" <1001>`, `Ann Lee <1001>`, `1001`, `Unknown`. */
function caller(text: string): Pick<MessageFacts, 'callerName' | 'callerNumber'> {
  const both = /^(.*?)\s*<([^<>]*)>$/s.exec(text);
  const number = (both ? both[2] : /^[+*#\d]+$/.test(text) ? text : '') ?? '';
  const written = both ? (both[1] ?? '') : number === '' && !/^(unknown|anonymous)$/i.test(text) ? text : '';
  // What a caller's phone said may hold anything.
  const name = withoutControls(written.replace(/^"(.*)"$/s, '$1').replaceAll(/\\(.)/g, '$1'));
  return {
    callerName: name.trim().slice(0, LONGEST_NAME),
    callerNumber: /^[+*#\d]{1,32}$/.test(number) ? number : '',
  };
}
