import { keyOfExit, type FlowExit, type FlowKind, type FlowSettings } from '@synergycall/domain';
import { en, t, type MessageKey } from '@synergycall/ui';

/** "nobody answers": a way on, in the middle of a sentence; without its kind, where nobody knows it. */
export function exitText(exit: string, kind?: FlowKind): string {
  return worded(`callflow.way.${kind}.${exit}`) ?? worded(`flow.exit.${exit}`) ?? exit;
}
/** "When nobody answers": a way on, by itself. */
export function exitTitle(exit: FlowExit, kind: FlowKind): string {
  const key = keyOfExit(exit);
  if (key !== undefined) return t('menu.key', { key });
  return worded(`callflow.exit.${kind}.${exit}`) ?? worded(`callflow.exit.${exit}`) ?? exitText(exit, kind);
}
const worded = (key: string): string | undefined =>
  key in en ? t(key as Extract<MessageKey, 'flow.exit.open'>) : undefined;

/** What the key of a menu is for, in plain words. */
export function labelOfWay(settings: FlowSettings, exit: FlowExit): string | undefined {
  const key = keyOfExit(exit);
  return settings.kind === 'menu' && key !== undefined ? settings.labels[key] : undefined;
}
/** "key 1, Sales" */
export function wayText(settings: FlowSettings, exit: FlowExit): string {
  const label = labelOfWay(settings, exit);
  const text = exitText(exit, settings.kind);
  return label === undefined ? text : t('menu.way', { exit: text, label });
}
/** "Key 1, Sales" */
export function wayTitle(settings: FlowSettings, exit: FlowExit): string {
  const label = labelOfWay(settings, exit);
  const title = exitTitle(exit, settings.kind);
  return label === undefined ? title : t('menu.way', { exit: title, label });
}

/** What becomes of a call whose way on leads nowhere. */
export function endText(exit: FlowExit): string {
  if (keyOfExit(exit) !== undefined) return t('menu.end.wrong');
  switch (exit) {
    case 'holiday':
      return t('callflow.end.asClosed');
    case 'timeout':
    case 'invalid':
    case 'full':
    case 'empty':
      return t('menu.end');
    default:
      return t('callflow.end.call');
  }
}
