import type { MessageView } from '@synergycall/domain';
import { t } from '@synergycall/ui';

/** `Ann Lee (1001)`; without a name the number, without both a word. */
export function callerText({ callerName, callerNumber }: MessageView): string {
  if (callerName !== '' && callerNumber !== '' && callerName !== callerNumber) return `${callerName} (${callerNumber})`;
  return callerName || callerNumber || t('portal.messages.unknownCaller');
}

/** `0:07`. */
export const lengthText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;
