import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OWNED_FOLDERS } from './config.ts';
import { holdMusic } from './hold-music.ts';
import type { AmiAccounts, InstancePaths, RunAs } from './types.ts';

/** Range 60,578-60,705 is given to nobody by Debian or systemd; so no other service shares this user. */
export const DEDICATED_USER: RunAs = { uid: 60_690, gid: 60_690 };

export function defaultRunAs(): RunAs {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? DEDICATED_USER : { uid, gid: process.getgid?.() ?? uid };
}

export function instancePaths(dir: string, data: string): InstancePaths {
  const etc = join(dir, 'etc');
  const log = join(dir, 'log');
  return {
    dir,
    conf: join(dir, 'asterisk.conf'),
    etc,
    extensionsD: join(etc, 'extensions.d/synergycall'),
    pjsipD: join(etc, 'pjsip.d/synergycall'),
    voicemailD: join(etc, 'voicemail.d/synergycall'),
    astdb: join(dir, 'db/astdb.sqlite3'),
    spool: join(dir, 'spool'),
    log,
    fullLog: join(log, 'full.log'),
    run: join(dir, 'run'),
    varlib: join(dir, 'varlib'),
    cache: join(dir, 'cache'),
    keys: join(dir, 'keys'),
    realtime: join(dir, 'realtime'),
    sounds: join(data, 'sounds'),
    pidfile: join(dir, 'asterisk.process.json'),
  };
}

/** sun_path holds 108 bytes with its NUL; Asterisk cuts a longer one silently and then nobody can connect. */
export function refuseLongPath(paths: InstancePaths): void {
  const socket = join(paths.run, 'asterisk.ctl');
  if (Buffer.byteLength(socket) > 107)
    throw new Error(`asterisk-host: ${socket} is too long for a unix socket (107 bytes)`);
}

/**
 * Makes the folders. SECURITY: configuration and keys belong to us and are only read by Asterisk's user;
 * what Asterisk writes (AstDB, spool, log, run, realtime) belongs to that user; nobody else reads either.
 */
export function makeFolders(paths: InstancePaths, runAs: RunAs): void {
  const owner = process.getuid?.() ?? runAs.uid;
  const ours = [
    paths.dir,
    paths.etc,
    paths.keys,
    join(paths.keys, 'keys'),
    ...OWNED_FOLDERS.flatMap((folder) => [join(paths.etc, dirname(folder)), join(paths.etc, folder)]),
  ];
  const theirs = [
    dirname(paths.astdb),
    paths.spool,
    join(paths.spool, 'voicemail'),
    paths.log,
    paths.run,
    paths.varlib,
    join(paths.varlib, 'moh'),
    paths.cache,
    paths.realtime,
  ];
  // Set-gid: what apply writes there later (0640) belongs to Asterisk's group without a chown.
  for (const folder of ours) makeFolder(folder, { uid: owner, gid: runAs.gid }, 0o2750);
  for (const folder of theirs) makeFolder(folder, runAs, 0o750);
}

function makeFolder(folder: string, owner: RunAs, mode: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const now = statSync(folder);
  if (now.uid !== owner.uid || now.gid !== owner.gid) chownSync(folder, owner.uid, owner.gid);
  // After chown, which clears set-gid.
  chmodSync(folder, mode);
}

/** Music on hold, once; a file of the operator's own beside it joins in. */
export function makeHoldMusic(paths: InstancePaths): void {
  const file = join(paths.varlib, 'moh/synergycall.wav');
  if (!existsSync(file)) writeFileSync(file, holdMusic(), { mode: 0o644 });
}

/** Writes the files that differ (temp, rename; 0640, group of Asterisk's user). Returns the names that changed. */
export function writeFiles(paths: InstancePaths, files: Readonly<Record<string, string>>, runAs: RunAs): string[] {
  return Object.entries(files).flatMap(([name, text]) =>
    writeIfChanged(join(paths.etc, name), text, runAs) ? [name] : [],
  );
}

function writeIfChanged(file: string, text: string, runAs: RunAs): boolean {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  const temporary = `${file}.new`;
  writeFileSync(temporary, text, { mode: 0o640 });
  chownSync(temporary, process.getuid?.() ?? runAs.uid, runAs.gid);
  renameSync(temporary, file);
  return true;
}

/** An SQLite file Asterisk's user can write, with its -wal and -shm: SQLite gives those the owner of the main file when root makes them. */
export function makeRealtimeFile(file: string, runAs: RunAs): void {
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o640, flag: 'wx' });
  for (const name of readdirSync(dirname(file))) {
    const path = join(dirname(file), name);
    if (path.startsWith(file)) chownSync(path, runAs.uid, runAs.gid);
  }
}

/** The AMI accounts: made once per instance, kept in `ami.json` (0600) so that a restart keeps the connections' secrets. */
export function amiAccounts(dir: string, port: number): AmiAccounts {
  const file = join(dir, 'ami.json');
  if (!existsSync(file)) {
    const secret = () => randomBytes(24).toString('base64url');
    writeFileSync(file, JSON.stringify({ writer: secret(), reader: secret() }), { mode: 0o600 });
  }
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { writer: string; reader: string };
  const account = (username: string, password: string) => ({ host: '127.0.0.1' as const, port, username, password });
  return { writer: account('synergycall-writer', stored.writer), reader: account('synergycall-reader', stored.reader) };
}

/** Lets Asterisk's user read a key or certificate, and nobody else. */
export function ownKey(file: string, runAs: RunAs): void {
  chownSync(file, process.getuid?.() ?? runAs.uid, runAs.gid);
  chmodSync(file, 0o640);
}
