import { createHash } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { isIP } from 'node:net';
import type { AnyFailure } from '@synergycall/ui/messages';
import type { Result } from '@synergycall/domain';

export interface Probe {
  caPem: string;
  caFingerprint: string;
  names: readonly string[];
}

/** "pbx.example.com:8443" and "https://pbx.example.com:8443/" name the same agent; 443 is the default port. */
export function parseAddress(written: string): Result<{ url: string; host: string }, AnyFailure> {
  const bad = { ok: false, error: { code: 'client.bad-address' } } as const;
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(written.trim()) ? written.trim() : `https://${written.trim()}`);
    if (url.protocol !== 'https:' || url.username !== '' || url.hostname === '') return bad;
    return { ok: true, value: { url: url.origin, host: url.host } };
  } catch {
    return bad;
  }
}

export const fingerprintOf = (der: Buffer): string =>
  (createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g) ?? []).join(':');

/**
 * Looks at the certificate chain of an agent and gives its topmost authority. SECURITY: nothing is verified here and
 * nothing is sent; the connection ends with the handshake. Trust begins when a person compared the fingerprint.
 */
export function probe(url: string, timeoutMs = 5000): Promise<Result<Probe, AnyFailure>> {
  const { hostname, host, port } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host: name,
      port: Number(port || 443),
      ...(isIP(name) ? {} : { servername: name }),
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    const end = (result: Result<Probe, AnyFailure>) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end({ ok: false, error: { code: 'client.unreachable', host } }));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end({ ok: false, error: { code: isTlsError(error) ? 'client.not-an-agent' : 'client.unreachable', host } }),
    );
    socket.once('secureConnect', () => {
      const leaf = socket.getPeerCertificate(true);
      const root = leaf.raw === undefined ? undefined : topOf(leaf);
      // An agent sends its whole chain, authority included; without it there is nothing to pin.
      if (root === undefined) return end({ ok: false, error: { code: 'client.not-an-agent', host } });
      end({ ok: true, value: { caPem: pem(root.raw), caFingerprint: fingerprintOf(root.raw), names: namesOf(leaf) } });
    });
  });
}

const isTlsError = (error: NodeJS.ErrnoException): boolean =>
  /SSL|TLS|EPROTO|WRONG_VERSION/.test(`${error.code} ${error.message}`);

/** Climbs the chain to the certificate that signed itself; undefined when the agent sent no such. */
function topOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate | undefined {
  let at = leaf;
  for (let depth = 0; depth < 5; depth++) {
    if (at.issuerCertificate === undefined) return undefined;
    if (at.issuerCertificate.fingerprint256 === at.fingerprint256) return at;
    at = at.issuerCertificate;
  }
  return undefined;
}

const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

const namesOf = (leaf: DetailedPeerCertificate): string[] =>
  (leaf.subjectaltname ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(?:DNS|IP Address):/, '').replace(/^0:0:0:0:0:0:0:1$/, '::1'))
    .filter((entry) => entry !== '');

const UNTRUSTED = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/** Says what an error of a connection to a pinned agent means. */
export function connectionFailure(error: unknown, host: string): AnyFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (UNTRUSTED.has(code)) return { code: 'client.certificate-changed', host };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const cert = (error as { cert?: DetailedPeerCertificate }).cert;
    return { code: 'client.certificate-name', host, names: cert === undefined ? [] : namesOf(cert) };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return { code: 'client.unexpected', detail: code };
  return { code: 'client.unreachable', host };
}
