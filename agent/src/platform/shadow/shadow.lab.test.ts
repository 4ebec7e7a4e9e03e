import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { provisionRootfs, installation } from '../asterisk-host/index.ts';
import { defaultRunAs } from '../asterisk-host/layout.ts';
import { shadow, type ShadowInput, type ShadowProgram } from './index.ts';

const folder = 'extensions.d/synergycall';
const text = (body: string) => [{ path: `${folder}/one.conf`, text: body }];
const input = (body: string, calls: ShadowInput['calls'] = []): ShadowInput => ({ files: text(body), keys: [], calls });
const runAs = process.getuid?.() === 0 ? defaultRunAs() : undefined;
let program: ShadowProgram;
let parent: string;

/** Processes whose command line names this folder. */
const processesIn = (dir: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${dir}/sc-shadow-`);
    } catch {
      return false;
    }
  });

/** Of Asterisk itself, once all that starts it has replaced itself by it. */
async function pidIn(dir: string): Promise<string> {
  const isAsterisk = (pid: string): boolean => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words[0] === program.command;
  };
  for (;;) {
    const pid = processesIn(dir).find(isAsterisk);
    if (pid !== undefined) return pid;
    await sleep(2);
  }
}

beforeAll(async () => {
  program = installation((await provisionRootfs({})).dir);
});
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 's'));
  chmodSync(parent, 0o755);
});
afterEach(() => {
  expect(processesIn(parent)).toEqual([]);
  expect(readdirSync(parent)).toEqual([]);
  rmSync(parent, { recursive: true });
});

test('says what it loaded and how a call went, and leaves no process and no folder', async () => {
  const keys = [{ family: 'x', key: 'who', value: 'ann' }];
  const body =
    '[a]\ninclude => b\nexten => _1X,1(first),Set(A=${DB(x/who)})\n same => n(dial),Dial(PJSIP/${A},20)\n[b]\nexten => 5,1,Hangup(17)\n';
  const done = await shadow({ program, runAs, parent }).run({
    files: text(body),
    keys,
    calls: [
      { context: 'a', extension: '12' },
      { context: 'a', extension: '5' },
      { context: 'a', extension: '99' },
    ],
  });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  expect(done.value.complaints).toEqual([]);
  expect(done.value.loaded.filter((line) => line.context === 'a')).toEqual([
    { context: 'a' },
    { context: 'a', extension: '_1X', priority: '1', application: 'Set', appData: 'A=${DB(x/who)}' },
    { context: 'a', extension: '_1X', priority: '2', label: 'dial', application: 'Dial', appData: 'PJSIP/${A},20' },
    { context: 'a', includeContext: 'b' },
  ]);
  expect(
    done.value.walks.map((walk) => [walk.ended, walk.steps.map((step) => `${step.application}(${step.data})`)]),
  ).toEqual([
    [true, ['Set(A=ann)', 'Dial(PJSIP/ann,20)']],
    [true, ['Hangup(17)']],
    [true, []],
  ]);
  expect(done.value.parts.map((part) => part.name)).toEqual([
    'shadow.write',
    'shadow.boot',
    'shadow.compare',
    'shadow.calls',
  ]);
});

test('an application that nobody knows and a broken expression are complained about, with the call', async () => {
  const body = '[a]\nexten => 1,1,NoSuchThing(x)\nexten => 2,1,Set(A=$[1 + ])\n same => n,Goto(nirvana,s,1)\n';
  const calls = ['1', '2'].map((extension) => ({ context: 'a', extension }));
  const done = await shadow({ program, runAs, parent }).run(input(body, calls));
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  const said = done.value.complaints.map(({ call, text: words }) => `${call} ${words}`).join('\n');
  expect(said).toContain("0 No application 'NoSuchThing' for extension (a, 1, 1)");
  expect(said).toMatch(/1 .*syntax error/);
  expect(said).toContain('nirvana');
  expect(done.value.applications.has('nosuchthing')).toBe(false);
});

test('it listens nowhere and has no socket but its control socket', async () => {
  const running = shadow({ program, runAs, parent }).run(
    input('[a]\nexten => 1,1,Wait(2)\n', [{ context: 'a', extension: '1' }]),
  );
  const pid = await pidIn(parent);
  await expect.poll(() => readFileSync(`/proc/${pid}/net/unix`, 'utf8')).toContain(`${parent}/sc-shadow-`);
  const rows = (table: string): string[] =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n').slice(1);
  const inodes = readdirSync(`/proc/${pid}/fd`).length;
  expect(inodes).toBeGreaterThan(0);
  expect([...rows('tcp'), ...rows('tcp6'), ...rows('udp'), ...rows('udp6')]).toEqual([]);
  const bound = rows('unix')
    .map((row) => row.split(/\s+/)[7])
    .filter(Boolean);
  expect(bound.every((path) => path?.startsWith(`${parent}/sc-shadow-`) && path.endsWith('/run/asterisk.ctl'))).toBe(
    true,
  );
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  expect(status).toMatch(/^CapEff:\s+0000000000000000$/m);
  if (runAs) expect(status).toMatch(new RegExp(`^Uid:\\s+${runAs.uid}\\s`, 'm'));
  expect((await running).ok).toBe(true);
});

test.skipIf(process.getuid?.() !== 0)(
  'for an Asterisk that runs as root it is nobody all the same (only root can see this)',
  async () => {
    const wait = input('[a]\nexten => 1,1,Wait(1)\n', [{ context: 'a', extension: '1' }]);
    const running = shadow({ program, parent, runAs: { uid: 0, gid: 0 } }).run(wait);
    const pid = await pidIn(parent);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\s+60690\s+60690\s/m);
    expect((await running).ok).toBe(true);
  },
);

test('a dialplan that loops for ever ends with the time, named by its walk', async () => {
  const done = await shadow({ program, runAs, parent, callsMs: 500 }).run(
    input('[a]\nexten => 1,1,NoOp()\n same => n,Goto(1)\n', [{ context: 'a', extension: '1' }]),
  );
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  expect(done.value.walks[0]?.ended).toBe(false);
  expect(done.value.walks[0]?.steps.length).toBeGreaterThan(1_000);
});

test('no program, no right, no documentation: it is said that none can be had', async () => {
  const without = { ...program, command: '/nonexistent/ld.so' };
  expect(await shadow({ program: without, runAs, parent }).run(input(''))).toMatchObject({
    ok: false,
    error: { code: 'shadow.unavailable' },
  });
  const blind = { ...program, data: '/nonexistent' };
  expect(await shadow({ program: blind, runAs, parent }).run(input(''))).toMatchObject({
    ok: false,
    error: { code: 'shadow.unavailable', reason: 'open: ENOENT' },
  });
  expect(await shadow({ program, runAs, parent: '/nonexistent' }).run(input(''))).toMatchObject({
    ok: false,
    error: { code: 'shadow.unavailable' },
  });
});

test('one that does not come up with our text and does without it is our text’s fault', async () => {
  // Nothing that we could write brings it down; a time that is over before it can be up stands in for it.
  let runs = 0;
  const options = {
    program,
    runAs,
    parent,
    get bootMs() {
      return runs++ === 0 ? 1 : 6_000;
    },
  };
  const done = await shadow(options).run(input('[a]\nexten => 1,1,NoOp()\n'));
  expect(done).toMatchObject({ ok: false, error: { code: 'shadow.crashed' } });
});

test('an agent that is killed while its shadow boots leaves none; what lies about goes at the next start', async () => {
  const code = `
    import { shadow } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    const options = ${JSON.stringify({ program, runAs, parent })};
    await shadow(options).run({ files: [{ path: ${JSON.stringify(`${folder}/one.conf`)}, text: '[a]\\nexten => 1,1,Wait(60)\\n' }], keys: [], calls: [{ context: 'a', extension: '1' }] });
  `;
  for (const after of [0, 20, 300]) {
    const agent = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], { stdio: 'ignore' });
    await expect.poll(() => processesIn(parent).length, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0);
    await sleep(after);
    agent.kill('SIGKILL');
    await once(agent, 'exit');
    await expect.poll(() => processesIn(parent), { timeout: 5_000 }).toEqual([]);
    expect(readdirSync(parent).length).toBe(1);
    await shadow({ program, runAs, parent }).sweep();
    expect(readdirSync(parent)).toEqual([]);
  }
});
