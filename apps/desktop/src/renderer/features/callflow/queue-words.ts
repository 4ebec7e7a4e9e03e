import type { QueueStrategy } from '@synergycall/domain';
import { t } from '@synergycall/ui';

const MINUTE = 60;
/** "45 s", "5 min" */
export const timeText = (seconds: number): string =>
  seconds > MINUTE && seconds % MINUTE === 0
    ? t('callflow.minutes', { n: seconds / MINUTE })
    : t('callflow.seconds', { s: seconds });

const inTitle = (words: string): string => (words[0]?.toUpperCase() ?? '') + words.slice(1);

/** How agents are asked, as a choice: "In turn: the one after the last". */
export function strategyTitle(strategy: QueueStrategy): string {
  if (strategy === 'in-order' || strategy === 'round-robin') return t(`queue.strategy.${strategy}`);
  return inTitle(t(`flow.strategy.${strategy}`));
}
