import { text, type Ami, type AmiMessage } from '../../platform/ami/index.ts';
import type { Logger } from '../../platform/log/index.ts';

export interface PinCheckDeps {
  readonly events: Pick<Ami, 'on'>;
  readonly writer: Pick<Ami, 'send' | 'dbPut'>;
  /** undefined: nobody's box, or one without a PIN. */
  readonly hashOf: (box: { readonly tag: string; readonly box: string }) => Promise<string | undefined>;
  /** `undefined` as hash takes as long as a wrong PIN, and is one. */
  readonly verify: (hash: string | undefined, pin: string) => Promise<boolean>;
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

/** So many wrong PINs of one box within so long, and it takes none any more until the first of them is so old. */
const MOST_WRONG = 5;
const WINDOW_MS = 15 * 60_000;
/** Boxes remembered at most; more of them at once would be somebody trying all. */
const MOST_BOXES = 10_000;

/**
 * Answers the core when a caller has typed the PIN of a mailbox (callflow/messages.conf.ts): by the key `sc/ask/<Ask>`
 * = `ok`, `wrong` or `locked`. What can't be answered is not: then the caller is told to try later.
 * SECURITY: the PIN is read from the channel over our own AMI connection, kept nowhere and logged nowhere. Without that
 * many tries nobody guesses one of ten thousand. Tries are remembered by this process alone.
 */
export function answerPins(deps: PinCheckDeps): () => void {
  const wrong = new Map<string, number[]>();
  return deps.events.on('UserEvent', (event) => {
    if (text(event, 'userevent') !== 'ScPin') return;
    void answer(deps, wrong, event).catch((err: unknown) => deps.log.warn({ err }, 'a PIN was not checked'));
  });
}

async function answer(deps: PinCheckDeps, wrong: Map<string, number[]>, event: AmiMessage): Promise<void> {
  const [ask, channel] = [text(event, 'ask'), text(event, 'channel')];
  if (!/^[0-9.]{1,40}$/.test(ask) || channel === '') return;
  const [tag, box] = [text(event, 'tag'), text(event, 'box')];
  const say = (word: 'ok' | 'wrong' | 'locked') => deps.writer.dbPut({ family: 'sc/ask', key: ask, value: word });
  const key = `${tag}/${box}`;
  const since = deps.now() - WINDOW_MS;
  const tries = (wrong.get(key) ?? []).filter((at) => at > since);
  if (tries.length >= MOST_WRONG) return void (await say('locked'));
  // SECURITY: counted before anything is waited for, or calls at the same moment would count as one.
  if (wrong.size >= MOST_BOXES) wrong.clear();
  wrong.set(key, [...tries, deps.now()]);
  const read = await deps.writer.send('Getvar', { Channel: channel, Variable: 'SC_PIN' });
  if (!read.ok) return;
  const isRight = await deps.verify(await deps.hashOf({ tag, box }), text(read.value, 'value'));
  if (isRight) wrong.delete(key);
  else if (tries.length + 1 === MOST_WRONG) deps.log.warn({ tag, box }, 'a mailbox is locked: too many wrong PINs');
  await say(isRight ? 'ok' : 'wrong');
}
