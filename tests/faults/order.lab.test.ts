import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** Standing in for a power cut: what the kernel was asked to do, in its order (US3 faults). */
const strace = ['/usr/bin/strace', '/bin/strace'].find((file) => existsSync(file));
const obstacle = strace ? mayTrace() : 'strace is not installed (Debian: apt-get install strace)';
if (obstacle) process.stderr.write(`order of durability: skipped: ${obstacle}\n`);

function mayTrace(): string | undefined {
  try {
    execFileSync(strace ?? '', ['-o', '/dev/null', '/bin/true'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'this machine does not let processes be traced';
  }
}

const PLATFORM = join(import.meta.dirname, '../../agent/src/platform');
const PATH = 'extensions.d/synergycall/tenants/a7k2.conf';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'order-'));
  mkdirSync(join(root, 'etc/extensions.d/synergycall/tenants'), { recursive: true });
  writeFileSync(join(root, 'etc', PATH), 'old\n', { mode: 0o640 });
  for (const name of ['extensions.conf', 'extensions.d/mine.conf']) writeFileSync(join(root, 'etc', name), 'mine\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Call {
  readonly name: string;
  readonly line: string;
  /** Of the file or folder that it is about, as far as it is below `root`. */
  readonly path: string;
}

/** What a process that runs `script` asks of the kernel below `root`; descriptors as paths (`-y`). */
async function traced(script: string): Promise<Call[]> {
  const out = join(root, 'trace');
  const names =
    'openat,open,creat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,chmod,fchmod,fchmodat,chown,fchown,fchownat,truncate,ftruncate';
  const child = spawn(
    strace ?? '',
    [
      '-f',
      '-y',
      '-s',
      '0',
      '-e',
      `trace=${names}`,
      '-o',
      out,
      process.execPath,
      '--input-type=module-typescript',
      '-e',
      script,
    ],
    { stdio: 'inherit', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(`the traced process ended with ${code}`);
  return whole(readFileSync(out, 'utf8')).flatMap((line): Call[] => {
    const name = /^\d+\s+(\w+)\(/.exec(line)?.[1];
    const below = [...line.matchAll(/[<"]([^<>"]*)[>"]/g)]
      .map((found) => found[1] ?? '')
      .filter((path) => path.startsWith(root));
    const path = below.at(-1)?.slice(root.length + 1);
    return name && path !== undefined && !line.includes(' = -1 ') ? [{ name, line, path }] : [];
  });
}

/** A call that another thread interrupted comes in two lines. */
function whole(text: string): string[] {
  const begun = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const pid = /^\d+/.exec(line)?.[0] ?? '';
    if (line.endsWith('<unfinished ...>')) {
      begun.set(pid, line.replace(/\s*<unfinished \.\.\.>$/, ''));
      return [];
    }
    const resumed = /<\.\.\. \w+ resumed>(.*)$/.exec(line);
    if (!resumed) return [line];
    const first = begun.get(pid) ?? '';
    begun.delete(pid);
    return [`${first}${resumed[1] ?? ''}`];
  });
}

const SCRIPT = (body: string): string => `
  import { hashOf, ownedFiles } from ${JSON.stringify(join(PLATFORM, 'files/index.ts'))};
  import { journalFolder } from ${JSON.stringify(join(PLATFORM, 'journal/index.ts'))};
  const files = ownedFiles({ etc: ${JSON.stringify('ROOT/etc')}, state: ${JSON.stringify('ROOT/state')} });
  const path = ${JSON.stringify(PATH)};
  const must = (result) => { if (!result.ok) throw new Error(JSON.stringify(result.error)); return result.value; };
  ${body}`;
const run = (body: string) => traced(SCRIPT(body).replaceAll('ROOT', root));
const indexOf = (calls: readonly Call[], name: RegExp, path: RegExp): number =>
  calls.findIndex((call) => name.test(call.name) && path.test(call.path));
/** Each is there, and each after the one before it. */
function inOrder(calls: readonly Call[], wanted: readonly (readonly [RegExp, RegExp])[]): void {
  const found = wanted.map(([name, path]) => indexOf(calls, name, path));
  const said = calls.map((call) => `${call.name} ${call.path}`).join('\n');
  expect(found, said).not.toContain(-1);
  expect(found, said).toEqual(found.toSorted((a, b) => a - b));
}

describe.skipIf(obstacle)(
  'US3, FR-027: the order write, fsync, rename, fsync of the folder, as the kernel saw it',
  () => {
    test('a file of Asterisk', async () => {
      const calls = await run(`must(await files.swap({ path, text: 'new\\n' }));`);
      const temporary = /\.a7k2\.conf\.synergycall-new$/;
      inOrder(calls, [
        [/^open/, temporary],
        [/write/, temporary],
        [/^f(data)?sync$/, temporary],
        [/^rename/, /tenants\/a7k2\.conf$/],
        [/^f(data)?sync$/, /tenants$/],
      ]);
      expect(readFileSync(join(root, 'etc', PATH), 'utf8')).toBe('new\n');
    });

    test('a generation’s folder has its name only when all in it is durable', async () => {
      const calls = await run(`
      const about = { generation: 7, job: 'j', box: 'b', tenant: null, who: 'Ada', when: 'now', why: null };
      must(await files.keepGeneration(about, [{ path, text: 'new\\n' }]));`);
      inOrder(calls, [
        [/^f(data)?sync$/, /\.7\.new\/before\/.*a7k2\.conf$/],
        [/^f(data)?sync$/, /\.7\.new\/after\/.*a7k2\.conf$/],
        [/^f(data)?sync$/, /\.7\.new\/manifest\.json$/],
        [/^rename/, /generations\/7$/],
        [/^f(data)?sync$/, /generations$/],
      ]);
      const renamed = indexOf(calls, /^rename/, /generations\/7$/);
      const late = calls.slice(renamed + 1).filter(({ path }) => /generations\/(\.7\.new|7)/.test(path));
      expect(late.map(({ line }) => line)).toEqual([]);
    });

    test('a line of the journal is durable before what it announces, its folder too', async () => {
      const calls = await run(`
      const journal = journalFolder(${JSON.stringify('ROOT/journal')}).begin('job1');
      await journal.append({ kind: 'file' });
      must(await files.swap({ path, text: 'new\\n' }));`);
      inOrder(calls, [
        [/write/, /journal\/job1\.journal$/],
        [/^f(data)?sync$/, /journal\/job1\.journal$/],
        [/^f(data)?sync$/, /journal$/],
        [/^open/, /\.a7k2\.conf\.synergycall-new$/],
        [/^rename/, /tenants\/a7k2\.conf$/],
      ]);
    });

    test('FR-052: nothing that is not ours is opened for writing, renamed, removed, or given another mode', async () => {
      chmodSync(join(root, 'etc', PATH), 0o604);
      const calls = await run(`
      const about = { generation: 7, job: 'j', box: 'b', tenant: null, who: 'Ada', when: 'now', why: null };
      const [before] = must(await files.keepGeneration(about, [{ path, text: 'new\\n' }]));
      must(await files.swap({ path, text: 'new\\n' }, before));
      must(await files.remember([{ path, hash: hashOf('new\\n') }]));
      must(await files.restore(before));
      must(await files.list('extensions.d/synergycall'));
      must(await files.collectGenerations({ owner: 'box', most: 0, needed: new Set() }));`);
      const changing = calls.filter(({ name, line }) =>
        /^open|creat/.test(name) ? /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) : true,
      );
      const elsewhere = changing.filter(
        ({ path }) => !/^(etc\/[a-z]+\.d\/synergycall(\/|$)|state(\/|$)|trace)/.test(path),
      );
      expect(elsewhere.map(({ line }) => line)).toEqual([]);
      expect(changing.length).toBeGreaterThan(10);
      expect(statSync(join(root, 'etc', PATH)).mode & 0o777).toBe(0o604);
      for (const name of ['extensions.conf', 'extensions.d/mine.conf'])
        expect(readFileSync(join(root, 'etc', name), 'utf8')).toBe('mine\n');
    });
  },
);
