/**
 * What a random run does, drawn from a seed: the same seed gives the same plan on every machine. Objects are named by
 * numbers taken modulo what is there, so any part of a plan can be left out and the rest still means something.
 */

export type ChangeKind =
  | 'create'
  | 'rename'
  | 'delete'
  | 'extension'
  | 'device'
  | 'alter-device'
  | 'switch-device'
  | 'reset-secret'
  | 'revoke'
  | 'zone'
  | 'suspend'
  | 'restore'
  | 'suspend-tenant'
  | 'restore-tenant'
  | 'emergency'
  | 'number'
  | 'assign'
  | 'move-number'
  | 'return-number'
  | 'default';
export interface Change {
  readonly does: ChangeKind;
  readonly tenant: number;
  readonly pick: number;
}

export type FaultKind =
  | 'ami-cut'
  | 'asterisk-killed'
  | 'asterisk-stopped'
  | 'rows-refused'
  | 'rows-unknown'
  | 'store-killed'
  | 'postgres-killed'
  | 'postgres-cut'
  | 'disk-full'
  | 'journal-full'
  | 'hand-edit'
  | 'misload'
  | 'second-apply'
  | 'change-meanwhile';
export interface Fault {
  readonly does: FaultKind;
  /** Which of the apply's effects: 0 is the first, 1 the last. */
  readonly at: number;
  readonly when: 'before' | 'after';
  /** How long it lasts, in milliseconds. */
  readonly ms: number;
  readonly pick: number;
}

export interface Turn {
  readonly changes: readonly Change[];
  readonly apply: 'tenant' | 'box';
  readonly tenant: number;
  /** `doomed`: a process of its own that kills itself (and Asterisk with it); `two`: a second agent applies too. */
  readonly by: 'agent' | 'doomed' | 'doomed-with-asterisk' | 'two';
  /** Where the doomed one dies. */
  readonly dies: { readonly at: number; readonly when: 'before' | 'after' };
  readonly faults: readonly Fault[];
}

export interface Plan {
  readonly seed: number;
  readonly tenants: readonly { readonly people: number; readonly live: boolean }[];
  readonly turns: readonly Turn[];
}

/** Mulberry32: small, good enough, and the same everywhere. */
export function dice(seed: number) {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number): number => Math.floor(roll() * (most + 1));
  /** Weights beside the words. */
  const oneOf = <T extends string>(weights: Readonly<Record<T, number>>): T => {
    const entries = Object.entries(weights) as [T, number][];
    let left = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [word, weight] of entries) if ((left -= weight) < 0) return word;
    return (entries.at(-1) as [T, number])[0];
  };
  return { roll, upTo, oneOf };
}
type Dice = ReturnType<typeof dice>;

/** Seeds of single runs, from the seed of all of them. */
export const seedOf = (all: number, run: number): number => {
  const { upTo } = dice(all + Math.imul(run, 0x9e3779b1));
  return upTo(999_999_999);
};

const CHANGES: Readonly<Record<ChangeKind, number>> = {
  create: 6,
  rename: 4,
  delete: 3,
  extension: 3,
  device: 4,
  'alter-device': 3,
  'switch-device': 2,
  'reset-secret': 3,
  revoke: 2,
  zone: 1,
  suspend: 2,
  restore: 2,
  'suspend-tenant': 1,
  'restore-tenant': 1,
  emergency: 1,
  number: 3,
  assign: 4,
  'move-number': 3,
  'return-number': 1,
  default: 1,
};
const FAULTS: Readonly<Record<FaultKind, number>> = {
  'ami-cut': 4,
  'asterisk-killed': 3,
  'asterisk-stopped': 2,
  'rows-refused': 3,
  'rows-unknown': 3,
  'store-killed': 2,
  'postgres-killed': 2,
  'postgres-cut': 3,
  'disk-full': 2,
  'journal-full': 2,
  'hand-edit': 2,
  misload: 2,
  'second-apply': 2,
  'change-meanwhile': 4,
};

/** `patient`: hangs may last longer than the agent waits for an answer. */
export function planOf(seed: number, { patient = false } = {}): Plan {
  const d = dice(seed);
  const tenants = Array.from({ length: 1 + d.upTo(2) }, (_, n) => ({
    people: 1 + d.upTo(3),
    // Somebody is there for others to be compared with; the first apply of a tenant has its own dangers.
    live: n > 0 || d.roll() < 0.75,
  }));
  const turns = Array.from({ length: d.roll() < 0.3 ? 2 : 1 }, () => turnOf(d, patient));
  return { seed, tenants, turns };
}

/** A stroke per fault. */
const HOW_MANY = { '': 1, I: 7, II: 3 };

function turnOf(d: Dice, patient: boolean): Turn {
  const by = d.oneOf({ agent: 70, doomed: 16, 'doomed-with-asterisk': 7, two: 7 });
  return {
    changes: Array.from({ length: 1 + d.upTo(5) }, () => changeOf(d)),
    apply: d.roll() < 0.08 ? 'box' : 'tenant',
    tenant: d.upTo(9),
    by,
    dies: { at: d.roll(), when: d.roll() < 0.5 ? 'before' : 'after' },
    faults: by === 'agent' ? Array.from({ length: d.oneOf(HOW_MANY).length }, () => faultOf(d, patient)) : [],
  };
}

const changeOf = (d: Dice): Change => ({ does: d.oneOf(CHANGES), tenant: d.upTo(9), pick: d.upTo(999) });

function faultOf(d: Dice, patient: boolean): Fault {
  const does = d.oneOf(FAULTS);
  const long = patient && does === 'asterisk-stopped' && d.roll() < 0.2;
  return {
    does,
    at: d.roll(),
    when: d.roll() < 0.5 ? 'before' : 'after',
    ms: long ? 12_000 : 50 + d.upTo(900),
    pick: d.upTo(999),
  };
}

/** The plan in a few lines, for whoever has to understand a failure. */
export function sayPlan({ seed, tenants, turns }: Plan): string {
  const lines = turns.map(({ changes, apply, tenant, by, dies, faults }) => {
    const done = changes.map((change) => `${change.does}#${change.pick}@${change.tenant}`).join(' ');
    const death = by.startsWith('doomed') ? ` dies ${dies.when} ${dies.at.toFixed(3)}` : '';
    const wrong = faults.map((f) => `${f.does} ${f.when} ${f.at.toFixed(3)} ${f.ms} ms #${f.pick}`).join(', ');
    return `  ${done} | apply ${apply}${apply === 'tenant' ? ` ${tenant}` : ''} by ${by}${death} | ${wrong || 'no fault'}`;
  });
  const scene = tenants.map(({ people, live }) => `${people}${live ? '' : ' not live'}`).join(', ');
  return [`seed ${seed}, tenants of ${scene}`, ...lines].join('\n');
}

/** Plans with one thing left out, the largest first. */
export function smaller(plan: Plan): Plan[] {
  const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);
  const fewer = plan.turns.length > 1 ? plan.turns.map((_, at) => ({ ...plan, turns: without(plan.turns, at) })) : [];
  const turnsWith = (at: number, turn: Turn): Plan => ({
    ...plan,
    turns: plan.turns.map((old, index) => (index === at ? turn : old)),
  });
  return [
    ...fewer,
    ...plan.turns.flatMap((turn, at) => [
      ...turn.faults.map((_, n) => turnsWith(at, { ...turn, faults: without(turn.faults, n) })),
      ...turn.changes.map((_, n) => turnsWith(at, { ...turn, changes: without(turn.changes, n) })),
    ]),
  ];
}
