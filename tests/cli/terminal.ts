import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../apps/cli/bin/synergycall.mjs');

/** Somebody's shell with a home of its own, in which `synergycall` is typed. */
export interface Terminal {
  readonly home: string;
  /** Runs the command to its end; `typed` answers its questions, a line each. */
  run(words: string, typed?: readonly string[]): Promise<Ran>;
  remove(): void;
}
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  json<T = Record<string, unknown>>(): T;
}

export function terminal(env: Record<string, string> = {}): Terminal {
  const home = mkdtempSync(join(tmpdir(), 'cli-'));
  return {
    home,
    run: (words, typed = []) =>
      new Promise((done, reject) => {
        // Words in quotes stay together.
        const args = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
        const child = spawn(process.execPath, [program, ...args], {
          env: { PATH: process.env['PATH'] ?? '', HOME: home, SYNERGYCALL_CONFIG: home, ...env },
          stdio: 'pipe',
        });
        let out = '';
        let err = '';
        child.stdout.on('data', (part: Buffer) => (out += part.toString()));
        child.stderr.on('data', (part: Buffer) => (err += part.toString()));
        child.on('error', reject);
        child.on('close', (code) => done({ exit: code ?? -1, out, err, json: () => JSON.parse(out) as never }));
        child.stdin.end(typed.map((line) => `${line}\n`).join(''));
      }),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
