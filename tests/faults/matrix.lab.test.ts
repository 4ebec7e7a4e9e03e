import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COLUMNS, STEPS, stopsOf, type Column, type Step } from './matrix-faults.ts';
import { matrixBox, type Live, type MatrixBox } from './matrix-box.ts';
import { keyOf, tableOf, type Cell } from './matrix-table.ts';
import { noMounts } from './small-disk.ts';
import { isFull, isThorough } from '../lab/runs.ts';

/** `npm run test:faults` runs every cell, `npm test` some of each fault. */
const say = (line: string): void =>
  void (process.env['SYNERGYCALL_TEST_LOG'] === '1' && process.stderr.write(`${line}\n`));
/** After the stores are back (issue text and SC-007: 5 s), with room for a machine that others use too. */
const SETTLE_MS = 15_000;

const noDisks = process.getuid?.() === 0 ? noMounts() : 'only root can mount small disks';

describe('US3, SC-008: step x fault, with two phones in a call', () => {
  let all: MatrixBox;
  const results = new Map<string, Cell>();
  beforeAll(async () => {
    all = await matrixBox(noDisks === undefined);
    await all.agent.start();
  }, 180_000);
  afterAll(async () => {
    process.stdout.write(tableOf(results));
    await all?.release();
  });

  const cells = COLUMNS.flatMap((column) =>
    STEPS.filter((step) => column.strikes(step) && (isThorough || column.quick.includes(step))).map(
      (step) => [keyOf(column, step), column, step] as const,
    ),
  );
  test.for(cells)('%s', async ([key, column, step], { skip }) => {
    if (column.needsDisks && noDisks) return skip(noDisks);
    const from = Date.now();
    const cell = await tryCell(column, step).finally(() => say(`${key} ${Date.now() - from} ms`));
    say(JSON.stringify(cell));
    results.set(key, cell);
    expect(cell).toMatchObject({ live: cell.status === 'SUCCESS' ? 'new' : 'old' });
    expect(column.ends(step)).toContain(cell.status);
    // Never kept without a word, either.
    if (column.name === 'edit' && cell.status === 'SUCCESS')
      expect(cell.warnings.join()).toContain('was edited by hand meanwhile');
    expect(cell.callSurvived).toBe(column.endsCalls ? undefined : true);
    // The fault is over: calls work, and nothing stands in the way of what is pending.
    expect(await (await all.call()).over()).toBe(true);
    if (isFull && cell.status !== 'SUCCESS') {
      const again = await all.agent.apply({ stops: [] });
      expect(again).toMatchObject({ job: { status: 'SUCCESS' } });
    }
  });

  async function tryCell(column: Column, step: Step): Promise<Cell> {
    const wish = await all.pend();
    const before = await all.live();
    const { id: last } = await all.jobs.newest();
    const call = await all.call();
    let mended: Promise<void> | undefined;
    const mend = (): Promise<void> => (mended ??= Promise.resolve(column.mends?.(all)));
    const outcome = await all.agent.apply({
      stops: column.render ? [] : stopsOf(column, step),
      ...(column.render && { render: column.render }),
      paused: async () => {
        await column.breaks?.(all);
        const lasts = column.lastsMs?.(step) ?? 0;
        if (lasts > 0 && lasts < Infinity) void sleep(lasts).then(mend);
      },
    });
    const ended = outcome && 'job' in outcome ? outcome.job : undefined;
    say(
      JSON.stringify([ended?.status ?? outcome ?? 'died', ended?.error, ended?.warnings, ended?.steps.at(-1)?.detail]),
    );
    if (!outcome && !column.dies) throw new Error('the agent died');
    if (column.dies === 'agent and Asterisk') await all.box.asterisk.kill('SIGKILL');
    await mend();
    if (column.dies) {
      if (outcome) throw new Error(`the agent should have died: ${JSON.stringify(outcome)}`);
      if (!outcome && !column.dies) throw new Error('the agent died');
      if (column.dies === 'agent and Asterisk') await all.box.asterisk.start();
      await all.agent.start();
    }
    const back = Date.now();
    if (outcome && 'refused' in outcome) throw new Error(`refused with ${outcome.refused}`);
    const settled = await untilEnded(last);
    const now = await all.live();
    const callSurvived = await call.over();
    if (!same(before, now) && !isNew(now, wish)) say(JSON.stringify({ before, now, wish }));
    return {
      status: settled,
      callSurvived: column.endsCalls ? undefined : callSurvived,
      live: same(before, now) ? 'old' : isNew(now, wish) ? 'new' : 'between',
      settledMs: Date.now() - back,
      warnings: ended?.warnings ?? [],
    };
  }

  /** The agent ends it by itself: PostgreSQL has the end, and no journal is open. */
  async function untilEnded(former: string): Promise<string> {
    let last = 'nothing';
    for (const end = Date.now() + SETTLE_MS; Date.now() < end; await sleep(50)) {
      const job = await all.jobs.newest().catch(() => undefined);
      last = job?.status ?? 'PostgreSQL is away';
      if (job?.id === former) continue;
      if (['SUCCESS', 'ROLLED_BACK', 'FAILED'].includes(last) && all.openJournals().length === 0) return last;
    }
    throw new Error(`it did not end by itself within ${SETTLE_MS} ms: ${last}, journals ${all.openJournals().length}`);
  }
});

const same = (a: Live, b: Live): boolean => JSON.stringify(a) === JSON.stringify(b);
const isNew = (live: Live, { phone, extension }: { phone: string; extension: number }): boolean =>
  live.keys.some((key) => key.startsWith(`x/${extension}=`)) &&
  live.rows.some((row) => row.includes(phone)) &&
  !live.file.includes('; older') &&
  live.dialplan !== '';
