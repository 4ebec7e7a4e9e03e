import { parseDialplan, withoutFirstLabels, type LoadedLine } from '@synergycall/asterisk';
import {
  e164,
  type BoxId,
  type Decision,
  type JobId,
  type SampleCall,
  type TenantId,
  type TenantTag,
} from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import type { Shadow, ShadowFailure, ShadowInput, ShadowReport, ShadowWalk } from '../../platform/shadow/index.ts';
import { tryInShadow, type Trial } from './shadow-check.ts';
import { outcomeOf } from './shadow-outcome.ts';

const tag = 'a7k2' as TenantTag;
const path = 'extensions.d/synergycall/tenants/a7k2.conf';
const TEXT =
  '[sc-t-a7k2]\nexten => _X!,1,Set(SC_T=a7k2)\n same => n(go),Goto(sc-core,1,1)\n[sc-core]\nexten => 1,1,Hangup()\n';
const user = { kind: 'user' as const, id: 'u00000000001', name: 'Ann Lee' };
const refuse: Decision = { does: 'refuse', refusal: 'unknown', sip: 404, because: [] };
const call = (expected: Decision, part: Partial<SampleCall> = {}): SampleCall => ({
  tag,
  dialled: '1004',
  suspendedCaller: false,
  because: 'changed-extension',
  object: user,
  expected,
  ...part,
});
const trial = (calls: readonly SampleCall[], text = TEXT): Trial => ({
  order: {
    id: 'j00000000001' as JobId,
    boxId: 'b00000000000' as BoxId,
    tenant: { id: 't00000000000' as TenantId, tag, name: 'Acme' },
    actor: { accountId: null, name: 'Test' },
    reason: null,
    requestedAt: '',
    overwrite: [],
  },
  files: [{ path, text }],
  keys: [],
  samples: { calls, changed: calls.length, chosen: calls.length },
});
const loadedOf = (text: string): LoadedLine[] =>
  withoutFirstLabels(parseDialplan(text).contexts).flatMap(({ name, extensions }) => [
    { context: name },
    ...extensions.flatMap(({ match, steps }) =>
      steps.map((step, index) => ({
        context: name,
        extension: match,
        priority: String(index + 1),
        application: step.application,
        appData: step.data,
        ...(step.label ? { label: step.label } : {}),
      })),
    ),
  ]);
const walk = (...steps: [context: string, extension: string, application?: string, data?: string][]): ShadowWalk => ({
  ended: true,
  steps: steps.map(([context, extension, application = 'NoOp', data = '']) => ({
    context,
    extension,
    priority: 1,
    application,
    data,
  })),
});
const saying = (report: Partial<ShadowReport>): Shadow => ({
  run: () =>
    Promise.resolve({
      ok: true,
      value: {
        loaded: loadedOf(TEXT),
        applications: new Set(['set', 'goto', 'hangup']),
        walks: [],
        complaints: [],
        parts: [{ name: 'shadow.boot', ms: 40 }],
        ownNetwork: true,
        ...report,
      },
    }),
  sweep: () => Promise.resolve(),
});
const failing = (error: ShadowFailure): Shadow => ({
  run: () => Promise.resolve({ ok: false, error }),
  sweep: () => Promise.resolve(),
});

