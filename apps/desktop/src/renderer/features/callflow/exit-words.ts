import type { FlowExit } from '@synergycall/domain';
import { en, t, type MessageKey } from '@synergycall/ui';

/** "nobody answers": a way on, in the middle of a sentence. */
export function exitText(exit: string): string {
  const key = `flow.exit.${exit}`;
  return key in en ? t(key as Extract<MessageKey, 'flow.exit.open'>) : exit;
}
/** "When nobody answers": a way on, by itself. */
export function exitTitle(exit: string): string {
  const key = `callflow.exit.${exit}`;
  return key in en ? t(key as Extract<MessageKey, 'callflow.exit.open'>) : exitText(exit);
}
/** What becomes of a call whose way on leads nowhere. */
export const endText = (exit: FlowExit): string =>
  exit === 'holiday' ? t('callflow.end.asClosed') : t('callflow.end.call');
