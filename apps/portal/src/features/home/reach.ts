import type { DeviceLive, DeviceView } from '@synergycall/domain';
import { t, type Tone } from '@synergycall/ui';
import type { Live } from '../../agent/live.ts';

const rings = (state: DeviceLive['state'] | undefined): boolean => state === 'registered' || state === 'in-call';

/** Do calls reach this person, in one line: the question behind all the dots. */
export function reachOf(
  devices: readonly DeviceView[],
  live: Pick<Live, 'asterisk' | 'devices'>,
): { tone: Tone; text: string } {
  if (devices.length === 0) return { tone: 'off', text: t('portal.reach.none') };
  if (live.asterisk === 'unknown') return { tone: 'off', text: t('portal.reach.looking') };
  if (live.asterisk === 'down') return { tone: 'off', text: t('portal.reach.unknown') };
  const usable = devices.filter((device) => device.enabled);
  const stateOf = (device: DeviceView) => live.devices.get(device.id)?.state;
  const busy = usable.find((device) => stateOf(device) === 'in-call');
  if (busy) return { tone: 'busy', text: t('portal.reach.busy', { label: busy.label }) };
  const ready = usable.filter((device) => rings(stateOf(device)));
  const [first] = ready;
  if (first && devices.length === 1) return { tone: 'live', text: t('portal.reach.one', { label: first.label }) };
  if (first && ready.length === devices.length)
    return { tone: 'live', text: t('portal.reach.all', { n: ready.length }) };
  if (first) return { tone: 'live', text: t('portal.reach.some', { live: ready.length, n: devices.length }) };
  const silent = usable.find((device) => stateOf(device) === 'unreachable');
  if (silent) return { tone: 'failed', text: t('portal.reach.silent', { label: silent.label }) };
  return { tone: 'off', text: t('portal.reach.off') };
}
