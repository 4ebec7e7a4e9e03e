import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { debianMirror } from './apt-sources.ts';
import { installation } from './installation.ts';
import { withLock } from './lock.ts';
import { asteriskVersion } from './version.ts';

const SUITE = 'forky';
const PACKAGES = ['asterisk', 'asterisk-core-sounds-en-gsm', 'odbc-mariadb', 'unixodbc'];
const RECORD = 'synergycall-rootfs.json';
const TOOLS = ['debootstrap', 'debian-archive-keyring'];
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const PUBLIC_MIRROR = 'http://deb.debian.org/debian';

export interface ProvisionOptions {
  /** Default: `rootfsDir()`. */
  readonly dir?: string;
  readonly onProgress?: (step: ProvisionStep) => void;
  /** Installs debootstrap with apt-get when it is missing; false by default: that changes the host. */
  readonly mayInstallDebootstrap?: boolean;
}

export type ProvisionStep =
  | { readonly tag: 'waiting'; readonly for: 'another process that is making it' }
  | { readonly tag: 'installing'; readonly package: 'debootstrap' }
  | { readonly tag: 'fetching'; readonly mirror: string; readonly suite: string }
  /** debootstrap's own words, one line each: `Retrieving …`, `Unpacking …`, `Configuring …`. */
  | {
      readonly tag: 'working';
      readonly phase: 'retrieving' | 'unpacking' | 'configuring' | 'other';
      readonly detail: string;
    }
  | { readonly tag: 'checking' }
  | { readonly tag: 'ready'; readonly dir: string; readonly version: string; readonly seconds: number };

export interface Rootfs {
  readonly dir: string;
  readonly version: string;
}

export type CannotProvision =
  | { readonly code: 'rootfs.not-root' }
  | { readonly code: 'rootfs.not-debian'; readonly system: string }
  /** It, or Debian's keys, which Ubuntu leaves out. Can be had by apt-get, or `mayInstallDebootstrap`. */
  | { readonly code: 'rootfs.no-debootstrap'; readonly remedy: string };

/** SYNERGYCALL_ROOTFS, or the machine's cache. */
export function rootfsDir(): string {
  return process.env['SYNERGYCALL_ROOTFS'] ?? '/var/cache/synergycall/rootfs';
}

/** Why a root file system cannot be made here; undefined when it can (or already is there). */
export function canProvision(dir: string = rootfsDir()): CannotProvision | undefined {
  if (existsSync(join(dir, 'usr/sbin/asterisk'))) return undefined;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const ids = /^ID(?:_LIKE)?=.*$/gm;
  if (!(release.match(ids) ?? []).some((line) => /debian|ubuntu/.test(line))) {
    return { code: 'rootfs.not-debian', system: /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? process.platform };
  }
  if (process.getuid?.() !== 0) return { code: 'rootfs.not-root' };
  if (!findDebootstrap() || !existsSync(KEYRING))
    return { code: 'rootfs.no-debootstrap', remedy: `apt-get install ${TOOLS.join(' ')}` };
  return undefined;
}

/**
 * A Debian testing root file system with Asterisk 22 in `dir`: found, or made by debootstrap (one minute, 0.5 GB).
 * Whole or absent: it is built beside and renamed. Processes that ask at once wait for the one that builds.
 * Throws one sentence when it cannot be made or holds another Asterisk than 22.x.
 */
export async function provisionRootfs(options: ProvisionOptions = {}): Promise<Rootfs> {
  const dir = options.dir ?? rootfsDir();
  const recorded = record(dir);
  if (recorded) return recorded;
  const progress = options.onProgress ?? (() => undefined);
  const patience = setTimeout(() => progress({ tag: 'waiting', for: 'another process that is making it' }), 500);
  return withLock(`${dir}.lock`, async () => {
    clearTimeout(patience);
    const begun = Date.now();
    const meanwhile = record(dir);
    if (meanwhile) return meanwhile;
    if (!existsSync(join(dir, 'usr/sbin/asterisk'))) await build(dir, options, progress);
    progress({ tag: 'checking' });
    const version = await asteriskVersion(installation(dir));
    writeFileSync(join(dir, RECORD), `${JSON.stringify({ asterisk: version, suite: SUITE, packages: PACKAGES })}\n`);
    progress({ tag: 'ready', dir, version, seconds: (Date.now() - begun) / 1000 });
    return { dir, version };
  }).finally(() => clearTimeout(patience));
}

function record(dir: string): Rootfs | undefined {
  const file = join(dir, RECORD);
  if (!existsSync(file)) return undefined;
  const { asterisk } = JSON.parse(readFileSync(file, 'utf8')) as { asterisk: string };
  return { dir, version: asterisk };
}

