import { keyOfExit, type FlowExit, type FlowSettings } from '@synergycall/domain';
import { en, t, type MessageKey } from '@synergycall/ui';

/** "nobody answers": a way on, in the middle of a sentence. */
export function exitText(exit: string): string {
  const key = `flow.exit.${exit}`;
  return key in en ? t(key as Extract<MessageKey, 'flow.exit.open'>) : exit;
}
/** "When nobody answers": a way on, by itself. */
export function exitTitle(exit: string): string {
  const key = keyOfExit(exit);
  if (key !== undefined) return t('menu.key', { key });
  const title = `callflow.exit.${exit}`;
  return title in en ? t(title as Extract<MessageKey, 'callflow.exit.open'>) : exitText(exit);
}

/** What the key of a menu is for, in plain words. */
export function labelOfWay(settings: FlowSettings, exit: FlowExit): string | undefined {
  const key = keyOfExit(exit);
  return settings.kind === 'menu' && key !== undefined ? settings.labels[key] : undefined;
}
/** "key 1, Sales" */
export function wayText(settings: FlowSettings, exit: FlowExit): string {
  const label = labelOfWay(settings, exit);
  return label === undefined ? exitText(exit) : t('menu.way', { exit: exitText(exit), label });
}
/** "Key 1, Sales" */
export function wayTitle(settings: FlowSettings, exit: FlowExit): string {
  const label = labelOfWay(settings, exit);
  return label === undefined ? exitTitle(exit) : t('menu.way', { exit: exitTitle(exit), label });
}

/** What becomes of a call whose way on leads nowhere. */
export function endText(exit: FlowExit): string {
  if (keyOfExit(exit) !== undefined) return t('menu.end.wrong');
  switch (exit) {
    case 'holiday':
      return t('callflow.end.asClosed');
    case 'timeout':
    case 'invalid':
      return t('menu.end');
    default:
      return t('callflow.end.call');
  }
}
