import { execFile, spawn } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, openSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { prepareAstdb } from '../astdb/index.ts';
import { askConsole } from '../asterisk-cli/index.ts';
import { selfSigned } from './certificate.ts';
import { baseConfig } from './config.ts';
import { commandLine, environment, type LaunchInput } from './command-line.ts';
import { installation, type Installation } from './installation.ts';
import {
  amiAccounts,
  defaultRunAs,
  instancePaths,
  makeFolders,
  makeHoldMusic,
  makeRealtimeFile,
  ownKey,
  refuseLongPath,
  writeFiles,
} from './layout.ts';
import {
  endProcess,
  gone,
  identify,
  isSameProcess,
  readPidfile,
  removePidfile,
  signal,
  writePidfile,
  type ProcessIdentity,
} from './process.ts';
import { TRANSPORTS } from './pjsip-conf.ts';
import { asteriskVersion } from './version.ts';
import type { AsteriskInstance, PreparedInstance, StartOptions, TlsFiles } from './types.ts';

const run = promisify(execFile);
const DEFAULT_MEMORY = 8 * 1024 ** 3;
/** `host/pid/version`: what the control socket says first. */
const GREETING = /^[^\n]*\/\d+\/[^\n]*\n/;
/**
 * Asterisk drops what a console does not take within 100 ms, so what may be long goes to `asterisk -rx`, which has no
 * other work. All else goes straight to the control socket: a process of its own took 0.1 s of a core.
 */
const LONG_ANSWER = /^(dialplan|database) show\b/;

/**
 * Prepares `dir`, starts Asterisk in it and waits for FullyBooted. One that an earlier process of ours left
 * running there is taken over when nothing in its base files changed (calls go on), else replaced.
 * Throws when it does not boot: the error carries the last lines of its log.
 */
export async function startInstance(options: StartOptions): Promise<AsteriskInstance> {
  const install = installation(options.rootfs);
  const version = await asteriskVersion(install);
  const { prepared, changed } = await prepare(options, install);
  await options.beforeStart?.(prepared);
  const instance = control({ prepared, install, version, memory: options.memoryLimitBytes ?? DEFAULT_MEMORY });
  const leftover = readPidfile(prepared.paths.pidfile);
  if (leftover && changed.length === 0) instance.adopt(leftover);
  else if (leftover) await endProcess(leftover);
  try {
    if (instance.handle.pid === undefined) await instance.handle.start();
    else await instance.handle.waitFullyBooted();
    await refuseDeadTransports(instance.handle);
  } catch (cause) {
    await instance.handle.stop();
    throw cause;
  }
  return instance.handle;
}

/** Pid of an Asterisk that an earlier process of ours left running in `dir` (it was killed); its ports are taken by itself. */
export const leftRunning = (dir: string): number | undefined => readPidfile(instancePaths(dir, '').pidfile)?.pid;

/** A taken port does not keep Asterisk 22 from booting: the transport is just absent. */
async function refuseDeadTransports(instance: AsteriskInstance): Promise<void> {
  const shown = await instance.cli('pjsip show transports');
  const dead = Object.values(TRANSPORTS).filter((name) => !shown.includes(`${name} `));
  if (dead.length > 0)
    throw new Error(
      `asterisk-host: ${instance.name} could not open ${dead.join(', ')}; is another program on port ${instance.ports.sip} or ${instance.ports.sipTls}?`,
    );
}

async function prepare(
  options: StartOptions,
  install: Installation,
): Promise<{ prepared: PreparedInstance; changed: string[] }> {
  const runAs = options.runAs ?? defaultRunAs();
  const paths = instancePaths(options.dir, install.data);
  refuseLongPath(paths);
  makeFolders(paths, runAs);
  makeHoldMusic(paths);
  const addresses = options.addresses ?? { bind: '127.0.0.1' };
  const tls = await tlsFiles(options.tls, paths.keys, addresses.external ?? hostname());
  ownKey(tls.key, runAs);
  ownKey(tls.certificate, runAs);
  const realtime = options.realtime ?? { kind: 'sqlite' as const, file: join(paths.realtime, 'pbx.sqlite3') };
  if (realtime.kind === 'sqlite') makeRealtimeFile(realtime.file, runAs);
  const ami = amiAccounts(options.dir, options.ports.ami);
  const prepared = { name: options.name, paths, ports: options.ports, addresses, ami, realtime, tls, runAs };
  const { handWritten, verboseLog } = options;
  const files = baseConfig({
    ...prepared,
    install,
    ...(handWritten && { handWritten }),
    ...(verboseLog && { verboseLog }),
  });
  return { prepared, changed: writeFiles(paths, files, runAs) };
}

/** Given PEM files are copied in: their own folder may be closed to Asterisk's user. */
async function tlsFiles(given: TlsFiles | undefined, keys: string, host: string): Promise<TlsFiles> {
  if (!given) return selfSigned(keys, host);
  const own = { certificate: join(keys, 'server.crt'), key: join(keys, 'server.key'), ca: given.ca };
  copyFileSync(given.certificate, own.certificate);
  copyFileSync(given.key, own.key);
  return own;
}

