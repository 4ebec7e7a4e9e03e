import { compilePlan, diffSnapshots, type BoxId, type ObjectChange, type TenantSnapshot } from '@synergycall/domain';
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
      const left = diffSnapshots(past, after).filter((change) => !noted.has(change.id));
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
      expect(
        plan.changes.filter((change) => !own(change)),
        `seed ${seed}`,
      ).toEqual([]);
      carriedOut(one.tenant, plan.acts);
      expect(compilePlan(modelOf(one.tenant), box).ok, `seed ${seed}`).toBe(true);
    }
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
