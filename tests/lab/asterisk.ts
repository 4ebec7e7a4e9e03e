import { join } from 'node:path';
import {
  provisionRootfs,
  startInstance,
  type PreparedInstance,
  type RealtimeStore,
} from '../../agent/src/platform/asterisk-host/index.ts';
import { labMariadb } from './mariadb.ts';
import { ownFolder, reapOrphans, removeFolder } from './place.ts';
import { claimPorts } from './ports.ts';
import { speakShortly } from './short-sounds.ts';
import type { LabAsterisk, LabAsteriskOptions, LabServer } from './types.ts';

const RTP_PORTS = 200;
let reaped: Promise<void> | undefined;

/**
 * A private Asterisk of this caller, booted, with its realtime store. Give `schema` the maker of the ps_* tables.
 * About 0.5 s; call `release` when done.
 */
export async function labAsterisk(options: LabAsteriskOptions): Promise<LabAsterisk> {
  await (reaped ??= reapOrphans());
  const rootfs = await provisionRootfs({});
  const dir = ownFolder('a');
  const claim = await claimPorts(6 + RTP_PORTS);
  const at = (offset: number) => claim.first + offset;
  const ports = {
    sip: at(0),
    sipTls: at(1),
    ws: at(2),
    wss: at(3),
    ami: at(4),
    rtp: [at(6), at(5 + RTP_PORTS)] as const,
  };
  const store = await realtimeStore(options, dir);
  const { handWritten, addresses, tls, memoryLimitBytes } = options;
  const beforeStart = (prepared: PreparedInstance) => {
    speakShortly(prepared);
    return options.schema(store.realtime, prepared);
  };
  const optional = {
    ...(handWritten && { handWritten }),
    ...(addresses && { addresses }),
    ...(tls && { tls }),
    ...(memoryLimitBytes && { memoryLimitBytes }),
  };
  const cleanUp = async () => {
    await store.release();
    claim.release();
    removeFolder(dir);
  };
  try {
    const instance = await startInstance({
      rootfs: rootfs.dir,
      dir,
      name: options.name ?? 'lab',
      ports,
      realtime: store.realtime,
      verboseLog: true,
      beforeStart,
      ...optional,
    });
    const release = async () => {
      // Its folder goes with it, so there is nothing to put away in order (0.8 s).
      await instance.kill();
      await cleanUp();
    };
    // Descriptors, not a spread: `pid` is a getter.
    return Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(instance), release: { value: release, enumerable: true } },
    ) as LabAsterisk;
  } catch (cause) {
    await cleanUp();
    throw cause;
  }
}

async function realtimeStore(
  options: LabAsteriskOptions,
  dir: string,
): Promise<{ realtime: RealtimeStore; release: () => Promise<void> }> {
  if (options.realtime === 'sqlite')
    return { realtime: { kind: 'sqlite', file: join(dir, 'realtime/pbx.sqlite3') }, release: async () => undefined };
  const server: LabServer = options.mariadb ?? (await labMariadb());
  const created = await server.createDatabase('pbx');
  const { host, port, database, user, password } = created;
  return {
    realtime: { kind: 'mariadb', host, port, database, user, password },
    release: async () => {
      // A server the caller brought may be dead by now; its end drops the database too.
      await created.drop().catch(() => undefined);
      if (!options.mariadb) await server.release();
    },
  };
}