interface ControlInput extends LaunchInput {
  readonly version: string;
}

interface Control {
  readonly handle: AsteriskInstance;
  adopt(process: ProcessIdentity): void;
}

function control({ prepared, install, version, memory }: ControlInput): Control {
  const { paths } = prepared;
  const listeners = new Set<Parameters<AsteriskInstance['onExit']>[0]>();
  let live: ProcessIdentity | undefined;
  let exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;

  const ended = (how: { code: number | null; signal: NodeJS.Signals | null }) => {
    live = undefined;
    exit = how;
    removePidfile(paths.pidfile);
    for (const listener of listeners) listener(how);
  };

  const launch = () => {
    exit = undefined;
    // Before anyone reads it: a reader of a rollback-mode AstDB makes Asterisk lose writes (platform/astdb).
    const astdb = prepareAstdb(paths.astdb, prepared.runAs);
    if (!astdb.ok) throw new Error(`asterisk-host: ${paths.astdb} cannot be prepared (${astdb.error.code})`);
    const console = openSync(join(paths.log, 'console.log'), 'a', 0o640);
    const [command, ...args] = commandLine({ prepared, install, memory });
    // Detached: Ctrl-C in our terminal must not end it before we have hung up; it outlives our crash, calls go on.
    const child = spawn(command ?? '', args, {
      cwd: paths.run,
      env: environment(prepared, install),
      stdio: ['ignore', console, console],
      detached: true,
    });
    closeSync(console);
    child.once('error', () => ended({ code: 127, signal: null }));
    child.once('exit', (code, name) => ended({ code, signal: name }));
    child.unref();
    live = child.pid === undefined ? undefined : identify(child.pid);
    if (live) writePidfile(paths.pidfile, live);
  };

  const cli = async (command: string, timeoutMs = 10_000): Promise<string> => {
    if (!LONG_ANSWER.test(command)) {
      const said = await askConsole(join(paths.run, 'asterisk.ctl'), command, timeoutMs);
      if (!said.ok) throw new Error(`asterisk-host: Asterisk ${prepared.name} did not answer (${said.error.code})`);
      return said.value.replace(GREETING, '');
    }
    const [file, ...args] = [install.command, ...install.args, '-C', paths.conf, '-rx', command];
    const { stdout } = await run(file, args, {
      timeout: timeoutMs,
      env: environment(prepared, install),
      maxBuffer: 64 * 1024 ** 2,
    });
    return stdout;
  };

  const waitFullyBooted = async (timeoutMs = 30_000): Promise<void> => {
    const end = Date.now() + timeoutMs;
    while (Date.now() < end) {
      if (!live || !isSameProcess(live))
        throw new Error(
          `asterisk-host: Asterisk ${prepared.name} ended while booting (${describe(exit)})\n${lastLines(prepared)}`,
        );
      const said = existsSync(join(paths.run, 'asterisk.ctl'))
        ? await cli('core waitfullybooted', Math.max(end - Date.now(), 1)).catch(() => '')
        : '';
      if (said.includes('fully booted')) return;
      await sleep(25);
    }
    throw new Error(
      `asterisk-host: Asterisk ${prepared.name} did not boot within ${timeoutMs} ms\n${lastLines(prepared)}`,
    );
  };

  const settled = async (identity: ProcessIdentity) => {
    // The child's exit event follows the end of the process by a turn of the loop; an adopted one has none.
    for (let turn = 0; turn < 50 && live === identity; turn += 1) await sleep(10);
    if (live === identity) ended({ code: null, signal: null });
  };

  const handle: AsteriskInstance = {
    ...prepared,
    version,
    shell: [install.command, ...install.args, '-C', paths.conf].map(shellWord).join(' '),
    get pid() {
      return live && isSameProcess(live) ? live.pid : undefined;
    },
    cli,
    waitFullyBooted,
    async kill(name = 'SIGKILL') {
      const identity = live;
      if (!identity) return;
      signal(identity, name);
      if (!['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGSEGV'].includes(name)) return;
      if (await gone(identity, 10_000)) await settled(identity);
    },
    async stop() {
      const identity = live;
      if (!identity) return;
      await endProcess(identity);
      await settled(identity);
    },
    async start() {
      if (handle.pid !== undefined) return;
      launch();
      await waitFullyBooted();
    },
    async restart() {
      await handle.stop();
      await handle.start();
    },
    onExit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const adopt = (identity: ProcessIdentity) => {
    live = identity;
    // Not our child, so nobody tells us of its end.
    const watch = setInterval(() => {
      if (live !== identity) return clearInterval(watch);
      if (!isSameProcess(identity)) ended({ code: null, signal: null });
    }, 250);
    watch.unref();
  };
  return { handle, adopt };
}

const shellWord = (word: string): string => (/^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

function describe(exit: { code: number | null; signal: NodeJS.Signals | null } | undefined): string {
  return exit?.signal ?? (exit ? `exit code ${exit.code}` : 'unknown');
}

function lastLines({ paths }: PreparedInstance): string {
  return [join(paths.log, 'console.log'), paths.fullLog]
    .map((file) => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n') : ''))
    .join('\n');
}
