import { createSocket } from 'node:dgram';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withLock } from '../../agent/src/platform/asterisk-host/lock.ts';
import { isSameProcess, type ProcessIdentity } from '../../agent/src/platform/asterisk-host/process.ts';
import { labDir, lockFile, self } from './place.ts';

/** Below the kernel's ephemeral range (from 32768), so no outgoing connection can take a claimed port. */
const FIRST = 20_000;
const LAST = 32_000;

export interface PortClaim {
  readonly first: number;
  readonly ports: readonly number[];
  /** Makes the claim live as long as this process (a server that outlives its starter). */
  assign(owner: ProcessIdentity): void;
  release(): void;
}

interface Claim {
  readonly owner: ProcessIdentity;
  readonly first: number;
  readonly count: number;
}

/**
 * Claims `count` neighbouring ports (the first one even) that are free for TCP and UDP on 127.0.0.1. Safe between processes:
 * claims are files under a lock and end with their owner.
 */
export async function claimPorts(count: number): Promise<PortClaim> {
  return withLock(lockFile('ports'), async () => {
    const folder = join(labDir(), 'ports');
    mkdirSync(folder, { recursive: true });
    const taken = liveClaims(folder);
    const slots = Math.floor((LAST - FIRST - count) / 2);
    const start = Math.floor(Math.random() * slots);
    for (let step = 0; step < slots; step += 1) {
      const first = FIRST + 2 * ((start + step) % slots);
      if (taken.some((claim) => first < claim.first + claim.count && claim.first < first + count)) continue;
      const ports = Array.from({ length: count }, (_, index) => first + index);
      if (await allFree(ports)) return claim(folder, { owner: self(), first, count });
    }
    throw new Error(`lab: no ${count} neighbouring ports are free between ${FIRST} and ${LAST}`);
  });
}

/** One free port, for a helper that needs just that; lives until this process ends. */
export async function claimPort(): Promise<number> {
  return (await claimPorts(1)).first;
}

function claim(folder: string, entry: Claim): PortClaim {
  const file = join(folder, `${randomUUID()}.json`);
  const write = (owner: ProcessIdentity) => writeFileSync(file, JSON.stringify({ ...entry, owner }));
  write(entry.owner);
  return {
    first: entry.first,
    ports: Array.from({ length: entry.count }, (_, index) => entry.first + index),
    assign: write,
    release: () => rmSync(file, { force: true }),
  };
}

function liveClaims(folder: string): Claim[] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    try {
      const entry = JSON.parse(readFileSync(file, 'utf8')) as Claim;
      if (isSameProcess(entry.owner)) return [entry];
    } catch {
      // Released meanwhile, or half written by a process that died: nobody's.
    }
    rmSync(file, { force: true });
    return [];
  });
}

async function allFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if (!(await tcpFree(port)) || !(await udpFree(port))) return false;
  return true;
}

function tcpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function udpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
