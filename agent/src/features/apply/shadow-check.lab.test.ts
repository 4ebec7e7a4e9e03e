import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JobView, TenantTag } from '@synergycall/domain';
import { must, testBox, type TestBox } from '../../../../tests/faults/box.ts';
import { setTenantStatus } from '../tenant/index.ts';
import { setUserStatus } from '../user/index.ts';
import type { RunnerDeps } from './sides.ts';

/** US3 on a real Asterisk: what is wrong is found before the live one is touched, and named. */

let box: TestBox;
let acme: Awaited<ReturnType<TestBox['tenant']>>;
let tag: TenantTag;
let file: string;
let people = 0;
/** What the next apply does otherwise. */
let change: (deps: RunnerDeps) => RunnerDeps = (deps) => deps;
const touched: string[] = [];

const sabotage =
  (alter: (text: string) => string, of: (path: string) => boolean = (path) => path.includes('/tenants/')) =>
  (deps: RunnerDeps): RunnerDeps => ({
    ...deps,
    render: (taken) => {
      const made = deps.render(taken);
      if (!made.ok) return made;
      const files = made.value.files.map((one) => (of(one.path) ? { ...one, text: alter(one.text) } : one));
      return { ok: true, value: { ...made.value, files } };
    },
  });
/** Every effect that Asterisk could notice. */
const watched = (deps: RunnerDeps): RunnerDeps => ({
  ...deps,
  asterisk: new Proxy(deps.asterisk, {
    get: (of, name: keyof RunnerDeps['asterisk']) => {
      if (/^(put|set|reload|delete|expire|drop)/.test(name)) touched.push(name);
      return of[name];
    },
  }),
  files: { ...deps.files, swap: (...swapped) => (touched.push('swap'), deps.files.swap(...swapped)) },
});

beforeAll(async () => {
  box = await testBox({ watch: (deps) => change(watched(deps)) });
  acme = await box.tenant('Acme');
  await box.users(acme.scope, ['Ann', 'Ben']);
  expect(await box.applied(acme.scope)).toMatchObject({ status: 'SUCCESS', warnings: [] });
  tag = (
    await box.database.read(acme.scope, ({ db }) => db.selectFrom('tenants').select('tag').executeTakeFirstOrThrow())
  ).tag;
  file = `extensions.d/synergycall/tenants/${tag}.conf`;
});
afterAll(() => box?.release());
afterEach(() => {
  change = (deps) => deps;
  expect(shadowsOfThisProcess()).toEqual([]);
});

/** Other agents' shadows come and go in the same folder. */
const shadowsOfThisProcess = (): string[] =>
  readdirSync(tmpdir()).filter((name) => {
    const owner = join(tmpdir(), name, 'owner.json');
    return (
      name.startsWith('sc-shadow-') &&
      existsSync(owner) &&
      readFileSync(owner, 'utf8').includes(`"pid":${process.pid},`)
    );
  });

/** An apply with something to do, and whether anything was done. */
async function applied(how: (deps: RunnerDeps) => RunnerDeps): Promise<JobView> {
  await box.users(acme.scope, [`Person ${++people}`]);
  const before = readFileSync(join(box.address.asterisk.etc, file), 'utf8');
  change = how;
  touched.length = 0;
  const job = await box.applied(acme.scope);
  if (job.status === 'FAILED') {
    expect(touched).toEqual([]);
    expect(readFileSync(join(box.address.asterisk.etc, file), 'utf8')).toBe(before);
  }
  return job;
}

describe('a tenant’s file that Asterisk would take without a word', () => {
  test.each<[name: string, alter: (text: string) => string, said: RegExp]>([
    ['a missing ]', (text) => text.replace(']', ''), /line 3: syntax/],
    ['a missing include', (text) => text.replace('sc-emergency', 'sc-emergancy'), /missing-include \(sc-emergancy\)/],
    ['a missing file', (text) => `#include "gone.conf"\n${text}`, /missing-file/],
    ['an unknown application', (text) => text.replace('GotoIf(', 'GotoWhen('), /unknown-application \(GotoWhen\)/],
    ['a Goto into nothing', (text) => text.replace('sc-refuse,malformed', 'sc-reject,malformed'), /dead-goto/],
    ['a Goto to no such refusal', (text) => text.replace('malformed,1', 'mallformed,1'), /dead-goto/],
    ['a bad expression', (text) => text.replace('= ${LEN(${EXTEN})}', '= '), /bad-expression/],
    ['an open bracket', (text) => text.replace('${EXTEN})})', '${EXTEN})'), /unbalanced-brackets/],
    ['a duplicate priority', (text) => text.replace(' same => n,', 'exten => _[+*#0-9]!,1,'), /duplicate-priority/],
    ['a priority that is none', (text) => text.replace(' same => n,', ' same => x,'), /priority/],
    ['a context of the core', (text) => `${text}\n[sc-ring]\nexten => 1,1,Hangup()\n`, /duplicate-context \(sc-ring\)/],
    [
      'a pattern that hides emergency numbers',
      (text) =>
        text.replace('include => sc-emergency\n', '').replace(/(include => sc-in-.*)/, '$1\ninclude => sc-emergency'),
      /shadowed-extension/,
    ],
  ])('%s', async (_name, alter, said) => {
    const job = await applied(sabotage(alter));
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'apply.step-failed', step: 'validate' } });
    expect(job.error?.detail).toMatch(said);
    expect(job.error?.place).toMatchObject({ file: expect.stringContaining('extensions.d/synergycall/') });
    expect(job.error?.remedy).not.toBe('');
  });
});

