/**
 * SC-020: how long the calls of one company take to be set up while another one applies: blocks without and with applies
 * in turn, so that both see the same machine. Calls in progress are held over all blocks; no call may fail.
 */
import type { CreatedUser } from '../../packages/domain/src/index.ts';
import { testBox, type TestBox } from '../faults/box.ts';
import { callLoad, rawLine, type LoadResult, type RawLine } from '../lab/phones/index.ts';
import { applied, tenantWith, type Tenant } from './apply-seed.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const APPLIES = 50;
const MOST_BLOCKS = 10;
const CALLS = 200;
const RATE = 25;
/** Users of the company that applies. */
const USERS = 100;
const IN_PROGRESS = 5;

export async function run(): Promise<BenchRow[]> {
  return [...(await bench('sqlite')), ...(await bench('mariadb'))];
}

async function bench(kind: 'sqlite' | 'mariadb'): Promise<BenchRow[]> {
  const box = await testBox({ realtime: kind });
  const lines: RawLine[] = [];
  try {
    const applying = await tenantWith(box, 'Applies', USERS);
    await applied(box, applying);
    const calling = await box.tenant('Calls');
    const [caller, answerer] = await box.users(calling.scope, ['Caller', 'Answerer']);
    await applied(box, calling);
    if (!caller?.credentials || !answerer?.credentials) throw new Error('no phones');
    for (const one of [caller, answerer]) lines.push(await registered(box, one));
    const [from] = lines;
    const held = [];
    for (let n = 0; n < IN_PROGRESS; n++)
      held.push((await from?.invite({ dialled: String(answerer.user.extension) }))?.dialog);

    const load = (): Promise<LoadResult> =>
      callLoad({
        server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
        phones: [{ username: caller.credentials?.sipUsername ?? '', secret: caller.credentials?.secret ?? '' }],
        dialled: String(answerer.user.extension),
        rate: RATE,
        calls: CALLS,
        talkMs: 200,
      });
    // Unmeasured: the first calls of a fresh Asterisk are slower.
    await load();
    const without: LoadResult[] = [];
    const during: LoadResult[] = [];
    let applies = 0;
    while (applies < APPLIES && during.length < MOST_BLOCKS) {
      without.push(await load());
      let over = false;
      const calls = load().finally(() => (over = true));
      while (!over) await applyOnce(box, applying, applies++);
      during.push(await calls);
    }
    const blocks = [...without, ...during];
    const cut = held.filter((dialog) => !dialog || dialog.over).length;
    const failed = blocks.reduce((sum, one) => sum + CALLS - one.ok, 0);
    if (failed > 0) console.error(blocks.flatMap((one) => one.complaint ?? []).join('\n'));
    const p99 = (of: readonly LoadResult[]): number =>
      quantile(
        of.map((one) => one.setUp.p99),
        0.5,
      );
    const p50 = (of: readonly LoadResult[]): number =>
      quantile(
        of.map((one) => one.setUp.p50),
        0.5,
      );
    const row = (name: string, value: number, rest: Parameters<typeof atMost>[2]): BenchRow =>
      atMost(`isolation ${kind}: ${name}`, value, rest);
    return [
      row(`failed of ${blocks.length * CALLS} calls, ${applies} applies beside half of them`, failed, {
        unit: 'count',
        bar: 0,
      }),
      row(`cut of ${IN_PROGRESS} calls in progress`, cut, { unit: 'count', bar: 0 }),
      row('set-up without applies, p50', p50(without), { unit: 'ms', bar: null }),
      row('set-up during applies, p50', p50(during), { unit: 'ms', bar: null }),
      row('set-up without applies, p99', p99(without), { unit: 'ms', bar: null }),
      row('set-up during applies, p99', p99(during), { unit: 'ms', bar: null }),
      row('set-up, p99 during over p99 without', p99(during) / p99(without), { unit: 'ratio', bar: 2 }),
    ];
  } finally {
    for (const line of lines) await line.close();
    await box.release();
  }
}

/** A change of people each time; every fifth is a new company's first one, which reloads the dialplan. */
async function applyOnce(box: TestBox, applying: Tenant, n: number): Promise<void> {
  if (n % 5 === 4) {
    const newcomer = await box.tenant(`Newcomer ${n}`);
    await box.users(newcomer.scope, ['Nia']);
    await applied(box, newcomer);
    return;
  }
  await box.users(applying.scope, [`Person ${n}`]);
  await applied(box, applying);
}

async function registered(box: TestBox, { credentials }: CreatedUser): Promise<RawLine> {
  const line = await rawLine({
    server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
    username: credentials?.sipUsername ?? '',
    secret: credentials?.secret ?? '',
  });
  const { code } = await line.register();
  if (code !== 200) throw new Error(`bench: REGISTER was answered with ${code}`);
  return line;
}
