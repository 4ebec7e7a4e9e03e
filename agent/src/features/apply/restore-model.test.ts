import {
  personOf,
  compilePlan,
  diffSnapshots,
  type BoxId,
  type DidId,
  type E164,
  type ObjectChange,
  type TenantSnapshot,
  type UserId,
} from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { planRestore, type RestorePlan } from './restore-model.ts';
import {
  carriedOut,
  fakeTenant,
  modelOf,
  somethingHappens,
  standingOf,
  type Draw,
  type FakeTenant,
} from './restore-model.fake.ts';

/* A tenant's life drawn from a seed, an earlier version of it restored, and what must hold whatever happened. */
const LIVES = 400;
const box = {
  version: 1,
  box: { id: 'b00000000000' as BoxId, realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
} as const;

interface Life {
  readonly tenant: FakeTenant;
  readonly versions: readonly TenantSnapshot[];
  readonly draw: Draw;
}
function life(seed: number): Life {
  const draw = dice(seed);
  const tenant = fakeTenant();
  const versions: TenantSnapshot[] = [];
  for (let turn = 0; turn < 60; turn += 1) {
    somethingHappens(tenant, draw);
    if (turn % 12 === 11) versions.push(modelOf(tenant));
    // Restores are part of a life too.
    const past = versions[draw(versions.length * 8 || 1)];
    if (past) carriedOut(tenant, planRestore({ now: modelOf(tenant), past, standing: standingOf(tenant) }).acts);
  }
  return { tenant, versions, draw };
}
const planned = ({ tenant }: Life, past: TenantSnapshot, named?: { kind: string; id: string }[]): RestorePlan =>
  planRestore({ now: modelOf(tenant), past, standing: standingOf(tenant), named });
const liveFacts = ({ people, phones }: FakeTenant) => ({
  suspended: [...people.values()]
    .filter((user) => user.status === 'suspended' || user.wasSuspended)
    .map((user) => user.id)
    .toSorted(),
  revoked: [...phones.values()]
    .filter((phone) => phone.revoked)
    .map((phone) => phone.id)
    .toSorted(),
});
const wherever = (model: TenantSnapshot) => ({
  ...model,
  // New devices have an id and a username only once they are there.
  devices: model.devices.map(({ id: _id, sipUsername: _name, ...rest }) => rest).toSorted(compare),
});
/** A number that came since stays, and leads nowhere. */
const isKept = ({ kind, change, detail }: ObjectChange): boolean =>
  kind === 'did' && change === 'new' && detail === null;
const compare = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const seeds = Array.from({ length: LIVES }, (_, n) => n + 1);

describe(`${LIVES} random lives of a tenant`, () => {
  test('afterwards all is as it was then, except what a note names', () => {
    let restored = 0;
    for (const seed of seeds) {
      const one = life(seed);
      const past = one.versions[one.draw(one.versions.length)]!;
      const plan = planned(one, past);
      carriedOut(one.tenant, plan.acts);
      const after = modelOf(one.tenant);
      const noted = new Set(plan.notes.map((note) => note.id));
      const roots = new Map([...one.tenant.phones.values()].map((phone) => [phone.id as string, phone.root as string]));
      for (const { id: other } of plan.notes)
        for (const [phone, root] of roots) if (root === roots.get(other)) noted.add(phone);
      const left = diffSnapshots(past, after).filter((change) => !noted.has(change.id) && !isKept(change));
      expect(left, `seed ${seed}`).toEqual([]);
      restored += plan.changes.length;
    }
    expect(restored).toBeGreaterThan(LIVES);
  });

  test('what is planned is what comes of it, sound and at rest', () => {
    for (const seed of seeds) {
      const one = life(seed);
      const past = one.versions[one.draw(one.versions.length)]!;
      const facts = liveFacts(one.tenant);
      const plan = planned(one, past);
      carriedOut(one.tenant, plan.acts);
      const after = modelOf(one.tenant);
      expect(wherever(after), `seed ${seed}`).toEqual(wherever(plan.target));
      expect(compilePlan(after, box).ok, `seed ${seed}`).toBe(true);
      expect(planned(one, past).changes, `seed ${seed}: once is enough`).toEqual([]);
      // What took effect at once stays in effect.
      expect(liveFacts(one.tenant), `seed ${seed}`).toEqual(facts);
    }
  });

  test('who is named, and what hangs on them, is restored and nothing else', () => {
    for (const seed of seeds) {
      const one = life(seed);
      const past = one.versions[one.draw(one.versions.length)]!;
      const changes = planned(one, past).changes;
      const picked = changes[one.draw(changes.length || 1)];
      if (!picked) continue;
      const plan = planned(one, past, [picked]);
      const own = ({ id, owner }: ObjectChange): boolean =>
        id === picked.id || owner?.id === picked.id || id === picked.owner?.id;
      // Who goes answers nobody's calls: what led to them leads nowhere.
      const ledTo = ({ kind, fields }: ObjectChange): boolean =>
        (kind === 'did' || kind === 'tenant') && plan.acts.remove.length > 0 && fields.every(({ to }) => to === '');
      expect(
        plan.changes.filter((change) => !own(change) && !ledTo(change)),
        `seed ${seed}`,
      ).toEqual([]);
      carriedOut(one.tenant, plan.acts);
      expect(compilePlan(modelOf(one.tenant), box).ok, `seed ${seed}`).toBe(true);
    }
  });
});

const person = (n: number) => ({
  id: `a0000000000${n}` as UserId,
  name: `P${n}`,
  extension: 1000 + n,
  voicemailEnabled: false,
});
const number = (n: number, to: number | null) => ({
  id: `n0000000000${n}` as DidId,
  number: `+1555010${n}` as E164,
  target: to === null ? null : { kind: 'user' as const, userId: person(to).id },
});
const model = (people: number[], dids: ReturnType<typeof number>[], calls: number | null = null): TenantSnapshot => ({
  ...modelOf(fakeTenant()),
  tenant: { ...modelOf(fakeTenant()).tenant, ...(calls && { defaultDestination: number(0, calls).target! }) },
  users: people.map(person),
  dids,
});
/** Each number afterwards and whom it leads to, and the notes. */
function numbersAfter(now: TenantSnapshot, past: TenantSnapshot, named?: { kind: string; id: string }[]) {
  const people = [1, 2, 3].map(
    (n) =>
      [
        person(n).id,
        { ...person(n), email: null, status: 'deleted' as const, wasSuspended: false, hasAccount: false },
      ] as const,
  );
  const standing = { ...standingOf(fakeTenant()), people: new Map(people) };
  const plan = planRestore({ now, past, standing, named });
  return {
    leads: plan.target.dids?.map((did) => `${did.number} ${personOf(did.target)?.at(-1) ?? 'nobody'}`),
    calls: personOf(plan.target.tenant.defaultDestination)?.at(-1) ?? 'nobody',
    notes: plan.notes
      .filter(({ kind }) => kind !== 'user')
      .map((note) => `${note.note} ${note.name} ${note.detail} ${note.blocks}`),
    set: plan.acts.setDids.length,
  };
}

describe('public numbers in a restore', () => {
  const past = model([1, 2], [number(1, 1), number(2, 2), number(3, null)], 1);

  test('lead where they led then; what came since stays without a destination; what is gone stays gone', () => {
    const now = model([1, 2], [number(1, 2), number(3, 1), number(4, 1)], 2);
    expect(numbersAfter(now, past)).toEqual({
      leads: ['+15550101 1', '+15550103 nobody', '+15550104 nobody'],
      calls: '1',
      notes: ['number-gone +15550102 null true', 'number-kept +15550104 null false'],
      set: 3,
    });
  });

  test('lead to somebody who was deleted only if they are restored too', () => {
    const now = model([2], [number(1, 2), number(2, 2), number(3, null)], 2);
    expect(numbersAfter(now, past)).toMatchObject({
      leads: ['+15550101 1', '+15550102 2', '+15550103 nobody'],
      calls: '1',
    });
    expect(numbersAfter(now, past, [{ kind: 'did', id: number(1, 1).id }])).toMatchObject({
      leads: ['+15550101 2', '+15550102 2', '+15550103 nobody'],
      notes: ['target-gone +15550101 P1 true'],
      set: 0,
    });
    expect(numbersAfter(now, past, [{ kind: 'tenant', id: past.tenant.id }])).toMatchObject({
      calls: '2',
      notes: ['target-gone Acme P1 true'],
    });
  });

  test('a person restored alone gets no number back, and one who goes leaves none behind', () => {
    const now = model([2, 3], [number(1, 3), number(2, 2)], 3);
    expect(numbersAfter(now, past, [{ kind: 'user', id: person(1).id }])).toMatchObject({
      set: 0,
      calls: '3',
      notes: [],
    });
    expect(numbersAfter(now, past, [{ kind: 'user', id: person(3).id }])).toMatchObject({
      leads: ['+15550101 nobody', '+15550102 2'],
      calls: 'nobody',
    });
  });

  test('versions from before there were numbers leave the tenant’s numbers without a destination', () => {
    const { dids: _none, ...older } = past;
    expect(numbersAfter(model([1, 2], [number(1, 1)], 1), older)).toMatchObject({ leads: ['+15550101 nobody'] });
  });
});

/** mulberry32 */
function dice(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
