import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withLock } from '../../agent/src/platform/asterisk-host/lock.ts';
import { isSameProcess } from '../../agent/src/platform/asterisk-host/process.ts';
import { labDir, lockFile, ownFolder, readIdentity, removeFolder, self } from './place.ts';
import type { ServerProcess } from './server-process.ts';
import type { LabDatabase, LabServer, ServerOptions } from './types.ts';

/** A running server and what can be done with it; `port` is known once started. */
export interface Engine {
  readonly process: ServerProcess;
  readonly port: number;
  /** `template`: a copy of that one, and of the role of this name which owns what is in it. */
  createDatabase(name: string, template?: string): Promise<LabDatabase>;
  /** Drops databases that crashed test runs left behind; nobody else holds the server then. */
  dropLeftovers(): Promise<void>;
}

/** For servers whose engine knows templates. */
interface Copying {
  createDatabase(name?: string, template?: string): Promise<LabDatabase>;
}

export interface EngineKind {
  readonly name: string;
  /** Makes the data folder if needed and starts the server in `dir`, or finds it running there. */
  open(dir: string): Promise<Engine>;
}

/**
 * A server shared by all test processes (the last one out stops it; its data folder is kept for the next run),
 * or, with `own`, one of this caller alone that may be killed and paused.
 */
export async function labServer(kind: EngineKind, options: ServerOptions = {}): Promise<LabServer & Copying> {
  return options.own ? ownServer(kind) : sharedServer(kind);
}

async function ownServer(kind: EngineKind): Promise<LabServer & Copying> {
  const dir = ownFolder(kind.name);
  const engine = await kind.open(dir);
  return {
    ...creating(engine),
    get pid() {
      return engine.process.identity?.pid;
    },
    kill: () => engine.process.kill(),
    stop: () => engine.process.stop(),
    start: () => engine.process.start(),
    pause: () => engine.process.pause(),
    resume: () => engine.process.resume(),
    async release() {
      engine.process.resume();
      await engine.process.kill();
      removeFolder(dir);
    },
  };
}

async function sharedServer(kind: EngineKind): Promise<LabServer & Copying> {
  const dir = join(labDir(), kind.name);
  const leases = join(dir, 'leases');
  mkdirSync(leases, { recursive: true });
  const lease = join(leases, `${randomUUID()}.json`);
  const engine = await withLock(lockFile(kind.name), async () => {
    const opened = await kind.open(dir);
    if (living(leases) === 0) await opened.dropLeftovers();
    writeFileSync(lease, JSON.stringify(self()));
    return opened;
  });
  const created = creating(engine);
  const refuse = (): never => {
    throw new Error(`lab: the shared ${kind.name} serves other tests too; ask for one of your own with { own: true }`);
  };
  let released = false;
  return {
    ...created,
    get pid() {
      return engine.process.identity?.pid;
    },
    kill: async () => refuse(),
    stop: async () => refuse(),
    start: async () => refuse(),
    pause: async () => refuse(),
    resume: refuse,
    async release() {
      if (released) return;
      released = true;
      await created.dropAll();
      await withLock(lockFile(kind.name), async () => {
        rmSync(lease, { force: true });
        if (living(leases) === 0) await engine.process.stop();
      });
    },
  };
}

/** Counts the test processes that hold the server, and forgets those that died. */
function living(leases: string): number {
  return readdirSync(leases).filter((name) => {
    const owner = readIdentity(join(leases, name));
    const lives = owner !== undefined && isSameProcess(owner);
    if (!lives) rmSync(join(leases, name), { force: true });
    return lives;
  }).length;
}

function creating(engine: Engine) {
  const open = new Set<LabDatabase>();
  return {
    port: engine.port,
    async createDatabase(name?: string, template?: string): Promise<LabDatabase> {
      const word = name
        ?.toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .slice(0, 20);
      const database = await engine.createDatabase(
        `lab_${word ? `${word}_` : ''}${randomUUID().slice(0, 8)}`,
        template,
      );
      open.add(database);
      const drop = async () => {
        open.delete(database);
        await database.drop();
      };
      return { ...database, drop };
    },
    async dropAll(): Promise<void> {
      for (const database of open) await database.drop().catch(() => undefined);
    },
  };
}
