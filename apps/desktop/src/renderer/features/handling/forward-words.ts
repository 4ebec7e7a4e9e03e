import type { DestinationView, ForwardEvent, ForwardView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { destinationText } from '../did/leads-to.tsx';

export const EVENTS = ['always', 'busy', 'noanswer', 'away'] as const satisfies readonly ForwardEvent[];

/** What becomes of a call where nothing was chosen. */
export function usualText(event: ForwardEvent, hasVoicemail: boolean): string {
  const to =
    event === 'always'
      ? t('handling.to.rings')
      : hasVoicemail
        ? t('handling.to.voicemail')
        : t(`handling.to.told.${event}`);
  return t('handling.to.byDefault', { to });
}

/** Whom or what calls go to; null: as usual. */
export function forwardText(
  event: ForwardEvent,
  { now, hasVoicemail }: { readonly now: ForwardView | null; readonly hasVoicemail: boolean },
): string {
  switch (now?.forward.kind) {
    case undefined:
      return usualText(event, hasVoicemail);
    case 'voicemail':
      return t('handling.to.voicemail');
    case 'hangup':
      return t('handling.to.hangup');
    default:
      return now ? destinationText(asDestination(now)) : '';
  }
}

/** Of forwards to people, flows and numbers outside, which destinations can be, too. */
const asDestination = ({ forward, name, detail, flowKind }: ForwardView): DestinationView => ({
  destination: forward as DestinationView['destination'],
  name,
  detail,
  ...(flowKind && { flowKind }),
});
