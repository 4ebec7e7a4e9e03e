import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  canProvision,
  explain,
  provisionRootfs,
  type ProvisionStep,
} from '../../agent/src/platform/asterisk-host/index.ts';
import { isRoot } from './place.ts';
import { postgresBin } from './postgres.ts';

const run = promisify(execFile);

/** What the lab needs from Debian, and how to tell that it is there. `for` names what stays untested without it. */
interface Need {
  readonly package: string;
  readonly for: string;
  readonly present: () => boolean;
}

const program =
  (...names: string[]) =>
  () =>
    names.some((name) => ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((dir) => existsSync(`${dir}/${name}`)));

const NEEDS: readonly Need[] = [
  {
    package: 'debootstrap',
    for: 'a private Asterisk',
    present: () => program('debootstrap')() || canProvision()?.code !== 'rootfs.no-debootstrap',
  },
  { package: 'postgresql', for: 'the application database', present: () => postgresBin() !== undefined },
  { package: 'mariadb-server', for: 'PJSIP Realtime in MariaDB', present: program('mariadbd') },
  { package: 'sip-tester', for: 'SIP signalling (sipp)', present: program('sipp') },
  { package: 'baresip', for: 'SIP phones with sound and TLS', present: program('baresip') },
  { package: 'chromium', for: 'browser phones', present: program('chromium', 'chromium-browser') },
  { package: 'chromium-headless-shell', for: 'portal and desktop', present: program('chromium-headless-shell') },
  { package: 'libnss3-tools', for: 'certificates in browsers', present: program('certutil') },
  { package: 'openssh-server', for: 'SSH tunnels', present: program('sshd') },
  { package: 'sox', for: 'sound', present: program('sox') },
  { package: 'espeak-ng', for: 'spoken prompts', present: program('espeak-ng') },
  { package: 'openssl', for: 'certificates of phones', present: program('openssl') },
  { package: 'strace', for: 'the order in which files are made durable', present: program('strace') },
  { package: 'tzdata', for: 'time zones', present: () => existsSync('/usr/share/zoneinfo/UTC') },
];

export interface Missing {
  readonly package: string;
  readonly for: string;
  readonly why: string;
}

export interface LabReadiness {
  /** Packages installed by this call. */
  readonly installed: readonly string[];
  /** What is still not there; tests that need it are to say so. */
  readonly missing: readonly Missing[];
  /** The Asterisk that will be used, or why there is none. */
  readonly asterisk: { readonly version: string; readonly rootfs: string } | { readonly missing: string };
}

/**
 * Makes the lab complete when it may: as root on Debian it installs what is missing (apt-get; no service is
 * started) and makes the Asterisk root file system. Otherwise it changes nothing and tells what is missing.
 */
export async function installLab(onLine: (line: string) => void = () => undefined): Promise<LabReadiness> {
  const wanted = NEEDS.filter((need) => !need.present());
  const obstacle = wanted.length > 0 ? installObstacle() : undefined;
  let trouble = obstacle;
  if (wanted.length > 0 && !obstacle) {
    onLine(`Installing ${wanted.map((need) => need.package).join(', ')}`);
    trouble = await install(wanted.map((need) => need.package));
  }
  const still = NEEDS.filter((need) => !need.present());
  return {
    installed: wanted.filter((need) => !still.includes(need)).map((need) => need.package),
    missing: still.map((need) => ({
      package: need.package,
      for: need.for,
      why: trouble ?? 'the package does not bring it',
    })),
    asterisk: await asterisk(onLine),
  };
}

/** For `npm test` and CI: makes the lab complete and tells in one sentence each what it still lacks. */
export async function prepareLab(options: { onProgress?: (line: string) => void } = {}): Promise<string[]> {
  const { missing, asterisk: found } = await installLab(options.onProgress);
  const lacks = missing.map((need) => `${need.package} is missing, for ${need.for}: ${need.why}`);
  return 'missing' in found ? [...lacks, `no Asterisk 22: ${found.missing}`] : lacks;
}

/** Makes these packages of the lab's list be there, where that is allowed. @returns one sentence for each that is not */
export async function installPackages(
  names: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Promise<string[]> {
  const wanted = NEEDS.filter((need) => names.includes(need.package) && !need.present());
  if (wanted.length === 0) return [];
  const obstacle = installObstacle();
  if (!obstacle) onLine(`Installing ${wanted.map((need) => need.package).join(', ')}`);
  const trouble = obstacle ?? (await install(wanted.map((need) => need.package)));
  return wanted
    .filter((need) => !need.present())
    .map((need) => `${need.package} is missing, for ${need.for}: ${trouble ?? 'the package does not bring it'}`);
}

/** What is missing, without changing anything. */
export function missingFromLab(): Missing[] {
  return NEEDS.filter((need) => !need.present()).map((need) => ({
    package: need.package,
    for: need.for,
    why: installObstacle() ?? 'not installed yet',
  }));
}

function installObstacle(): string | undefined {
  if (!existsSync('/etc/debian_version')) return 'not Debian or Ubuntu, so the lab cannot install it';
  return isRoot ? undefined : 'not root, so the lab cannot install it (apt-get install it yourself)';
}

/** Returns why it failed. SECURITY: services must not start on the host; policy-rc.d answers 101 (forbidden) meanwhile. */
async function install(packages: readonly string[]): Promise<string | undefined> {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    maxBuffer: 64 * 1024 ** 2,
  };
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
  try {
    await install().catch(async () => {
      // Most often the lists are stale or absent, as in a fresh container.
      await run('apt-get', ['update', '-q'], options);
      return install();
    });
    return undefined;
  } catch (cause) {
    const stderr = (cause as { stderr?: string }).stderr ?? String(cause);
    return `apt-get failed: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  } finally {
    if (ours && readFileSync(policy, 'utf8').includes('exit 101')) rmSync(policy);
  }
}

async function asterisk(onLine: (line: string) => void): Promise<LabReadiness['asterisk']> {
  const obstacle = canProvision();
  if (obstacle) return { missing: explain(obstacle) };
  try {
    const rootfs = await provisionRootfs({ onProgress: (step) => tell(step, onLine) });
    return { version: rootfs.version, rootfs: rootfs.dir };
  } catch (cause) {
    return { missing: cause instanceof Error ? cause.message : String(cause) };
  }
}

function tell(step: ProvisionStep, onLine: (line: string) => void): void {
  if (step.tag === 'fetching')
    onLine(`Making a private Asterisk (Debian ${step.suite} from ${step.mirror}, about a minute)`);
  if (step.tag === 'ready') onLine(`Asterisk ${step.version} is ready in ${step.dir} (${Math.round(step.seconds)} s)`);
}
