import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { boxId } from '@synergycall/domain';
import { holdLock } from '../platform/asterisk-host/index.ts';

/** What this agent decided at its first start and keeps to: phones and apps remember addresses and ports. */
const settings = z.object({
  boxId: boxId.optional(),
  https: z.number().int().optional(),
  http: z.number().int().optional(),
  sip: z.number().int().optional(),
  sipTls: z.number().int().optional(),
  ws: z.number().int().optional(),
  wss: z.number().int().optional(),
  ami: z.number().int().optional(),
  rtp: z.tuple([z.number().int(), z.number().int()]).optional(),
  sipBind: z.string().optional(),
  publicAddress: z.string().optional(),
  localNets: z.array(z.string()).optional(),
});
export type Settings = z.infer<typeof settings>;

export interface StateFolder {
  readonly dir: string;
  path(...parts: string[]): string;
  readonly settings: Settings;
  remember(more: Settings): void;
}

/**
 * Makes this process the only one on its folder; the kernel frees it when the process ends, however it ends.
 * A second start would take over the first one's database and Asterisk, and stop them as it leaves.
 */
export function claimState({ dir, path }: StateFolder): void {
  if (!holdLock(path('running.lock')))
    throw new Error(`SynergyCall runs already from ${dir}. Stop that one first, or name another folder (--state DIR).`);
}

/** The agent's own folder, 0711: databases, keys, journal, back-ups. Throws one sentence when its settings can't be read. */
export function openState(folder: string): StateFolder {
  const dir = resolve(folder);
  const isNew = mkdirSync(dir, { recursive: true, mode: 0o700 }) !== undefined;
  // SECURITY: keys and digests live below; but Asterisk's own user must be able to pass through to its part. A folder
  // that was there is somebody's choice (or a slip such as `--state /srv`): it is only made passable.
  chmodSync(dir, isNew ? 0o711 : (statSync(dir).mode & 0o7777) | 0o111);
  const file = join(dir, 'settings.json');
  let known = existsSync(file) ? read(file) : {};
  return {
    dir,
    path: (...parts) => join(dir, ...parts),
    get settings() {
      return known;
    },
    remember(more) {
      known = { ...known, ...more };
      const temporary = `${file}.new`;
      writeFileSync(temporary, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
      renameSync(temporary, file);
    },
  };
}

function read(file: string): Settings {
  try {
    return settings.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} can't be read: mend it or remove it, then start again`, { cause: error });
  }
}

export interface PortWish {
  /** Said on the command line: taken or refused, never replaced. */
  readonly said?: number | undefined;
  /** From an earlier start: apps and phones know it. */
  readonly known?: number | undefined;
  readonly usual: number;
  readonly udp?: boolean;
  /** The word that names another port, if there is one. */
  readonly flag?: string;
  /** What holds the known port is ours: left running when the agent was killed. */
  readonly ours?: boolean;
}

/** Chosen in this start, but not listened on yet. */
const chosen = new Set<number>();

/**
 * The port to use. One that was said or is known must be free: moving silently would cut off phones and apps.
 * Only at the first start, and only if nobody said a port, the next free one is taken.
 */
export async function choosePort(what: string, host: string, wish: PortWish): Promise<number> {
  const fixed = wish.said ?? wish.known;
  if (fixed !== undefined) {
    if ((wish.ours && wish.said === undefined) || (await isFree(host, fixed, wish.udp))) return fixed;
    throw new Error(
      `${what}: port ${fixed} on ${host} is in use by another program. Stop that program${wish.flag ? `, or name another port (${wish.flag} PORT)` : ''}.`,
    );
  }
  for (let port = wish.usual; port < wish.usual + 50; port += 1) {
    if (chosen.has(port) || !(await isFree(host, port, wish.udp))) continue;
    chosen.add(port);
    return port;
  }
  throw new Error(`${what}: no port from ${wish.usual} to ${wish.usual + 49} is free on ${host}.`);
}

async function isFree(host: string, port: number, udp = false): Promise<boolean> {
  const tcp = await new Promise<boolean>((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, host, () => server.close(() => done(true)));
  });
  if (!tcp || !udp) return tcp;
  return await new Promise<boolean>((done) => {
    const socket = createSocket('udp4');
    socket.once('error', () => done(false));
    socket.bind(port, host, () => socket.close(() => done(true)));
  });
}
