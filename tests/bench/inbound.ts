/**
 * Public numbers in Asterisk: the look-up of one among 100,000 (SC-005), all reads that the core makes for it, and the
 * time from a carrier's INVITE for a number without a destination to the first ring of the default's phone (SC-006).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { e164, pointerKey } from '../../packages/domain/src/index.ts';
import { acme, withNumbers } from '../../agent/src/features/callflow/sample.ts';
import { callScene, until } from '../calls/call-scene.ts';
import { atMost, quantile, type BenchRow } from './row.ts';

const NUMBERS = 100_000;
const FIRST = 15_550_000_000;
const LOOK_UPS = 2_000;
const ROUNDS = 5;
const CALLS = 40;
const AT_ONCE = 64;
const GENERATION = 41;
const UNASSIGNED = e164.parse('+4930555');
const BOB = 'a7k2-000003';

/** As sc-number reads: hint, pointer, manifest, target. `empty`: the same steps without the reads. */
const BENCH = `
[bench]
exten => _[a-z][a-z]!,1,Set(I=0)
 same => n,Set(FROM=\${STRFTIME(,,%s%6q)})
 same => n(next),GotoIf($[\${I} >= ${LOOK_UPS}]?done)
 same => n,Set(N=\${RAND(${FIRST % 1_000_000_000},${(FIRST % 1_000_000_000) + NUMBERS - 1})})
 same => n,Set(N=15\${N})
 same => n,GotoIf($["\${EXTEN}" = "empty"]?count)
 same => n,Set(O=\${DB(sc/did/\${N})})
 same => n,Set(G=\${DB(sc/ptr/\${O:0:4})})
 same => n,Set(M=\${DB(sc/g/\${O:0:4}/\${G}/meta)})
 same => n,Set(D=\${DB(sc/g/\${O:0:4}/\${G}/d/\${N})})
 same => n(count),Set(I=$[\${I} + 1])
 same => n,Goto(next)
 same => n(done),UserEvent(Bench,From: \${FROM},To: \${STRFTIME(,,%s%6q)},Found: \${D})
`;

export async function run(): Promise<BenchRow[]> {
  const scene = callScene({
    companies: [{ model: withNumbers(acme, { [UNASSIGNED]: null }, 1), generation: GENERATION }],
    trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
    extensions: BENCH,
  });
  await scene.open();
  try {
    // As a box runs: what each step does is not written to a log.
    writeFileSync(
      join(scene.asterisk.paths.etc, 'logger.conf'),
      '[general]\n\n[logfiles]\nfull.log => warning,error\n',
    );
    await scene.asterisk.cli('logger reload');
    await fill(scene);
    const rows: BenchRow[] = [];
    const looks: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      looks.push((await loop(scene, 'lookup')) - (await loop(scene, 'empty')));
    rows.push(atMost('inbound.lookup.100000', quantile(looks, 0.5), { unit: 'ms', bar: 1 }));

    scene.line(BOB).answersCallsWith({ say: 'refuse', code: 486, ringing: true });
    const rings: number[] = [];
    for (let call = 0; call < CALLS; call += 1) {
      const from = performance.now();
      const placed = scene.trunk('carrier').calls(UNASSIGNED, { from: '+49301' });
      await scene.line(BOB).nextCall();
      rings.push(performance.now() - from);
      const { code } = await placed;
      if (code !== 486) throw new Error(`bench: the call ended with ${code}`);
    }
    rows.push(atMost('inbound.first-ring.p50', quantile(rings, 0.5), { unit: 'ms', bar: 200 }));
    rows.push(atMost('inbound.first-ring.max', Math.max(...rings), { unit: 'ms', bar: 200 }));
    return rows;
  } finally {
    await scene.close();
  }
}

type Scene = ReturnType<typeof callScene>;

async function fill({ put }: Scene): Promise<void> {
  const family = `sc/g/a7k2/${GENERATION}/d`;
  for (let from = 0; from < NUMBERS; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, NUMBERS - from) }, async (_, n) => {
        const key = String(FIRST + from + n);
        await put({ family: 'sc/did', key }, 'a7k2');
        await put({ family, key }, 'default');
      }),
    );
  await put(pointerKey(acme.tenant.tag), String(GENERATION));
}

/** Milliseconds per round inside Asterisk. */
async function loop(scene: Scene, extension: 'lookup' | 'empty'): Promise<number> {
  scene.begin();
  await scene.writer.originate({
    channel: `Local/${extension}@bench/n`,
    to: 'application',
    application: 'Wait',
    data: '5',
    wait: 'queued',
  });
  const said = await until(() => scene.events('Bench')[0]);
  if (extension === 'lookup' && said['found'] !== 'default') throw new Error('bench: a number was not found');
  return (Number(said['to']) - Number(said['from'])) / 1_000 / LOOK_UPS;
}
