import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent as HttpsAgent } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '../../agent/src/router.ts';
import { overHttps } from '@synergycall/client';
import { claimPorts, type AgentClient, type PortClaim } from '../lab/index.ts';

const root = resolve(import.meta.dirname, '../..');
export const ADMIN = { name: 'Petra Platform', email: 'petra@box.example', password: 'kelp-lantern-orbit-42' };

/** A person's folder for SynergyCall, and what they do with `npm start` in it. */
export interface Installation {
  readonly state: string;
  readonly ports: Ports;
  /** Runs `npm start -- ...words` (its node command, without npm in between). */
  start(...words: string[]): Started;
  /** A client of the agent that trusts the CA of this installation. */
  client(token?: string): AgentClient;
  get(path: string): Promise<Response>;
  /** Command lines of everything that runs on this folder. */
  processes(): string[];
  /** Ends what is left, by pid, and removes the folder. */
  remove(): Promise<void>;
}
export interface Ports {
  readonly https: number;
  readonly http: number;
  readonly sip: number;
}
export interface Started {
  readonly pid: number;
  /** All that was printed so far. */
  readonly printed: string;
  /** Resolves with the match; rejects with all that was printed when the program ends first. */
  until(pattern: RegExp, within?: number): Promise<RegExpExecArray>;
  /** It is up: the last line is printed. */
  up(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Exit code; null after a kill. */
  readonly ended: Promise<number | null>;
}

/** Ports of the installation are claimed, so that tests may run side by side; SIP's stand in the settings, as after an earlier start. */
export async function installation(env: Record<string, string> = {}, clone = root): Promise<Installation> {
  const state = mkdtempSync(join(tmpdir(), 'start-'));
  const claim: PortClaim = await claimPorts(40);
  const [https = 0, http = 0, sip = 0, sipTls = 0, ws = 0, wss = 0, ami = 0, ...voice] = claim.ports;
  const first = voice.find((port) => port % 2 === 0) ?? 0;
  const known = { sip, sipTls, ws, wss, ami, rtp: [first, first + 24] };
  writeFileSync(join(state, 'settings.json'), JSON.stringify(known), { mode: 0o600 });
  const running: ChildProcess[] = [];
  let agents: HttpsAgent[] = [];
  const trusting = (): HttpsAgent => {
    const made = new HttpsAgent({ ca: readFileSync(join(state, 'tls/ca.crt')) });
    agents.push(made);
    return made;
  };
  const url = `https://127.0.0.1:${https}`;
  const { DATABASE_URL: _, REALTIME_URL: __, ...inherited } = process.env;
  return {
    state,
    ports: { https, http, sip },
    start(...words) {
      const args = ['scripts/run.mjs', 'agent/src/cli/start.ts', '--state', state];
      // As npm does it, without npm's own second.
      const child = spawn(
        join(clone, 'node_modules/.bin/node'),
        [...args, '--https', String(https), '--http', String(http), ...words],
        {
          cwd: clone,
          env: { ...inherited, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      running.push(child);
      return watched(child);
    },
    client: (token) =>
      createTRPCClient<AppRouter>({
        links: [
          httpLink({
            url: `${url}/trpc`,
            fetch: overHttps(trusting()),
            headers: token ? { authorization: `Bearer ${token}` } : {},
          }),
        ],
      }),
    get: (path) => overHttps(trusting())(`${url}${path}`),
    processes: () => processesOn(state).map(({ command }) => command),
    async remove() {
      for (const agent of agents) agent.destroy();
      agents = [];
      for (const child of running) child.kill('SIGKILL');
      for (const { pid } of processesOn(state)) kill(pid);
      await new Promise((done) => setTimeout(done, 100));
      rmSync(state, { recursive: true, force: true });
      claim.release();
    },
  };
}

function watched(child: ChildProcess): Started {
  let printed = '';
  let code: number | null | undefined;
  const ended = new Promise<number | null>((done) => child.once('close', done));
  void ended.then((how) => (code = how));
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (printed += part.toString()));
  const until = async (pattern: RegExp, within = 100_000): Promise<RegExpExecArray> => {
    for (const end = Date.now() + within; ;) {
      const match = pattern.exec(printed);
      if (match) return match;
      if (code !== undefined) throw new Error(`it ended (${code}) without ${String(pattern)}; it printed:\n${printed}`);
      if (Date.now() > end) throw new Error(`no ${String(pattern)} within ${within} ms; it printed:\n${printed}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  return {
    pid: child.pid ?? 0,
    get printed() {
      return printed;
    },
    until,
    up: async () => void (await until(/Ctrl-C stops it all\./)),
    signal: (name) => void child.kill(name),
    ended,
  };
}

function processesOn(folder: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command.includes(folder) ? [{ pid: Number(name), command }] : [];
      } catch {
        return [];
      }
    });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** The first admin, by the code that was printed. @returns a signed-in client */
export async function firstAdmin(place: Installation, started: Started): Promise<AgentClient> {
  const [, code = ''] = await started.until(/one-time code:\s+(\S+)/);
  await started.up();
  const { token } = await place.client().auth.bootstrap.mutate({ ...ADMIN, code });
  return place.client(token ?? '');
}

export async function signIn(place: Installation): Promise<AgentClient> {
  const { email, password } = ADMIN;
  const { token } = await place.client().auth.signIn.mutate({ email, password, client: 'api' });
  return place.client(token ?? '');
}
