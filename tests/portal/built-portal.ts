import { gzipSync } from 'node:zlib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

export interface BuiltPortal {
  readonly directory: string;
  remove(): void;
}

/** Builds the portal into a folder of its own, so that runs beside each other never see half a build. */
export async function builtPortal(): Promise<BuiltPortal> {
  const directory = mkdtempSync(join(tmpdir(), 'portal-dist-'));
  // vitest says "test", with which React would be its own development build.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await build({
    configFile: resolve(import.meta.dirname, '../../apps/portal/vite.config.ts'),
    logLevel: 'error',
    build: { outDir: directory, emptyOutDir: true },
  });
  if (environment === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = environment;
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** What a file weighs on the way to a phone, in bytes: fonts and pictures as they are, text gzipped. */
export function weightOf(built: BuiltPortal, path: string): number {
  const body = readFileSync(join(built.directory, path === '/' ? 'index.html' : path));
  return path.endsWith('.woff2') ? body.length : gzipSync(body, { level: 9 }).length;
}
