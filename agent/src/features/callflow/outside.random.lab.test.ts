import {
  decide,
  matcherOf,
  pointerKey,
  resolvedWay,
  type Dialling,
  type OutboundRule,
  type RuleMatch,
  type SipUsername,
} from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFull } from '../../../../tests/lab/runs.ts';
import { callScene } from '../../../../tests/calls/call-scene.ts';
import { allow, deny, withOutbound } from './outside.sample.ts';
import * as sample from './sample.ts';

/*
 * SC-024: random policies and habits, random numbers: `decide` and a real Asterisk say the same of each. 5 rounds of 12
 * numbers; 60 with `--full`. SYNERGYCALL_SEED draws others.
 */
const seed = Number(process.env['SYNERGYCALL_SEED'] ?? 1);
const ROUNDS = isFull ? 60 : 5;
const NUMBERS = 12;
const [ann, bob] = ['a7k2-000001', 'a7k2-000003'] as SipUsername[];
const scene = callScene({ companies: [{ model: sample.acme, generation: 1 }], trunks: [] });
beforeAll(scene.open);
afterAll(scene.close);

test.each(Array.from({ length: ROUNDS }, (_, round) => seed * 1_000 + round))('round %i', async (own) => {
  const draw = dice(own);
  const model = withOutbound(
    sample.acme,
    Array.from({ length: draw.upTo(3) + 1 }, () => [
      ...Array.from({ length: draw.upTo(8) }, () => randomRule(draw)),
      ...(draw.upTo(1) === 0 ? [allow({ by: 'any' }, [2, 1])] : []),
    ]),
    {
      dialling: draw.upTo(9) === 0 ? null : randomHabits(draw),
      ...(draw.upTo(4) === 0 ? { defaultPolicyId: null } : {}),
      people: { 0: { policy: 1, callerId: '+4930100101' }, ...(draw.upTo(1) === 0 ? { 1: { policy: 1 } } : {}) },
    },
  );
  const generation = own + 2;
  const plan = await scene.writeGeneration(model, generation);
  await scene.put(pointerKey(plan.tag), String(generation));
  const live = { tenantSuspended: false, suspendedUsers: new Set<never>() };
  const seen: string[] = [];
  for (let n = 0; n < NUMBERS; n += 1) {
    const dialled = randomDialled(draw, model.outbound?.dialling ?? null);
    const [from, as] = draw.of([
      [null, ''],
      [ann, model.users[0]!.id],
      [bob, model.users[1]!.id],
    ] as const);
    const meant = decide(plan, live, { from: from ?? null, dialled, at: 0 });
    const wanted =
      meant.does === 'outside'
        ? { reason: 'outside', resolved: resolvedWay(meant.way) }
        : { reason: meant.does === 'refuse' ? meant.refusal : meant.does, resolved: '' };
    const { reason, resolved } = await scene.health(plan.tag, dialled, { as });
    const about = JSON.stringify({ seed: own, dialled, as, outbound: model.outbound, policies: model.policies });
    expect({ reason, resolved }, about).toEqual(wanted);
    seen.push(wanted.reason);
  }
  console.log(`seed ${own}: ${seen.join(' ')}`);
});

const PREFIXES = ['49', '4930', '1', '44', '358'] as const;
type Dice = ReturnType<typeof dice>;

const digits = (draw: Dice, count: number): string =>
  Array.from({ length: count }, () => String(draw.upTo(9))).join('');
const randomE164 = (draw: Dice): string => {
  const prefix = draw.of(PREFIXES);
  return prefix + digits(draw, 7 - prefix.length + draw.upTo(8));
};

function randomMatch(draw: Dice): RuleMatch {
  const prefix = draw.of(PREFIXES);
  switch (draw.upTo(6)) {
    case 0:
      return { by: 'any' };
    case 1:
      return { by: 'country', codes: [draw.of(PREFIXES).slice(0, 2), '1', '358'] };
    case 2: {
      const length = 10 - prefix.length;
      const [low, high] = [digits(draw, length), digits(draw, length)].toSorted() as [string, string];
      return { by: 'range', from: `+${prefix}${low}`, to: `+${prefix}${high}` } as RuleMatch;
    }
    case 3:
      return {
        by: 'pattern',
        pattern: `_+${prefix}${draw.of(['X', 'Z', 'N', '[13-58]', 'XX'])}${draw.of(['.', '!'])}`,
      };
    case 4: {
      const tail = draw.of(['\\d{5,9}', '(?:[0-4]|55)?\\d+', '[^0-3].*', '.+7']);
      return { by: 'regex', regex: `\\+${prefix}${tail}${draw.of(['', '|\\+1\\d*', '|\\+358.{4,}'])}` };
    }
    default:
      return { by: 'prefix', prefix: `+${prefix}` };
  }
}

function randomRule(draw: Dice): OutboundRule {
  const match = randomMatch(draw);
  if (!matcherOf(match).ok) return randomRule(draw);
  if (draw.upTo(3) === 0) return deny(match);
  const trunks = Array.from({ length: draw.upTo(2) + 1 }, (_, n) => n + 1);
  return allow(match, trunks, {
    strip: draw.upTo(2) === 0 ? draw.upTo(14) : 0,
    prepend: draw.upTo(2) === 0 ? digits(draw, draw.upTo(15)) : '',
  });
}

const randomHabits = (draw: Dice): Dialling => ({
  countryCode: draw.of(['49', '1', '358']),
  nationalPrefix: draw.of(['0', '1', '']),
  internationalPrefix: draw.of(['00', '011', '']),
  outsidePrefix: draw.of(['', '', '9', '0']),
  bare: draw.of(['none', 'national', 'local']),
  areaCode: draw.of(['', '30', '415']),
});

/** A number that somebody may mean, as they may dial it; or rubbish. */
function randomDialled(draw: Dice, habits: Dialling | null): string {
  const number = randomE164(draw);
  const outside = habits?.outsidePrefix ?? '';
  switch (draw.upTo(7)) {
    case 0:
      return `${outside}+${number}`;
    case 1:
      return `${outside}${habits?.internationalPrefix ?? '00'}${number}`;
    case 2:
      return `${outside}${habits?.nationalPrefix ?? '0'}${number.slice(2)}`;
    case 3:
      return `${outside}${number.slice(2)}`;
    case 4:
      return Array.from({ length: draw.upTo(16) + 1 }, () => draw.of([...'0123456789*#+'])).join('');
    default:
      return `+${number}`;
  }
}

/** mulberry32 */
function dice(start: number) {
  let state = start >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number): number => Math.floor(next() * (most + 1));
  return { upTo, of: <T>(all: readonly T[]): T => all[upTo(all.length - 1)]! };
}
