import type { ForwardEvent } from './handling.ts';

/**
 * Feature codes, as FreePBX's, so that stickers on phones stay true (decision 0013). One list for the dialplan, the
 * guide and screens. `takes`: what is dialled after the code.
 */
export interface FeatureCode {
  readonly code: string;
  readonly takes:
    | 'nothing'
    | 'target'
    | 'schedule'
    | 'extension'
    | 'place-or-nothing'
    | 'own-or-nothing'
    | 'queue-or-nothing';
  readonly does:
    | { readonly what: 'dnd'; readonly turns: 'on' | 'off' | 'over' }
    | { readonly what: 'forward'; readonly event: ForwardEvent; readonly turns: 'on' | 'off' }
    /** Opens or closes by hand; again: by its hours. */
    | { readonly what: 'schedule' }
    /** Logs in or out of one queue, or of all. */
    | { readonly what: 'queue' }
    | { readonly what: 'messages'; readonly box: 'own' | 'any' }
    /** Parks the call, or takes it back from a place. */
    | { readonly what: 'park' }
    /** What rings at the extension dialled, or at somebody with whom one shares a ring group or a queue. */
    | { readonly what: 'pickup'; readonly of: 'extension' | 'shared' }
    | { readonly what: 'echo' | 'own-number' };
}

/** Places of a tenant's parking lot, 1 to this. */
export const PARKING_PLACES = 20;
/** As long nobody takes a parked call, in seconds, until it goes back to whoever parked it; where a company says nothing else. */
export const PARKING_SECONDS = 45;

const on = (code: string, event: ForwardEvent): FeatureCode => ({
  code,
  takes: 'target',
  does: { what: 'forward', event, turns: 'on' },
});
const off = (code: string, event: ForwardEvent): FeatureCode => ({
  code,
  takes: 'nothing',
  does: { what: 'forward', event, turns: 'off' },
});
const plain = (code: string, does: FeatureCode['does']): FeatureCode => ({ code, takes: 'nothing', does });

export const FEATURE_CODES: readonly FeatureCode[] = [
  { code: '*28', takes: 'schedule', does: { what: 'schedule' } },
  plain('*43', { what: 'echo' }),
  { code: '*45', takes: 'queue-or-nothing', does: { what: 'queue' } },
  plain('*65', { what: 'own-number' }),
  { code: '*68', takes: 'place-or-nothing', does: { what: 'park' } },
  on('*72', 'always'),
  off('*73', 'always'),
  // With one's own extension behind it, so that the key that a lamp stands on says what the lamp watches.
  { code: '*76', takes: 'own-or-nothing', does: { what: 'dnd', turns: 'over' } },
  plain('*78', { what: 'dnd', turns: 'on' }),
  plain('*79', { what: 'dnd', turns: 'off' }),
  plain('*8', { what: 'pickup', of: 'shared' }),
  on('*90', 'busy'),
  off('*91', 'busy'),
  on('*92', 'noanswer'),
  off('*93', 'noanswer'),
  plain('*97', { what: 'messages', box: 'own' }),
  plain('*98', { what: 'messages', box: 'any' }),
  { code: '**', takes: 'extension', does: { what: 'pickup', of: 'extension' } },
];

const EXTENSION = /^[1-9]\d{1,5}$/;
const ANYTHING = /./;
/** What may be dialled after a code; whose extension it is, the core looks up. */
const REST: Readonly<Record<FeatureCode['takes'], RegExp>> = {
  nothing: /^$/,
  target: ANYTHING,
  schedule: ANYTHING,
  extension: EXTENSION,
  'place-or-nothing': new RegExp(`^(${Array.from({ length: PARKING_PLACES }, (_, at) => at + 1).join('|')})?$`),
  'own-or-nothing': /^([1-9]\d{1,5})?$/,
  'queue-or-nothing': /^/,
};

/** The code that this begins with, and what was dialled after it; undefined: it is none. */
export function codeIn(dialled: string): { readonly code: FeatureCode; readonly rest: string } | undefined {
  const code = FEATURE_CODES.find((one) => dialled.startsWith(one.code));
  if (!code) return undefined;
  const rest = dialled.slice(code.code.length);
  return REST[code.takes].test(rest) ? { code, rest } : undefined;
}
