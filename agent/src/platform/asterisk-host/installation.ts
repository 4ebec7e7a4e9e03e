import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where things are in a root file system, and how its Asterisk is run on this host. */
export interface Installation {
  readonly rootfs: string;
  /** The root file system's dynamic loader; `args` precede Asterisk's own. */
  readonly command: string;
  readonly args: readonly string[];
  readonly modules: string;
  readonly data: string;
  readonly odbcDriver: string;
  readonly mariadbPlugins: string;
}

const LOADERS: Readonly<Record<string, { triplet: string; loader: string }>> = {
  x64: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/**
 * Describes the Asterisk inside `rootfs`. It is run through the root file system's own loader with its own
 * libraries, not by chroot: no root needed, any number side by side, the instance's folders may lie
 * anywhere, and the host's /etc/hosts and time zones apply (a chroot without its host name takes 30 s a call).
 * Throws when the folder holds no Asterisk.
 */
export function installation(rootfs: string, arch: string = process.arch): Installation {
  const known = LOADERS[arch];
  if (!known) throw new Error(`asterisk-host: no Debian Asterisk is known for the processor ${arch}`);
  const lib = join(rootfs, 'usr/lib', known.triplet);
  const asterisk = join(rootfs, 'usr/sbin/asterisk');
  if (!existsSync(asterisk)) throw new Error(`asterisk-host: no Asterisk in ${rootfs}`);
  return {
    rootfs,
    command: join(lib, known.loader),
    args: ['--library-path', lib, asterisk],
    modules: join(lib, 'asterisk/modules'),
    data: join(rootfs, 'usr/share/asterisk'),
    odbcDriver: join(lib, 'odbc/libmaodbc.so'),
    mariadbPlugins: join(lib, 'libmariadb3/plugin'),
  };
}
