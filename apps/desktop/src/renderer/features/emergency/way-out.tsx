import { StateDot, t } from '@synergycall/ui';

/** Did a call for help find a way out? */
export function WayOut({ unrouted }: { unrouted: boolean }) {
  return unrouted ? (
    <StateDot tone="failed" label={t('emergency.call.unrouted')} />
  ) : (
    <StateDot tone="live" label={t('emergency.call.routed')} />
  );
}
