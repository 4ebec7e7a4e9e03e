import type { DeviceLive, UserStatus } from '@synergycall/domain';
import { t } from '../messages/t.ts';
import type { Tone } from './state-dot.tsx';

/** What Asterisk says of a device, as tone and word. */
export function liveState(state: DeviceLive['state']): { tone: Tone; label: string } {
  switch (state) {
    case 'registered':
      return { tone: 'live', label: t('state.registered') };
    case 'in-call':
      return { tone: 'busy', label: t('state.in-call') };
    case 'unreachable':
      return { tone: 'failed', label: t('state.unreachable') };
    case 'not-registered':
      return { tone: 'off', label: t('state.not-registered') };
    case 'unknown':
      return { tone: 'off', label: t('state.unknown') };
  }
}

const RANK: Record<DeviceLive['state'], number> = {
  'in-call': 4,
  registered: 3,
  unreachable: 2,
  unknown: 1,
  'not-registered': 0,
};

/** A person's presence: the liveliest of their devices; undefined without any. */
export function presenceOf(devices: readonly DeviceLive[]): DeviceLive['state'] | undefined {
  return devices.toSorted((a, b) => RANK[b.state] - RANK[a.state])[0]?.state;
}

export function userState(status: UserStatus): { tone: Tone; label: string } {
  switch (status) {
    case 'active':
      return { tone: 'live', label: t('state.active') };
    case 'suspended':
      return { tone: 'failed', label: t('state.suspended') };
    case 'deleted':
      return { tone: 'off', label: t('state.deleted') };
  }
}
