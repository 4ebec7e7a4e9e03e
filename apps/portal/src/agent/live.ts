import type { DeviceLive, DeviceLiveSnapshot } from '@synergycall/domain';
import { create } from 'zustand';

/** What the page knows of the world outside: the way to the agent, and the newest picture of the phones. */
export interface Live {
  readonly connection: 'connecting' | 'live' | 'offline';
  /** When the agent was last heard, ISO; null: not yet. */
  readonly heardAt: string | null;
  readonly asterisk: 'unknown' | 'live' | 'down';
  readonly devices: ReadonlyMap<string, DeviceLive>;
}

export const NOTHING_HEARD: Live = { connection: 'connecting', heardAt: null, asterisk: 'unknown', devices: new Map() };
export const useLive = create<Live>(() => NOTHING_HEARD);

export const pictureOf = (snapshot: DeviceLiveSnapshot, heardAt: string): Live => ({
  connection: 'live',
  heardAt,
  asterisk: snapshot.asterisk,
  devices: new Map(snapshot.devices.map((device) => [device.deviceId, device])),
});
