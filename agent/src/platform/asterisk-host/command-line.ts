import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from './installation.ts';
import type { PreparedInstance } from './types.ts';

export interface LaunchInput {
  readonly prepared: PreparedInstance;
  readonly install: Installation;
  /** Bytes of address space. */
  readonly memory: number;
}

/** As many as wished for, at most what we may give: a container may hold no right to raise its own limit. */
function descriptorLimit(): number {
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return Math.min(65_536, hard === undefined ? 65_536 : Number(hard));
}

/** prlimit and setpriv replace themselves by what they start, so the child's pid is Asterisk's. */
export function commandLine({ prepared, install, memory }: LaunchInput): string[] {
  const { uid, gid } = prepared.runAs;
  const asRoot = process.getuid?.() === 0;
  // SECURITY: no new privileges, no capabilities, no core dumps (they would hold secrets). A runaway
  // dialplan loop took 24 GB once, hence the limit; about five descriptors per call, hence nofile.
  const limits = ['prlimit', `--as=${memory}`, '--core=0', `--nofile=${descriptorLimit()}`, '--'];
  const user = asRoot
    ? [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
    : [];
  return [
    ...limits,
    'setpriv',
    ...user,
    '--no-new-privs',
    '--',
    install.command,
    ...install.args,
    '-C',
    prepared.paths.conf,
    '-f',
  ];
}

export function environment(prepared: PreparedInstance, install: Installation): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    HOME: prepared.paths.varlib,
    ODBCSYSINI: prepared.paths.etc,
    ODBCINI: join(prepared.paths.etc, 'odbc.ini'),
    MARIADB_PLUGIN_DIR: install.mariadbPlugins,
    ...(process.env['TZ'] === undefined ? {} : { TZ: process.env['TZ'] }),
  };
}
