import type { DeviceView } from '@synergycall/domain';
import { liveState, t, type Tone } from '@synergycall/ui';
import type { Live } from '../../agent/live.ts';
import { State } from '../../frame/state.tsx';

/** What a phone is at, as tone and word: switched off, not live yet, or what Asterisk says of it. */
export function deviceState(
  device: DeviceView,
  live: Pick<Live, 'asterisk' | 'devices'>,
): { tone: Tone; label: string } {
  if (!device.enabled) return { tone: 'off', label: t('state.disabled') };
  const now = live.devices.get(device.id);
  if (live.asterisk === 'down') return liveState('unknown');
  if (device.pending === 'new' && (now === undefined || now.state === 'not-registered'))
    return { tone: 'pending', label: t('pending.new') };
  if (now === undefined)
    return live.asterisk === 'unknown'
      ? { tone: 'off', label: t('portal.device.looking') }
      : liveState('not-registered');
  return liveState(now.state);
}

export function DeviceState(props: { device: DeviceView; live: Pick<Live, 'asterisk' | 'devices'> }) {
  return <State {...deviceState(props.device, props.live)} />;
}