describe('a file whose text is sound, and means something else', () => {
  test.each<[name: string, alter: (text: string) => string, said: RegExp]>([
    ['an emptied file', () => '', /finds no extension; meant is that it rings/],
    [
      'another tenant’s name',
      (text) => text.replaceAll('SC_T=', 'SC_T=z'),
      /is refused \(.*\); meant is that it rings/,
    ],
    ['a function that nobody has', (text) => text.replace('FILTER(', 'FILTRE('), /FILTRE/],
    [
      'a filter that takes all digits away',
      (text) => text.replace('FILTER(0-9*#+', 'FILTER(*#+'),
      /is refused \(malformed\); meant is that it rings/,
    ],
    ['a loop', (text) => text.replace('Set(SC_N=${FILTER(0-9*#+,${EXTEN})})', 'Goto(1)'), /does not end/],
    [
      'no emergency numbers',
      (text) => text.replaceAll('include => sc-emergency\n', ''),
      /meant is that it goes to the emergency services as 112/,
    ],
  ])('%s', async (_name, alter, said) => {
    const job = await applied(sabotage(alter));
    expect(job).toMatchObject({ status: 'FAILED', error: { code: 'apply.step-failed', step: 'validate' } });
    expect(job.error?.detail).toMatch(said);
    expect(job.error?.object).toBeTruthy();
  });
  test('a generation whose keys lead to another phone', async () => {
    const job = await applied((deps) => ({
      ...deps,
      render: (taken) => {
        const made = deps.render(taken);
        if (!made.ok) return made;
        const keys: typeof made.value.keys = (generation, id) =>
          made.value
            .keys(generation, id)
            .map((entry) => (entry.key.endsWith('/1') ? { ...entry, value: `${tag}-000000` } : entry));
        return { ok: true, value: { ...made.value, keys } };
      },
    }));
    expect(job.error).toMatchObject({
      step: 'validate',
      object: expect.stringMatching(/^Person \d+, 10\d\d$/),
      target: { kind: 'user' },
    });
    expect(job.error?.detail).toContain(`rings ${tag}-000000; meant is that it rings ${tag}-`);
  });
});

test('a broken core is found in an apply of the box, and names its line', async () => {
  change = sabotage(
    (text) => text.replace('Dial(${SC_DIAL}', 'Dail(${SC_DIAL}'),
    (path) => path.endsWith('generated_internal.conf'),
  );
  touched.length = 0;
  const run = must(await box.service.startBox(box.platform, { reason: 'test' }));
  const job = (await box.service.ended(run.id)) ?? run;
  expect(job.error).toMatchObject({
    step: 'validate',
    target: { kind: 'box' },
    place: { file: 'extensions.d/synergycall/generated_internal.conf' },
  });
  expect(job.error?.detail).toContain('unknown-application (Dail)');
  expect(touched).toEqual([]);
});

test('a file of ours that somebody else made is not read along without being looked at', async () => {
  const stray = join(box.address.asterisk.etc, 'extensions.d/synergycall/tenants/zzzz.conf');
  writeFileSync(stray, '[broken\n');
  try {
    const job = await applied(sabotage((text) => `; another form\n${text}`));
    expect(job.status).toBe('FAILED');
    expect(job.error?.detail + (job.error?.object ?? '')).toContain('zzzz.conf');
  } finally {
    if (existsSync(stray)) (await import('node:fs')).rmSync(stray);
  }
});

test('somebody suspended, and a suspended tenant, are tried as they are', async () => {
  const [ann] = await box.users(acme.scope, ['Suspended Ann']);
  expect(await applied((deps) => deps)).toMatchObject({ status: 'SUCCESS', warnings: [] });
  const { id } = ann!.user;
  await box.database.inTenant(acme.scope, async (tx) => must(await setUserStatus(tx, id, 'suspended')));
  expect(await box.service.live.suspendUser(tag, id, [ann!.credentials!.sipUsername])).toBe('live');
  expect(await applied((deps) => deps)).toMatchObject({ status: 'SUCCESS', warnings: [] });
  await box.database.inTenant(acme.scope, async (tx) =>
    must(await setTenantStatus(tx, acme.scope.tenantId, 'suspended')),
  );
  expect(await box.service.live.suspendTenant(tag)).toBe('live');
  expect(await applied((deps) => deps)).toMatchObject({ status: 'SUCCESS', warnings: [] });
  await box.database.inTenant(acme.scope, async (tx) => must(await setTenantStatus(tx, acme.scope.tenantId, 'active')));
  expect(await box.service.live.restoreTenant(tag)).toBe('live');
});

test('without a second Asterisk the apply goes on, and its job says so', async () => {
  const job = await applied((deps) => ({ ...deps, shadow: null }));
  expect(job).toMatchObject({
    status: 'SUCCESS',
    warnings: [expect.stringContaining('Not tried in a throwaway Asterisk')],
  });
});

test('what was right goes live, with the shadow’s parts in its record', async () => {
  const job = await applied((deps) => deps);
  expect(job).toMatchObject({ status: 'SUCCESS', warnings: [] });
  const step = job.steps.find((one) => one.step === 'validate');
  expect(step?.detail).toMatch(/^\d+ calls tried in a throwaway Asterisk: \d+ of \d+ changed extensions$/);
  expect(step?.parts?.map((part) => part.name)).toEqual([
    'shadow.write',
    'shadow.boot',
    'shadow.compare',
    'shadow.calls',
  ]);
});