describe('what a throwaway Asterisk tells', () => {
  test('nothing wrong: how many calls were tried, and what it took', async () => {
    const tried = await tryInShadow(
      saying({ walks: [walk(['sc-t-a7k2', '1004'], ['sc-refuse', 'unknown'])] }),
      trial([call(refuse)]),
    );
    expect(tried).toEqual({
      detail: '1 call tried in a throwaway Asterisk: 1 of 1 changed extensions',
      parts: [{ name: 'shadow.boot', ms: 40 }],
    });
  });
  test('a call that ends elsewhere names the person, both outcomes, and where it went astray', async () => {
    const walks = [walk(['sc-t-a7k2', '_X!'], ['sc-refuse', 'corrupt'])];
    expect((await tryInShadow(saying({ walks }), trial([call(refuse)]))).failure).toMatchObject({
      code: 'apply.step-failed',
      step: 'validate',
      object: 'Ann Lee, 1004',
      detail: 'a call to 1004 is refused (corrupt); meant is that it is refused (unknown)',
      target: { kind: 'user', id: user.id },
    });
  });
  test('a call that never ends is a failure with its last step', async () => {
    const walks = [{ ...walk(['sc-t-a7k2', '_X!']), ended: false }];
    expect((await tryInShadow(saying({ walks }), trial([call(refuse)]))).failure).toMatchObject({
      detail: 'a call to 1004 does not end: 1 steps, the last at sc-t-a7k2,_X!,1',
      place: { file: path, line: 2 },
    });
  });
  test('what it read otherwise names context, file, line and tenant', async () => {
    const loaded = loadedOf(TEXT.replace('SC_T=a7k2', 'SC_T=b8m3'));
    expect((await tryInShadow(saying({ loaded }), trial([]))).failure).toMatchObject({
      object: 'sc-t-a7k2/_X!',
      target: { kind: 'tenant', id: 't00000000000' },
      place: { file: path, line: 2 },
    });
  });
  test('an application that it does not know', async () => {
    const found = await tryInShadow(saying({ applications: new Set(['set', 'hangup']) }), trial([]));
    expect(found.failure).toMatchObject({
      detail: 'line 3: unknown-application (Goto)',
      place: { file: path, line: 3 },
    });
  });
  test('a complaint during a call is the call’s; one of the machine is nobody’s', async () => {
    const walks = [walk(['sc-refuse', 'unknown'])];
    const mine = { level: 'WARNING' as const, source: 'ast_expr2.fl', text: 'syntax error', call: 0 };
    expect((await tryInShadow(saying({ walks, complaints: [mine] }), trial([call(refuse)]))).failure).toMatchObject({
      object: 'Ann Lee, 1004',
      detail: 'Asterisk said on a call to 1004: syntax error',
    });
    const other = { level: 'ERROR' as const, source: 'taskprocessor.c', text: 'slow', call: null };
    expect((await tryInShadow(saying({ walks, complaints: [other] }), trial([call(refuse)]))).failure).toBeUndefined();
  });
});

test('the way out is read where it is set, alone or together with other variables', () => {
  const entered = ['sc-outside', '0111111111'] as const;
  for (const [application, data] of [
    ['Set', 'SC_DIAL=0111111111@t00000000001'],
    ['MSet', 'SC_DIAL=0111111111@t00000000001,SC_WHY=outside'],
    ['MSet', 'SC_WHY=outside,SC_DIAL=0111111111@t00000000001'],
  ] as const)
    expect(outcomeOf(walk([...entered], ['sc-outside-way', 's', application, data]))).toEqual({
      came: 'outside',
      by: '0111111111@t00000000001',
    });
});

describe('a call from outside', () => {
  const number = e164.parse('+15550100');
  const outside = call(refuse, { number, dialled: '15550100', because: 'changed-number' });
  test('enters where a trunk’s call does, with a hint that leads to the tenant', async () => {
    const runs: ShadowInput[] = [];
    const watched: Shadow = { ...saying({}), run: (input) => (runs.push(input), saying({}).run(input)) };
    const nobodys = call(refuse, { number: e164.parse('+15550199'), because: 'public-number-of-nobody' });
    await tryInShadow(watched, trial([outside, nobodys]));
    expect(runs[0]?.calls[0]).toEqual({ context: 'sc-inbound', extension: '15550100' });
    expect(runs[0]?.keys).toEqual([{ family: 'sc/did', key: '15550100', value: tag }]);
  });
  test('to a number of nobody’s is as meant; one that goes astray names its number', async () => {
    const lost = [walk(['sc-inbound', '15550100'], ['sc-number', '15550100'], ['sc-number-nobody', 's'])];
    const samples = { calls: [outside], changed: 0, chosen: 0, numbers: { changed: 7, chosen: 1 } };
    const tried = await tryInShadow(saying({ walks: lost }), { ...trial([]), samples });
    expect([tried.failure, tried.detail]).toEqual([
      undefined,
      '1 call tried in a throwaway Asterisk: 1 of 7 changed numbers',
    ]);
    const walks = [walk(['sc-inbound', '15550100'], ['sc-refuse', 'corrupt'])];
    expect((await tryInShadow(saying({ walks }), trial([outside]))).failure).toMatchObject({
      object: '+15550100',
      detail: 'a call to +15550100 from outside is refused (corrupt); meant is that it is refused (unknown)',
    });
  });
});

test('where none can be started the job is warned and goes on; where it dies of our text the job fails', async () => {
  const none = await tryInShadow(null, trial([]));
  expect(none.failure).toBeUndefined();
  expect(none.warning).toContain('without one');
  const away = await tryInShadow(failing({ code: 'shadow.unavailable', reason: 'setpriv: EPERM' }), trial([]));
  expect([away.failure, away.warning]).toEqual([undefined, expect.stringContaining('setpriv: EPERM')]);
  const dead = await tryInShadow(
    failing({ code: 'shadow.crashed', reason: 'ended by SIGSEGV', complaints: [] }),
    trial([]),
  );
  expect([dead.failure, dead.warning]).toEqual([expect.objectContaining({ step: 'validate' }), undefined]);
});
