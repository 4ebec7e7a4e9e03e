import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

interface StaticFile {
  readonly body: Uint8Array<ArrayBuffer>;
  /** Where it is smaller, for those who accept it. */
  readonly gzipped: Uint8Array<ArrayBuffer> | undefined;
  readonly type: string;
  readonly etag: string;
  /** Named by content (vite's assets/), so it never changes. */
  readonly forever: boolean;
}

/**
 * The portal's pages, read once at the start (they are small): a path is looked up, never joined to a folder, so none
 * leads out of it. Unknown paths get index.html, since the portal has routes of its own; unknown assets get 404.
 */
export function staticPages(directory: string | undefined): (request: Request) => Response {
  const files = new Map<string, StaticFile>();
  if (directory && existsSync(directory)) for (const file of everyFile(directory)) files.set(...load(directory, file));
  return (request) => {
    const path = new URL(request.url).pathname;
    const found = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined);
    if (!found)
      return new Response(files.size === 0 ? 'The portal is not built: run `npm run build`.' : 'Not found', {
        status: 404,
      });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
    const headers = {
      etag: found.etag,
      'cache-control': found.forever ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (request.headers.get('if-none-match') === found.etag) return new Response(null, { status: 304, headers });
    const gzipped = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '') ? found.gzipped : undefined;
    return new Response(request.method === 'HEAD' ? null : (gzipped ?? found.body), {
      headers: {
        ...headers,
        'content-type': found.type,
        vary: 'accept-encoding',
        ...(gzipped && { 'content-encoding': 'gzip' }),
      },
    });
  };
}

function load(directory: string, file: string): [string, StaticFile] {
  const path = `/${relative(directory, file).split(sep).join('/')}`;
  const body = new Uint8Array(readFileSync(file));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const gzipped = new Uint8Array(gzipSync(body, { level: 9 }));
  return [
    path,
    {
      body,
      gzipped: gzipped.length < body.length * 0.95 ? gzipped : undefined,
      etag,
      type: TYPES[extname(file)] ?? 'application/octet-stream',
      forever: path.startsWith('/assets/'),
    },
  ];
}

const everyFile = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
