import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { APP_ORIGIN, CONTENT_SECURITY_POLICY } from './security.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/**
 * Serves the built renderer under app://synergycall/. Paths without an extension are the app's own routes and get
 * index.html. SECURITY: never a file outside `folder`; every answer carries the CSP.
 */
export function appProtocol(folder: string): (request: { url: string }) => Promise<Response> {
  return async ({ url }) => {
    const refuse = (status: number) => new Response(null, { status, headers: HEADERS });
    if (!url.startsWith(`${APP_ORIGIN}/`)) return refuse(404);
    const pathname = pathOf(url);
    if (pathname === undefined) return refuse(400);
    const type = TYPES[extname(pathname)];
    if (extname(pathname) !== '' && type === undefined) return refuse(404);
    const file = normalize(join(folder, type === undefined ? 'index.html' : pathname));
    if (!file.startsWith(folder + sep)) return refuse(404);
    try {
      const body = await readFile(file);
      return new Response(body, { headers: { ...HEADERS, 'content-type': type ?? 'text/html; charset=utf-8' } });
    } catch {
      return refuse(404);
    }
  };
}

function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}
