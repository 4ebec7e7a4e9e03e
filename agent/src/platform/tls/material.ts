import { X509Certificate, createHash, createPrivateKey } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { makeCa, makeLeaf, type KeyAndCertificate } from './certificates.ts';

export interface TlsMaterial {
  /** PEM of the leaf's key, and of leaf + CA. */
  readonly key: string;
  readonly certificate: string;
  /** PEM of the CA alone: what a client pins. */
  readonly ca: string;
  /** SHA-256 of the CA's DER as `AA:BB:…`, shown at first use on both ends. */
  readonly caFingerprint: string;
  readonly names: readonly string[];
  readonly expiresAt: Date;
}

export interface TlsOptions {
  /** Folder of ca.crt, ca.key (0600), agent.crt, agent.key (0600). */
  readonly directory: string;
  /** Host names and addresses under which the agent is reached; localhost and both loopbacks are always among them. */
  readonly names: readonly string[];
  readonly now?: Date;
}

const RENEW_DAYS = 30;

/**
 * Certificates of the agent: made at the first run, the leaf renewed when it has less than 30 days left or the names
 * changed. The CA stays (it is what clients pinned) until it nears its own end, ten years on.
 */
export async function tlsMaterial(options: TlsOptions): Promise<TlsMaterial> {
  const now = options.now ?? new Date();
  const { directory } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names = [...new Set([...options.names, 'localhost', '127.0.0.1', '::1'])];
  const oldCa = read(directory, 'ca');
  const ca = oldCa && daysLeft(oldCa, now) > RENEW_DAYS ? oldCa : await makeCa('SynergyCall agent', now);
  if (ca !== oldCa) write(directory, 'ca', ca);
  const oldLeaf = read(directory, 'agent');
  const good = oldLeaf && ca === oldCa && daysLeft(oldLeaf, now) > RENEW_DAYS && covers(oldLeaf, ca, names);
  const leaf = good ? oldLeaf : await makeLeaf(ca, names, now);
  if (leaf !== oldLeaf) write(directory, 'agent', leaf);
  return {
    key: leaf.key,
    certificate: `${leaf.certificate.trim()}\n${ca.certificate.trim()}\n`,
    ca: ca.certificate,
    caFingerprint: new X509Certificate(ca.certificate).fingerprint256,
    names,
    expiresAt: new Date(new X509Certificate(leaf.certificate).validTo),
  };
}

const daysLeft = ({ certificate }: KeyAndCertificate, now: Date): number =>
  (Date.parse(new X509Certificate(certificate).validTo) - now.getTime()) / 86_400_000;

function covers({ certificate }: KeyAndCertificate, ca: KeyAndCertificate, names: readonly string[]): boolean {
  const leaf = new X509Certificate(certificate);
  if (!leaf.verify(new X509Certificate(ca.certificate).publicKey)) return false;
  return names.every((name) => (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined);
}

/** undefined when a part is missing, broken, or key and certificate don't belong together (a crash between two files). */
function read(directory: string, name: string): KeyAndCertificate | undefined {
  try {
    const pair = {
      key: readFileSync(join(directory, `${name}.key`), 'utf8'),
      certificate: readFileSync(join(directory, `${name}.crt`), 'utf8'),
    };
    return new X509Certificate(pair.certificate).checkPrivateKey(createPrivateKey(pair.key)) ? pair : undefined;
  } catch {
    return undefined;
  }
}

function write(directory: string, name: string, pair: KeyAndCertificate): void {
  // SECURITY: born private, never readable for a moment.
  replace(join(directory, `${name}.key`), pair.key, 0o600);
  replace(join(directory, `${name}.crt`), pair.certificate, 0o644);
}

function replace(file: string, text: string, mode: number): void {
  const staged = `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 8)}.${process.pid}`;
  const fd = openSync(staged, 'w', mode);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(staged, file);
}
