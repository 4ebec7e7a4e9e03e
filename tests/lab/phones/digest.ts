import { createHash, randomBytes } from 'node:crypto';

/** What a digest answer is made of. SECURITY: `secret` stays in memory. */
export interface DigestQuestion {
  /** Value of WWW-Authenticate or Proxy-Authenticate. */
  challenge: string;
  method: string;
  /** Exactly the bytes of the request URI (latin1). */
  uri: string;
  username: string;
  secret: string;
}

/** Value of the Authorization header (RFC 7616: MD5 or SHA-256, qop=auth or none). */
export function digestAnswer({ challenge, method, uri, username, secret }: DigestQuestion): string {
  const param = (name: string): string | undefined =>
    new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s,]+))`, 'i')
      .exec(challenge)
      ?.slice(1)
      .find((v) => v !== undefined);
  const algorithm = param('algorithm') ?? 'MD5';
  const hash = (text: string): string =>
    createHash(algorithm.toUpperCase() === 'SHA-256' ? 'sha256' : 'md5')
      .update(text, 'latin1')
      .digest('hex');
  const [realm, nonce, opaque, qop] = [param('realm') ?? '', param('nonce') ?? '', param('opaque'), param('qop')];
  const cnonce = randomBytes(8).toString('hex');
  const [a1, a2] = [hash(`${username}:${realm}:${secret}`), hash(`${method}:${uri}`)];
  const response = qop ? hash(`${a1}:${nonce}:00000001:${cnonce}:auth:${a2}`) : hash(`${a1}:${nonce}:${a2}`);
  const parts = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
  ];
  if (qop) parts.push(`cnonce="${cnonce}"`, 'qop=auth', 'nc=00000001');
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`);
  return `Digest ${parts.join(', ')}`;
}
