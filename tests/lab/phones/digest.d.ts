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
export declare function digestAnswer({ challenge, method, uri, username, secret }: DigestQuestion): string;
