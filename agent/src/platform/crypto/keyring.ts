import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Secret } from './secret.ts';

const FORMAT = 'v1';

/** Seals secrets for the database and opens them again: AES-256-GCM, `v1.<key id>.<nonce>.<ciphertext and tag>`. */
export interface Keyring {
  /** @param place what the envelope belongs to (`device:<id>`): moved to another row, it doesn't open. */
  seal(secret: Secret, place: string): string;
  /** Throws when the envelope was changed, moved, or sealed with a key that this ring doesn't hold. */
  open(envelope: string, place: string): Secret;
  /** Sealed with an older key: open and seal again. */
  isStale(envelope: string): boolean;
}

interface KeyFile {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * Reads the key file, or makes it at the first run (0600). Safe when several agents start at once: one wins.
 * SECURITY: whoever has this file and the database has the SIP secrets; refuses a file that others may read.
 */
export function openKeyring(file: string): Keyring {
  try {
    make(file);
  } catch (error) {
    if (!isExists(error)) throw error;
  }
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: chmod 600 it (it holds the encryption keys).`);
  return keyring(parse(readFileSync(file, 'utf8'), file));
}

/** Adds a key and makes it the current one; envelopes of older keys still open. @returns the new key's id */
export function rotateKeyring(file: string): string {
  const old = parse(readFileSync(file, 'utf8'), file);
  const id = newKeyId(Object.keys(old.keys));
  const next: KeyFile = { current: id, keys: { ...old.keys, [id]: randomBytes(32).toString('base64') } };
  const staged = `${file}.${process.pid}.new`;
  write(staged, next);
  chmodSync(staged, 0o600);
  renameFlushed(staged, file);
  return id;
}

export function keyring(content: KeyFile): Keyring {
  const keys = new Map(Object.entries(content.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')]));
  const current = keys.get(content.current);
  if (!current) throw new Error('the key file names a current key that it does not hold');
  const aad = (id: string, place: string) => Buffer.from(`${FORMAT}.${id}|${place}`);
  return {
    seal(secret, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current, nonce).setAAD(aad(content.current, place));
      const sealed = Buffer.concat([
        cipher.update(secret.reveal('sealed for the database'), 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return [FORMAT, content.current, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(envelope, place) {
      const [format, id = '', nonce = '', body = ''] = envelope.split('.');
      const key = keys.get(id);
      if (format !== FORMAT) throw new Error('not a sealed secret');
      if (!key) throw new Error(`sealed with the key ${id}, which the key file does not hold`);
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length < 16) throw new Error('a sealed secret was cut short');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
        .setAAD(aad(id, place))
        .setAuthTag(bytes.subarray(-16));
      try {
        return new Secret(Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8'));
      } catch {
        throw new Error(`the sealed secret of ${place} was changed or belongs to another row`);
      }
    },
    isStale: (envelope) => envelope.split('.')[1] !== content.current,
  };
}

function make(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    statSync(file);
    return;
  } catch {
    // Not there: made below.
  }
  const staged = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  const id = newKeyId([]);
  write(staged, { current: id, keys: { [id]: randomBytes(32).toString('base64') } });
  try {
    // link, not rename: the second of two agents must not replace the key of the first.
    linkSync(staged, file);
    flushDirectory(dirname(file));
  } finally {
    rmSync(staged, { force: true });
  }
}

function write(file: string, content: KeyFile): void {
  const fd = openSync(file, 'wx', 0o600);
  try {
    writeSync(fd, `${JSON.stringify(content)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function renameFlushed(from: string, to: string): void {
  renameSync(from, to);
  flushDirectory(dirname(to));
}

function flushDirectory(directory: string): void {
  const fd = openSync(join(directory, '.'), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function parse(text: string, file: string): KeyFile {
  const value: unknown = JSON.parse(text);
  const good =
    typeof value === 'object' &&
    value !== null &&
    'current' in value &&
    'keys' in value &&
    typeof value.keys === 'object';
  if (!good) throw new Error(`${file} is not a key file`);
  return value as KeyFile;
}

const newKeyId = (taken: readonly string[]): string => `k${taken.length + 1}${randomBytes(2).toString('hex')}`;
const isExists = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';
