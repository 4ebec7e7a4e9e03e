/**
 * What trying an apply in a throwaway Asterisk costs: the files of a box with 100 tenants, a generation of 1,000 people,
 * 48 calls. Medians; the first run in a process reads Asterisk's documentation once and is told apart.
 */
import {
  compilePlan,
  deviceId,
  diffSnapshots,
  jobId,
  pointerKey,
  sampleCalls,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
} from '../../packages/domain/src/index.ts';
import type { BoxSnapshot, TenantSnapshot } from '../../packages/domain/src/index.ts';
import { entryOf } from '../../agent/src/features/apply/shadow-outcome.ts';
import { labBox } from '../../agent/src/features/callflow/sample.ts';
import { renderCore } from '../../agent/src/features/callflow/index.ts';
import { renderTenantFile } from '../../agent/src/features/tenant/index.ts';
import { astdbKeys } from '../../agent/src/features/user/index.ts';
import { installation, provisionRootfs } from '../../agent/src/platform/asterisk-host/index.ts';
import { defaultRunAs } from '../../agent/src/platform/asterisk-host/layout.ts';
import { shadow, type ShadowInput, type ShadowReport } from '../../agent/src/platform/shadow/index.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const ROUNDS = 7;
const TENANTS = 100;
const PEOPLE = 1_000;
const GENERATION = 7;

export async function run(): Promise<BenchRow[]> {
  const program = installation((await provisionRootfs({})).dir);
  const asRoot = process.getuid?.() === 0;
  const trial = shadow({ program, ...(asRoot && { runAs: defaultRunAs() }) });
  const input = inputOf(labBox);
  const first = await once(trial.run(input));
  const rounds: { readonly whole: number; readonly report: ShadowReport }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await once(trial.run(input)));
  const median = (values: readonly number[]): number => quantile(values, 0.5);
  const part = (name: string): number =>
    median(rounds.map(({ report }) => report.parts.find((one) => one.name === name)?.ms ?? Number.NaN));
  const info = { unit: 'ms', bar: null } as const;
  return [
    atMost('shadow boot', part('shadow.boot'), { unit: 'ms', bar: 1_500 }),
    ...['shadow.write', 'shadow.compare', 'shadow.calls'].map((name) =>
      atMost(`shadow boot: ${name}`, part(name), info),
    ),
    atMost('shadow whole', median(rounds.map((one) => one.whole)), info),
    atMost('shadow whole, first in a process', first.whole, info),
  ];
}

async function once(running: ReturnType<ReturnType<typeof shadow>['run']>) {
  const from = performance.now();
  const done = await running;
  if (!done.ok) throw new Error(`bench: ${JSON.stringify(done.error)}`);
  if (done.value.walks.some((walk) => !walk.ended)) throw new Error('bench: a call did not end');
  return { whole: performance.now() - from, report: done.value };
}

function inputOf(box: BoxSnapshot): ShadowInput {
  const tags = Array.from({ length: TENANTS }, (_, n) => tenantTag.parse(`a${String(n).padStart(3, '0')}`));
  const [tag = tenantTag.parse('a000')] = tags;
  const id = (n: number): string => String(n).padStart(6, '0');
  const people = Array.from({ length: PEOPLE }, (_, n) => n);
  const model: TenantSnapshot = {
    version: 1,
    tenant: { id: tenantId.parse('t00000000000'), tag, name: 'Acme', timezone: 'UTC' },
    users: people.map((n) => ({
      id: userId.parse(`0000a0${id(n)}`),
      name: `Person ${n}`,
      extension: 1_001 + n,
      voicemailEnabled: false,
    })),
    devices: people.map((n) => ({
      id: deviceId.parse(`0000d0${id(n)}`),
      userId: userId.parse(`0000a0${id(n)}`),
      label: 'Desk',
      sipUsername: sipUsername.parse(`${tag}-${id(n)}`),
      transport: 'udp' as const,
      nat: 'auto' as const,
      codecs: ['alaw' as const],
      secretVersion: 1,
    })),
  };
  const plan = compilePlan(model, box);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const samples = sampleCalls(plan.value, diffSnapshots(null, model), {
    tenantSuspended: false,
    suspendedUsers: new Set(),
  });
  const files = [...renderCore(box), ...tags.map((one) => renderTenantFile({ tag: one }))];
  return {
    files: files.map(({ path, text }) => ({ path: `extensions.d/synergycall/${path}`, text })),
    keys: [
      ...astdbKeys(plan.value, GENERATION, jobId.parse('j00000000000')),
      { ...pointerKey(tag), value: String(GENERATION) },
    ],
    calls: samples.calls.map(entryOf),
  };
}
