/**
 * Calls out by policy against a bare `Dial` to the same trunk in the same run: how many calls a second are set up when as
 * many come as go (phones and carrier share the machine, in both ways alike), what Asterisk's CPU has to do for a call at
 * an easy rate, and the time of its set-up.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allow,
  deny,
  sampleTrunk,
  trunkNumber,
  withOutbound,
} from '../../agent/src/features/callflow/outside.sample.ts';
import { acme } from '../../agent/src/features/callflow/sample.ts';
import { callScene } from '../calls/call-scene.ts';
import { callLoad } from '../lab/phones/index.ts';
import { atLeast, atMost, quantile, type BenchRow } from './row.ts';

const CALLS = 100;
const RATE = 25;
const ROUNDS = 15;
/** Of the highest rate: so many calls, so many at once. */
const RUSH = { calls: 400, atOnce: 40, rate: 300 };
/** Ten rules before the one that matches, as a grown policy has. */
const RULES = 10;
const PHONE = 'a7k2-000003';
const TRUNK = `sct-${trunkNumber(1)}`;
const DIALPLANS = `
[bare]
exten => _X.,1,Dial(PJSIP/+\${EXTEN}@${TRUNK},120,i)
[watched]
exten => _X.,1,Gosub(sc-watch,call,1)
 same => n,Dial(PJSIP/+\${EXTEN}@${TRUNK},120,i)
`;
const WAYS = { bare: '4930123456', watched: '4930123456', policy: '+4930123456' } as const;
type Way = keyof typeof WAYS;
const ways = Object.keys(WAYS) as Way[];

export async function run(): Promise<BenchRow[]> {
  const rules = [
    ...Array.from({ length: RULES }, (_, n) => deny({ by: 'prefix', prefix: `+1${900 + n}` })),
    allow({ by: 'prefix', prefix: '+49' }, [1]),
  ];
  const scene = callScene({
    companies: [{ model: withOutbound(acme, [rules], { callerId: '+4930100100' }), generation: 41 }],
    trunks: [],
    generated: [{ name: 'carrier', address: '127.0.0.2', tag: null, make: (at) => sampleTrunk(1, at) }],
    extensions: DIALPLANS,
  });
  await scene.open();
  try {
    // As a box runs: what each step does is not written to a log.
    writeFileSync(
      join(scene.asterisk.paths.etc, 'logger.conf'),
      '[general]\n\n[logfiles]\nfull.log => warning,error\n',
    );
    await scene.asterisk.cli('logger reload');
    const cpu: Record<Way, number[]> = { bare: [], watched: [], policy: [] };
    const setUp: Record<Way, number[]> = { bare: [], watched: [], policy: [] };
    const calls = async (way: Way, load: { calls: number; rate: number; atOnce?: number }) => {
      await scene.realtime.setContext([PHONE], way === 'policy' ? 'sc-t-a7k2' : way);
      const done = await callLoad({
        server: { host: '127.0.0.1', port: scene.asterisk.ports.sip },
        phones: [{ username: PHONE, secret: `secret-of-${PHONE}` }],
        dialled: WAYS[way],
        talkMs: 100,
        ...load,
      });
      if (done.failed > 0) throw new Error(`bench: ${done.failed} calls failed (${way}): ${done.complaint}`);
      return done;
    };
    const each = async <W extends Way>(of: readonly W[], work: (way: W) => Promise<void>): Promise<void> => {
      for (let round = 0; round < ROUNDS; round += 1)
        for (const way of round % 2 === 0 ? of : of.toReversed()) await work(way);
    };
    const perSecond: Record<'bare' | 'policy', number[]> = { bare: [], policy: [] };
    await each(['bare', 'policy'], async (way) => {
      const { tookMs } = await calls(way, RUSH);
      perSecond[way].push(RUSH.calls / (tookMs / 1_000));
      await scene.end();
    });
    await each(ways, async (way) => {
      const before = cpuMs(scene.asterisk.pid ?? 0);
      const done = await calls(way, { calls: CALLS, rate: RATE });
      // The watches of the last calls are part of the price.
      await scene.end();
      cpu[way].push((cpuMs(scene.asterisk.pid ?? 0) - before) / CALLS);
      setUp[way].push(done.setUp.p50);
    });
    // Of the two ways of one round: the machine has its moods, and a round is short enough to have them in both.
    const perBare = (of: Record<'bare' | 'policy', number[]>) =>
      of.policy.map((value, round) => value / (of.bare[round] ?? 0));
    const median = (of: readonly number[]) => quantile(of, 0.5);
    const row = (name: string, value: number, unit: BenchRow['unit']) =>
      atMost(`routing.out.${name}`, value, { unit, bar: null });
    return [
      ...ways.flatMap((way) => [
        row(`${way}.cpu`, median(cpu[way]), 'ms'),
        row(`${way}.set-up.p50`, median(setUp[way]), 'ms'),
      ]),
      row('bare.rate', median(perSecond.bare), '1/s'),
      row('policy.rate', median(perSecond.policy), '1/s'),
      row('policy.cpu-per-bare', median(perBare(cpu)), 'ratio'),
      atLeast('routing.out.policy.rate-per-bare', median(perBare(perSecond)), { unit: 'ratio', bar: 0.9 }),
    ];
  } finally {
    await scene.close();
  }
}

/** User and system time so far, in ms. Linux counts in hundredths of a second. */
function cpuMs(pid: number | undefined): number {
  if (pid === undefined) throw new Error('bench: Asterisk is gone');
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
