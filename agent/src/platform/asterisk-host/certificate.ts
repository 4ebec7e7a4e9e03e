import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TlsFiles } from './types.ts';

const run = promisify(execFile);

/**
 * A self-signed certificate for TLS and WSS in `dir`, made once (10 years, P-256) and reused.
 * Names: localhost, 127.0.0.1 and `host`. Needs the host's openssl.
 */
export async function selfSigned(dir: string, host: string): Promise<TlsFiles> {
  const certificate = join(dir, 'self-signed.crt');
  const key = join(dir, 'self-signed.key');
  if (existsSync(certificate) && existsSync(key)) return { certificate, key, ca: certificate };
  const names = new Set(['DNS:localhost', 'IP:127.0.0.1', `${isIP(host) ? 'IP' : 'DNS'}:${host}`]);
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
  const subject = ['-subj', '/CN=SynergyCall Asterisk', '-addext', `subjectAltName=${[...names].join(',')}`];
  await run('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate]);
  return { certificate, key, ca: certificate };
}
