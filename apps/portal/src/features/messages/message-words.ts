import type { MessageView } from '@synergycall/domain';
import { t } from '@synergycall/ui';

/** `Ann Lee (1001)`; without a name the number, without both a word. */
export function callerText({ callerName, callerNumber }: MessageView): string {
  if (callerName !== '' && callerNumber !== '' && callerName !== callerNumber) return `${callerName} (${callerNumber})`;
  return callerName || callerNumber || t('portal.messages.unknownCaller');
}
