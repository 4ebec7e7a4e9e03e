import type { Ami } from '../../platform/ami/index.ts';
import type { AppDatabase } from '../../platform/database/index.ts';
import type { RealtimeStore } from '../../platform/realtime/types.ts';
import type { Probe, Probed } from './health.service.ts';

const ok = (detail: string): Probed => ({ state: 'ok', detail });
const down = (detail: string): Probed => ({ state: 'down', detail });

/** For a part that this agent runs without. */
export const absent =
  (detail: string): Probe =>
  async () => ({ state: 'absent', detail });

export const databaseProbe =
  (database: Pick<AppDatabase, 'ping'>): Probe =>
  async () =>
    ok(`answers in ${Math.round(await database.ping(350))} ms`);

export const realtimeProbe =
  (store: Pick<RealtimeStore, 'kind' | 'ping'>): Probe =>
  async () => {
    const answer = await store.ping();
    return answer.ok ? ok(`${store.kind} answers`) : down(`${store.kind}: ${answer.error.code}`);
  };

/** Both accounts: without the events no live status, without the writer no apply. */
export const amiProbe =
  (accounts: { readonly writer: Ami; readonly events: Ami }): Probe =>
  async () => {
    const off = Object.entries(accounts).filter(([, ami]) => ami.state.tag !== 'live');
    if (off.length === 0) return ok('both accounts are logged in');
    const why = off
      .map(([name, { state }]) => `${name}: ${state.tag === 'down' ? state.reason : state.tag}`)
      .join(', ');
    return off.length === Object.keys(accounts).length ? down(why) : { state: 'degraded', detail: why };
  };

/** That Asterisk has booted and answers, not only that its port is open. */
export const asteriskProbe =
  (writer: Ami): Probe =>
  async () => {
    const answer = await writer.send('CoreStatus', {}, { timeoutMs: 350 });
    if (!answer.ok) return down(answer.error.code);
    const booted = writer.state.tag === 'live' && writer.state.booted;
    return booted
      ? ok(`${String(answer.value['corecurrentcalls'] ?? '0')} calls`)
      : { state: 'degraded', detail: 'still booting' };
  };

/** Degraded below 1 GB or 5 %, down below 100 MB: an apply couldn't be staged. */
export const diskProbe =
  (statfs: () => Promise<{ bavail: number; blocks: number; bsize: number }>): Probe =>
  async () => {
    const { bavail, blocks, bsize } = await statfs();
    const free = bavail * bsize;
    const detail = `${(free / 1e9).toFixed(1)} GB free`;
    if (free < 100e6) return down(detail);
    return free < 1e9 || bavail / blocks < 0.05 ? { state: 'degraded', detail } : ok(detail);
  };
