import type { ForwardEvent } from './handling.ts';

/**
 * Feature codes, as FreePBX's, so that stickers on phones stay true (decision 0013). One list for the dialplan, the
 * guide and screens. `takes`: what is dialled after the code.
 */
export interface FeatureCode {
  readonly code: string;
  readonly takes: 'nothing' | 'target' | 'schedule' | 'queue-or-nothing';
  readonly does:
    | { readonly what: 'dnd'; readonly turns: 'on' | 'off' | 'over' }
    | { readonly what: 'forward'; readonly event: ForwardEvent; readonly turns: 'on' | 'off' }
    /** Opens or closes by hand; again: by its hours. */
    | { readonly what: 'schedule' }
    /** Logs in or out of one queue, or of all. */
    | { readonly what: 'queue' }
    | { readonly what: 'messages'; readonly box: 'own' | 'any' }
    | { readonly what: 'echo' | 'own-number' };
}

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
  on('*72', 'always'),
  off('*73', 'always'),
  plain('*76', { what: 'dnd', turns: 'over' }),
  plain('*78', { what: 'dnd', turns: 'on' }),
  plain('*79', { what: 'dnd', turns: 'off' }),
  on('*90', 'busy'),
  off('*91', 'busy'),
  on('*92', 'noanswer'),
  off('*93', 'noanswer'),
  plain('*97', { what: 'messages', box: 'own' }),
  plain('*98', { what: 'messages', box: 'any' }),
];

/** The code that this begins with, and what was dialled after it; undefined: it is none. */
export function codeIn(dialled: string): { readonly code: FeatureCode; readonly rest: string } | undefined {
  const code = FEATURE_CODES.find((one) => dialled.startsWith(one.code));
  if (!code) return undefined;
  const rest = dialled.slice(code.code.length);
  if (code.takes === 'queue-or-nothing') return { code, rest };
  return (code.takes === 'nothing') === (rest === '') ? { code, rest } : undefined;
}