async function build(dir: string, options: ProvisionOptions, progress: (step: ProvisionStep) => void): Promise<void> {
  let obstacle = canProvision(dir);
  if (obstacle?.code === 'rootfs.no-debootstrap' && options.mayInstallDebootstrap) {
    progress({ tag: 'installing', package: 'debootstrap' });
    const install = () => command(['apt-get', 'install', '-y', '--no-install-recommends', ...TOOLS], () => undefined);
    // A fresh machine's package lists are empty.
    await install().catch(async () => {
      await command(['apt-get', 'update', '-q'], () => undefined);
      await install();
    });
    obstacle = canProvision(dir);
  }
  if (obstacle) throw new Error(`asterisk-host: a private Asterisk cannot be made here: ${explain(obstacle)}`);
  const building = `${dir}.building-${process.pid}`;
  for (const leftover of siblings(dir)) rmSync(leftover, { recursive: true, force: true });
  const mirror = debianMirror(aptSources()) ?? PUBLIC_MIRROR;
  progress({ tag: 'fetching', mirror, suite: SUITE });
  const scripts = scriptsFolder(`${building}.scripts`);
  try {
    const args = [
      '--variant=minbase',
      // SECURITY: without Debian's keys debootstrap would go on unverified, as root, with what plain HTTP brought.
      '--force-check-gpg',
      `--include=${PACKAGES.join(',')}`,
      SUITE,
      building,
      mirror,
      join(scripts.dir, SUITE),
    ];
    await command([findDebootstrap() ?? 'debootstrap', ...args], (line) => progress(parseLine(line)), scripts.env);
    await asteriskVersion(installation(building));
    rmSync(join(building, 'var/cache/apt/archives'), { recursive: true, force: true });
    // Debian's link leads to /etc/alternatives of the host, since we don't run in a chroot: announcements would be silent.
    rmSync(join(building, 'usr/share/asterisk/sounds/en'), { force: true });
    symlinkSync('en_US_f_Allison', join(building, 'usr/share/asterisk/sounds/en'));
    renameSync(building, dir);
  } finally {
    rmSync(building, { recursive: true, force: true });
    rmSync(`${building}.scripts`, { recursive: true, force: true });
  }
}

/** What an earlier build left when it was killed; we hold the lock, so nobody builds there now. */
function siblings(dir: string): string[] {
  mkdirSync(dirname(dir), { recursive: true });
  const prefix = `${dir.slice(dir.lastIndexOf('/') + 1)}.building-`;
  return readdirSync(dirname(dir))
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(dirname(dir), name));
}

/** Debian 12 does not know `forky` yet; its script is `sid`'s. The system's folder is left alone: a copy by links is used. */
function scriptsFolder(copy: string): { dir: string; env: NodeJS.ProcessEnv } {
  const system = '/usr/share/debootstrap';
  if (existsSync(join(system, 'scripts', SUITE))) return { dir: join(system, 'scripts'), env: {} };
  const scripts = join(copy, 'scripts');
  mkdirSync(scripts, { recursive: true });
  for (const name of readdirSync(system)) if (name !== 'scripts') symlinkSync(join(system, name), join(copy, name));
  for (const name of readdirSync(join(system, 'scripts')))
    symlinkSync(join(system, 'scripts', name), join(scripts, name));
  symlinkSync(join(system, 'scripts/sid'), join(scripts, SUITE));
  return { dir: scripts, env: { DEBOOTSTRAP_DIR: copy } };
}

function aptSources(): Record<string, string> {
  const folder = '/etc/apt/sources.list.d';
  const listed = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const files = ['/etc/apt/sources.list', ...listed].filter(
    (file) => /\.(list|sources)$/.test(file) && existsSync(file),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

function findDebootstrap(): string | undefined {
  return ['/usr/sbin/debootstrap', '/sbin/debootstrap', '/usr/bin/debootstrap'].find((file) => existsSync(file));
}

/** debootstrap speaks in lines such as `I: Retrieving libc6 2.41-1`. */
export function parseLine(line: string): ProvisionStep {
  const detail = line.replace(/^[IWE]: /, '');
  const word = /^(Retrieving|Validating|Extracting|Unpacking|Configuring|Installing)/.exec(detail)?.[1] ?? '';
  const phase = {
    Retrieving: 'retrieving',
    Validating: 'retrieving',
    Extracting: 'unpacking',
    Unpacking: 'unpacking',
    Installing: 'configuring',
    Configuring: 'configuring',
  }[word] as 'retrieving' | 'unpacking' | 'configuring' | undefined;
  return { tag: 'working', phase: phase ?? 'other', detail };
}

/** One sentence for people. */
export function explain(obstacle: CannotProvision): string {
  switch (obstacle.code) {
    case 'rootfs.not-root':
      return 'it takes root (debootstrap); run it as root once, or install Asterisk 22 yourself';
    case 'rootfs.not-debian':
      return `${obstacle.system} is neither Debian nor Ubuntu; install Asterisk 22 yourself`;
    case 'rootfs.no-debootstrap':
      return `debootstrap or Debian's keys are not installed (${obstacle.remedy})`;
  }
}

function command(argv: readonly string[], onLine: (line: string) => void, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', ...env },
    });
    const last: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          onLine(line);
          last.push(line);
          if (last.length > 10) last.shift();
        }
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} failed (${code})\n${last.join('\n')}`)),
    );
  });
}
