import type { TrunkLiveSnapshot } from '@synergycall/domain';
import type { LiveTrunks } from './trunk-columns.tsx';

/** In ms. What Asterisk says is asked for as often as a person looks again; the agent knows it from Asterisk's events. */
export const LIVE_EVERY = 4_000;
export const LIST_EVERY = 30_000;

export const byId = (snapshot: TrunkLiveSnapshot | undefined): LiveTrunks =>
  new Map(snapshot?.trunks.map((each) => [each.trunkId, each]));
