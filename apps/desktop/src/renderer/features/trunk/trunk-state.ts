import type { TrunkLive, TrunkView } from '@synergycall/domain';
import type { Tone } from '@synergycall/ui';

/** How a trunk stands, as far as people act on it. Words: `trunk.state.*`, and `trunk.said.*` where something is to be done. */
export type TrunkStanding =
  | 'registered'
  | 'reachable'
  | 'rejected'
  | 'unregistered'
  | 'silent'
  | 'unreachable'
  | 'unasked'
  | 'notLive'
  | 'missing'
  | 'off'
  | 'goesOff'
  | 'unknown'
  | 'asking';

export const TONES: Readonly<Record<TrunkStanding, Tone>> = {
  registered: 'live',
  reachable: 'live',
  rejected: 'failed',
  unregistered: 'failed',
  silent: 'pending',
  unreachable: 'failed',
  unasked: 'pending',
  notLive: 'pending',
  missing: 'failed',
  off: 'off',
  goesOff: 'pending',
  unknown: 'off',
  asking: 'off',
};

/** Calls can come in by it. */
export const isUp = (standing: TrunkStanding): boolean => TONES[standing] === 'live' || standing === 'silent';

type Meant = Pick<TrunkView, 'enabled' | 'pending'>;

/** What is meant and what Asterisk says, as one standing. `live` undefined: Asterisk was not heard yet. Pure. */
export function standingOf(trunk: Meant, live: TrunkLive | undefined): TrunkStanding {
  if (live === undefined) return trunk.enabled ? 'asking' : 'off';
  const { registration, reachable } = live;
  if (reachable === 'absent') return !trunk.enabled ? 'off' : trunk.pending === 'none' ? 'missing' : 'notLive';
  if (reachable === 'unknown') return trunk.enabled ? 'unknown' : 'off';
  if (!trunk.enabled) return 'goesOff';
  switch (registration) {
    case null:
      return reachable;
    case 'registered':
      return reachable === 'unreachable' ? 'silent' : 'registered';
    case 'rejected':
    case 'unknown':
      return registration;
    case 'unregistered':
    case 'absent':
      return 'unregistered';
  }
}
