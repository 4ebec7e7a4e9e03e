import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freeze, thaw } from '../lab/index.ts';
import type { MatrixBox } from './matrix-box.ts';
import type { Stop } from './matrix-agent.ts';

export const STEPS = [
  'check',
  'render',
  'validate',
  'backup',
  'write',
  'reload',
  'flip',
  'verify',
  'clean-up',
  'restore',
] as const;
export type Step = (typeof STEPS)[number];
type At = Pick<Stop, 'point' | 'when' | 'nth'>;
const at = (point: string, when: Stop['when'] = 'before', nth = 1): At => ({ point, when, nth });

/** In the middle of each step, as late as the step still has something to do. */
const MIDDLE: Readonly<Record<Step, At>> = {
  check: at('asterisk.waitLive'),
  render: at('records.nextGeneration', 'after'),
  validate: at('files.refuseDrift'),
  backup: at('files.refuseFullDisk'),
  write: at('asterisk.putKeys'),
  reload: at('asterisk.reloadDialplan'),
  flip: at('asterisk.setPointer'),
  verify: at('asterisk.healthCall'),
  'clean-up': at('asterisk.generations'),
  restore: at('asterisk.setPointer', 'before', 2),
};
/** Makes an apply be undone, so that the restore can meet a fault. */
const REFUSE: Stop = {
  ...at('asterisk.healthCall'),
  does: { instead: { ok: false, error: { kind: 'refused', detail: 'the test wants a rollback' } } },
};

export type Ending = 'SUCCESS' | 'ROLLED_BACK' | 'FAILED';

/** One column: what breaks, how it is mended, and what must come of it. */
export interface Column {
  readonly name: string;
  readonly legend: string;
  /** Where in a step it strikes; `undefined`: it can't, or there is nothing that it could hurt. */
  readonly strikes: (step: Step) => At | undefined;
  /** What the apply may end with. */
  readonly ends: (step: Step) => readonly Ending[];
  /** Dies at the point instead of pausing there. */
  readonly dies?: 'agent' | 'agent and Asterisk';
  readonly instead?: unknown;
  /** Needs disks of its own. */
  readonly needsDisks?: boolean;
  readonly render?: string;
  /** Calls can't survive the end of Asterisk itself. */
  readonly endsCalls?: boolean;
  /** How long it lasts if the apply goes on; Infinity: until the apply has ended. */
  readonly lastsMs?: (step: Step) => number;
  breaks?(box: MatrixBox): Promise<void> | void;
  mends?(box: MatrixBox): Promise<void> | void;
  /** Steps that take part in `npm test`; the others with `npm run test:faults`. */
  readonly quick: readonly Step[];
}

const EARLY: readonly Step[] = ['check', 'render', 'validate', 'backup'];
const isEarly = (step: Step): boolean => EARLY.includes(step);
const middle = (step: Step): At => MIDDLE[step];
const whileItRuns = (step: Step): number => (isEarly(step) ? 4_000 : 1_200);
/** Rejected while nothing is touched, undone afterwards, finished past the point of no return. */
const asUsual = (step: Step): readonly Ending[] =>
  step === 'clean-up' ? ['SUCCESS'] : isEarly(step) ? ['FAILED', 'ROLLED_BACK'] : ['ROLLED_BACK'];
/** A fault that was over before anything needed the part. */
const orUnnoticed = (step: Step): readonly Ending[] => (step === 'check' ? ['FAILED'] : [...asUsual(step), 'SUCCESS']);

const disk = (step: Step): At | undefined =>
  ({ write: at('files.swap'), 'clean-up': at('files.remember'), restore: at('files.restore') })[step as 'write'] ??
  MIDDLE[step];
const rows = (step: Step): At | undefined =>
  ({
    write: at('realtime.transact'),
    restore: at('realtime.transact', 'before', 2),
    reload: undefined,
    flip: undefined,
  })[step as 'write'] ?? (step === 'reload' || step === 'flip' || step === 'clean-up' ? undefined : MIDDLE[step]);
const database = (step: Step): At | undefined =>
  ({ check: at('records.take'), write: at('realtime.transact'), 'clean-up': at('records.finish') })[step as 'write'] ??
  MIDDLE[step];
