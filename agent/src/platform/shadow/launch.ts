import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import type { ShadowOptions } from './types.ts';

const run = promisify(execFile);

/** SECURITY: what a text can make it do ends at these. With 60 calls at once it has 21 MB, in 102 MB of address space (22.10.1). */
const MEMORY_BYTES = 512 * 1024 ** 2;
const CPU_SECONDS = 20;
/** A dialplan that loops writes its log without end. */
const FILE_BYTES = 64 * 1024 ** 2;

let namespace: Promise<readonly string[] | undefined> | undefined;

/**
 * How a process gets a network namespace of its own on this host: as root plainly, else with a user namespace.
 * undefined: neither can be had (a container without the right). Tried once per process of the agent.
 */
export function ownNetwork(): Promise<readonly string[] | undefined> {
  return (namespace ??= firstThatWorks([
    ['unshare', '--net', '--'],
    ['unshare', '--user', '--map-current-user', '--net', '--'],
  ]));
}

async function firstThatWorks(ways: readonly (readonly string[])[]): Promise<readonly string[] | undefined> {
  for (const way of ways) {
    const [program = '', ...args] = way;
    const worked = await run(program, [...args, 'true'], { timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (worked) return way;
  }
  return undefined;
}

export interface Launched {
  readonly pid: number | undefined;
  /** Resolves when it is gone and reaped: why, for a person. */
  readonly gone: Promise<string>;
  kill(): void;
}

/**
 * Starts the shadow; each program in the line replaces itself by the next, so the pid stays. It dies with this
 * process: the kernel kills it (pdeathsig), and the shell in between ends if that has happened already.
 */
export function launch(
  { program, runAs }: Pick<ShadowOptions, 'program' | 'runAs'>,
  conf: string,
  network: readonly string[] | undefined,
): Launched {
  const user = runAs
    ? [`--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
    : [];
  const line = [
    // Calls come first: the live Asterisk has the cores when both want them (SC-020).
    'nice',
    '-n',
    '10',
    ...(network ?? []),
    'prlimit',
    `--as=${MEMORY_BYTES}`,
    `--cpu=${CPU_SECONDS}`,
    `--fsize=${FILE_BYTES}`,
    '--core=0',
    '--nofile=1024',
    '--',
    'setpriv',
    ...user,
    '--no-new-privs',
    '--pdeathsig=KILL',
    '--',
    'sh',
    '-c',
    '[ "$PPID" = "$0" ] && exec "$@"',
    String(process.pid),
    program.command,
    ...program.args,
    '-C',
    conf,
    '-f',
    '-n',
  ];
  const [command = '', ...args] = line;
  const child: ChildProcess = spawn(command, args, {
    stdio: 'ignore',
    // SECURITY: nothing of the agent's environment.
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', HOME: '/nonexistent', MALLOC_ARENA_MAX: '1' },
  });
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(`${command}: ${error.code ?? 'can’t be started'}`));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  return { pid: child.pid, gone, kill: () => void child.kill('SIGKILL') };
}
