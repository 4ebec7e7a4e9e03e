import type { ForwardView } from '@synergycall/domain';

export type Choice = 'default' | 'voicemail' | 'dialled' | 'hangup';

/** What somebody chose or writes, before it is so. */
export interface Draft {
  readonly choice: Choice;
  readonly written: string;
  /** What stood there as it was begun. */
  readonly on: ForwardView | null;
  /** It is under way: what stands there next is the answer to it. */
  readonly isSent: boolean;
}

/** What the fields show. What is being written stays when the forward is changed elsewhere, which then is to be said. */
export function shownOf(draft: Draft | undefined, now: ForwardView | null) {
  const isMoved = draft !== undefined && JSON.stringify(draft.on) !== JSON.stringify(now);
  if (draft === undefined || (draft.isSent && isMoved))
    return { choice: choiceOf(now), written: writtenAs(now), elsewhere: false };
  return { choice: draft.choice, written: draft.written, elsewhere: isMoved };
}

export function choiceOf(now: ForwardView | null): Choice {
  const kind = now?.forward.kind;
  if (kind === undefined) return 'default';
  return kind === 'voicemail' || kind === 'hangup' ? kind : 'dialled';
}

export const writtenAs = (now: ForwardView | null): string =>
  now?.detail ?? (now?.forward.kind === 'external' ? now.name : '');