const only =
  (...steps: readonly Step[]) =>
  (step: Step): At | undefined =>
    steps.includes(step) ? MIDDLE[step] : undefined;

const original = new Map<MatrixBox, string>();
const editByHand = ({ file }: MatrixBox, box: MatrixBox): void => {
  original.set(box, readFileSync(file, 'utf8'));
  appendFileSync(file, '; by hand\n');
};

export const COLUMNS: readonly Column[] = [
  {
    name: 'AMI',
    legend: 'the connection to AMI is cut',
    strikes: middle,
    ends: orUnnoticed,
    lastsMs: whileItRuns,
    breaks: ({ box }) => box.ami.cut(),
    mends: ({ box }) => box.ami.mend(),
    quick: ['restore'],
  },
  {
    name: 'dead',
    legend: 'Asterisk is killed and started again',
    strikes: middle,
    ends: orUnnoticed,
    endsCalls: true,
    lastsMs: whileItRuns,
    breaks: ({ box }) => box.asterisk.kill('SIGKILL'),
    mends: ({ box }) => box.asterisk.start(),
    quick: ['verify'],
  },
  {
    name: 'hung',
    legend: 'Asterisk hangs (SIGSTOP) for longer than the agent waits',
    strikes: middle,
    ends: orUnnoticed,
    lastsMs: () => 13_000,
    breaks: ({ box }) => freeze(box.asterisk.pid ?? 0),
    mends: ({ box }) => thaw(box.asterisk.pid ?? 0),
    quick: ['flip'],
  },
  {
    name: 'refused',
    legend: 'Asterisk refuses the reload (its answer is put in the agent’s mouth)',
    strikes: only('reload'),
    ends: () => ['ROLLED_BACK'],
    instead: { ok: false, error: { kind: 'refused', detail: 'Reload: No such module.' } },
    quick: ['reload'],
  },
  {
    name: 'other',
    legend: 'the reload says yes and loads something else; at verify: something else is loaded since',
    strikes: (step) =>
      step === 'reload' ? MIDDLE.reload : step === 'verify' ? at('asterisk.loadedDialplan') : undefined,
    ends: () => ['ROLLED_BACK'],
    lastsMs: () => 1_200,
    breaks: async (all) => {
      appendFileSync(all.file, '\nexten => 666,1,NoOp(by someone)\n');
      await all.box.asterisk.cli('dialplan reload');
    },
    quick: ['verify'],
  },
  {
    name: 'full',
    legend: 'both disks are full (ENOSPC): configuration and journal',
    strikes: disk,
    // A journal's line may fit into the last block that it began.
    ends: (step) => (['reload', 'flip', 'verify'].includes(step) ? orUnnoticed(step) : asUsual(step)),
    lastsMs: whileItRuns,
    needsDisks: true,
    breaks: ({ disks }) => (disks?.etc.fill(), disks?.state.fill()),
    mends: ({ disks }) => (disks?.etc.free(), disks?.state.free()),
    quick: ['flip'],
  },
  {
    name: 'denied',
    legend: 'the folder of the files may not be written (EACCES)',
    strikes: disk,
    ends: (step) => (isEarly(step) ? ['FAILED'] : [...asUsual(step), 'SUCCESS']),
    lastsMs: whileItRuns,
    breaks: ({ file }) => chmodSync(dirname(file), 0o550),
    mends: ({ file }) => chmodSync(dirname(file), 0o2750),
    quick: ['restore'],
  },
  {
    name: 'ro',
    legend: 'both disks turn read-only (EROFS)',
    strikes: disk,
    ends: asUsual,
    lastsMs: whileItRuns,
    needsDisks: true,
    breaks: ({ disks }) => (disks?.etc.readOnly(true), disks?.state.readOnly(true)),
    mends: ({ disks }) => (disks?.etc.readOnly(false), disks?.state.readOnly(false)),
    quick: ['restore'],
  },
  {
    name: 'k-bef',
    legend: 'kill -9 of the agent before the effect; the next one ends it',
    strikes: disk,
    ends: asUsual,
    dies: 'agent',
    quick: ['flip'],
  },
  {
    name: 'k-aft',
    legend: 'kill -9 of the agent after the effect',
    strikes: (step) => ({ ...(disk(step) ?? MIDDLE[step]), when: 'after' }),
    ends: asUsual,
    dies: 'agent',
    quick: ['restore'],
  },
  {
    name: 'k+A',
    legend: 'kill -9 of agent and Asterisk together, after the effect',
    strikes: (step) => ({ ...(disk(step) ?? MIDDLE[step]), when: 'after' }),
    ends: asUsual,
    dies: 'agent and Asterisk',
    endsCalls: true,
    quick: ['flip'],
  },
  {
    name: 'rows',
    legend: 'the realtime database is killed and started again',
    strikes: rows,
    ends: orUnnoticed,
    lastsMs: whileItRuns,
    breaks: ({ mariadb }) => mariadb.kill(),
    mends: ({ mariadb }) => mariadb.start(),
    quick: ['restore'],
  },
  {
    name: 'PG',
    legend: 'PostgreSQL is killed and started again; at clean-up: when the result is due',
    strikes: database,
    ends: (step) => (step === 'clean-up' ? ['SUCCESS'] : step === 'restore' ? ['ROLLED_BACK'] : orUnnoticed(step)),
    lastsMs: whileItRuns,
    breaks: async ({ box }) => {
      await box.postgres.kill();
      // The agent's lock goes with it, and it must have noticed.
      await sleep(200);
    },
    mends: ({ box }) => box.postgres.start(),
    quick: ['clean-up'],
  },
  {
    name: '2nd',
    legend: 'a second apply is ordered: told "in progress since …, by …", and the first goes on',
    strikes: (step) => (step === 'restore' ? undefined : MIDDLE[step]),
    ends: () => ['SUCCESS'],
    breaks: async ({ box, tag }) => {
      const tenant = await box.database.inPlatform(box.platform, (tx) =>
        tx.db.selectFrom('tenants').select('id').where('tag', '=', tag).executeTakeFirstOrThrow(),
      );
      const { mintTenantScope, systemActor } = await import('../../agent/src/rpc/index.ts');
      const second = await box.service.start(mintTenantScope(tenant.id, systemActor('Second')));
      if (second.ok || second.error.code !== 'apply.busy' || second.error.by !== 'Admin')
        throw new Error(`the second apply was told ${JSON.stringify(second)}`);
    },
    quick: ['write'],
  },
  {
    name: 'edit',
    legend: 'a generated file is edited by hand: refused by name, or undone with the edit kept aside',
    strikes: (step) => (step === 'clean-up' || step === 'restore' ? undefined : disk(step)),
    // A comment alone, once written: it is drift of the next look, and what is live is whole.
    ends: (step) => (isEarly(step) ? ['FAILED'] : step === 'write' ? ['ROLLED_BACK'] : ['SUCCESS']),
    lastsMs: () => Infinity,
    breaks: (all) => editByHand(all, all),
    mends: (all) => {
      const text = original.get(all) ?? '';
      const now = readFileSync(all.file, 'utf8');
      if (now.includes('; by hand'))
        writeFileSync(all.file, now === `${text}; by hand\n` ? text : now.replace('; by hand\n', ''));
    },
    quick: ['check', 'write'],
  },
  ...(
    [
      ['dup', 'duplicate', 'two people on one extension'],
      ['ref', 'dangling', 'a device of nobody'],
      ['num', 'number', 'an extension that is none'],
      ['text', 'text', 'generated text that Asterisk would not read'],
    ] as const
  ).map(([name, render, legend]): Column => ({
    name,
    legend,
    strikes: only('render'),
    ends: () => ['FAILED'],
    render,
    quick: ['render'],
  })),
];

/** What the agent is told to do at the point. */
export function stopsOf(column: Column, step: Step): Stop[] {
  const point = column.strikes(step);
  if (!point) throw new Error('no such cell');
  const does = column.dies ? 'die' : column.instead ? { instead: column.instead } : 'pause';
  return [...(step === 'restore' ? [REFUSE] : []), { ...point, does }];
}
