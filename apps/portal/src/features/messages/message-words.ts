import type { MessageView } from '@synergycall/domain';
import { t } from '@synergycall/ui';

/** `Ann Lee (1001)`; without a name the number, without both a word. */
export function callerText({ callerName, callerNumber }: MessageView): string {
  if (callerName !== '' && callerNumber !== '' && callerName !== callerNumber) return `${callerName} (${callerNumber})`;
  return callerName || callerNumber || t('portal.messages.unknownCaller');
}

/** `0:07`, `1:05`: whole seconds; what is shorter than one counts as one. The desktop has the same rule. */
export function lengthText(seconds: number): string {
  const whole = seconds > 0 && seconds < 1 ? 1 : Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
