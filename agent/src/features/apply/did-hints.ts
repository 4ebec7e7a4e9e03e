import {
  didOwnersKey,
  fail,
  generationFamily,
  ok,
  ownersOf,
  pointerKey,
  withOwner,
  type AstdbName,
  type E164,
  type Result,
  type TenantTag,
} from '@synergycall/domain';

/*
 * Whose a public number is stands outside generations, in one hint per number (`sc/did/<digits>`): the first tenant in it
 * whose live generation holds the number has it. Among those that hold it, the newest generation comes first: a number
 * is one tenant's at a time, so whoever was applied last with it was right. That order is what is written, put back
 * and compared, here and nowhere else.
 */

/** A hint with what it comes to. */
export interface DidHint {
  readonly digits: string;
  /** null: there is none. */
  readonly value: string | null;
  /** Those it names, in its order; `generation` null: what is live of them does not hold the number. */
  readonly owners: readonly Claim[];
  /** Of the tenant asked about: the generation asked about if it holds the number, whether the hint names it or not. */
  readonly own: number | null;
}
interface Claim {
  readonly tag: TenantTag;
  readonly generation: number | null;
}

export interface HintsAsked {
  readonly tag: TenantTag;
  /** Which generation of this tenant counts as live; null: none. */
  readonly generation: number | null;
  readonly digits: readonly string[];
}
/** `value` null: it goes. */
export interface HintChange {
  readonly digits: string;
  readonly value: string | null;
}

export const hintKey = (digits: string): AstdbName => didOwnersKey(`+${digits}` as E164);
/** All hints of the box. */
export const HINTS = hintKey('').family;
const claimKey = (tag: TenantTag, generation: number, digits: string): AstdbName => ({
  family: generationFamily(tag, generation),
  key: `d/${digits}`,
});

/** The numbers among a generation's keys. */
export const digitsIn = (entries: readonly { readonly key: string }[]): string[] =>
  entries.flatMap(({ key }) => (key.startsWith('d/') ? [key.slice('d/'.length)] : []));

/** `look`: the values of these keys, in their order. */
export function readHintsBy<E>(
  look: (keys: readonly AstdbName[]) => Result<readonly (string | undefined)[], E>,
  { tag, generation, digits }: HintsAsked,
): Result<readonly DidHint[], E> {
  const values = look(digits.map(hintKey));
  if (!values.ok) return values;
  const named = values.value.map((value) => ownersOf(value ?? null));
  const others = [...new Set(named.flat())].filter((other) => other !== tag);
  const pointers = look(others.map(pointerKey));
  if (!pointers.ok) return pointers;
  const live = new Map(others.map((other, index) => [other, Number(pointers.value[index] ?? Number.NaN)]));
  if (generation !== null) live.set(tag, generation);
  const asked: { readonly of: string; readonly generation: number; readonly key: AstdbName }[] = [];
  digits.forEach((number, index) => {
    for (const owner of new Set([tag, ...(named[index] ?? [])])) {
      const at = live.get(owner);
      if (at !== undefined && Number.isSafeInteger(at))
        asked.push({ of: `${number} ${owner}`, generation: at, key: claimKey(owner, at, number) });
    }
  });
  const held = look(asked.map(({ key }) => key));
  if (!held.ok) return held;
  const claims = new Map(
    asked.flatMap((one, index) => (held.value[index] === undefined ? [] : [[one.of, one.generation]])),
  );
  const claimOf = (number: string, owner: TenantTag): number | null => claims.get(`${number} ${owner}`) ?? null;
  return ok(
    digits.map((number, index) => ({
      digits: number,
      value: values.value[index] ?? null,
      owners: (named[index] ?? []).map((owner) => ({ tag: owner, generation: claimOf(number, owner) })),
      own: claimOf(number, tag),
    })),
  );
}

/** Who has the number as a call finds it; null: nobody. */
export const ownerOf = ({ owners }: DidHint): TenantTag | null =>
  owners.find(({ generation }) => generation !== null)?.tag ?? null;

/** The hint as it should be, as far as this look tells. */
export function meantHint({ owners, own }: DidHint, tag: TenantTag): string | null {
  return [...owners.filter((owner) => owner.tag !== tag), { tag, generation: own }]
    .flatMap(({ generation, tag: owner }) => (generation === null ? [] : [{ generation, owner }]))
    .toSorted((a, b) => a.generation - b.generation)
    .reduce<string | null>((value, { owner }) => withOwner(value, owner), null);
}

const changesOf = (hints: readonly DidHint[], tag: TenantTag): HintChange[] =>
  hints.flatMap((hint) => {
    const value = meantHint(hint, tag);
    return value === hint.value ? [] : [{ digits: hint.digits, value }];
  });

/** SECURITY: which other tenant has or had a number is nothing that a tenant's admin is shown. */
export const sayHint = (value: string | null, tag: TenantTag): string | null =>
  value &&
  ownersOf(value)
    .map((owner) => (owner === tag ? owner : '[another tenant]'))
    .join(',');

export interface HintSide {
  /** As they are on disk. */
  readHints(asked: HintsAsked): Promise<Result<readonly DidHint[], HintFailure>>;
  /** The numbers whose hint names the tenant. */
  hintedNumbers(tag: TenantTag): Promise<Result<readonly string[], HintFailure>>;
  /** ok: a second connection has seen them on disk. */
  writeHints(changes: readonly HintChange[]): Promise<Result<void, HintFailure>>;
}
interface HintFailure {
  readonly kind: 'unreachable' | 'refused';
  readonly detail: string;
}

/** Makes the hints of these numbers what they should be. Returns how many differed. */
export async function settleHints(
  side: Pick<HintSide, 'readHints' | 'writeHints'>,
  asked: HintsAsked,
): Promise<Result<number, HintFailure>> {
  if (asked.digits.length === 0) return ok(0);
  const found = await side.readHints(asked);
  if (!found.ok) return found;
  const changes = changesOf(found.value, asked.tag);
  if (changes.length === 0) return ok(0);
  const written = await side.writeHints(changes);
  return written.ok ? ok(changes.length) : written;
}

export interface HandOver {
  /** Written before the flip: the tenant's live generation does not hold the number, so nothing changes by it yet. */
  readonly before: readonly HintChange[];
  /**
   * Written after the flip. What is live of this tenant still holds a number that another tenant has by now, and that
   * has come back in the model: named first any sooner, calls would go where they went long ago.
   */
  readonly after: readonly HintChange[];
}

/** Which hints an apply has to write. The keys of `to` are there already. */
export async function planHandOver(
  side: Pick<HintSide, 'readHints'>,
  { tag, from, to, digits }: { tag: TenantTag; from: number | null; to: number; digits: readonly string[] },
): Promise<Result<HandOver, HintFailure>> {
  if (digits.length === 0) return ok({ before: [], after: [] });
  const found = await side.readHints({ tag, generation: to, digits });
  if (!found.ok) return found;
  // What is being applied is the newest, whatever number it was given (a database that was restored counts anew).
  const changes = changesOf(
    found.value.map((hint) => ({ ...hint, own: hint.own === null ? null : Infinity })),
    tag,
  );
  const changed = new Set(changes.map((change) => change.digits));
  const shared = found.value.filter(
    (hint) => changed.has(hint.digits) && hint.owners.some((o) => o.tag !== tag && o.generation !== null),
  );
  const now = await side.readHints({ tag, generation: from, digits: shared.map((hint) => hint.digits) });
  if (!now.ok) return now;
  const later = new Set(
    now.value.filter((hint) => hint.own !== null && ownerOf(hint) !== tag).map((hint) => hint.digits),
  );
  return ok({
    before: changes.filter((change) => !later.has(change.digits)),
    after: changes.filter((change) => later.has(change.digits)),
  });
}

/** A look on disk: with this generation live, each of the numbers is this tenant's. */
export async function proveHints(
  side: Pick<HintSide, 'readHints'>,
  asked: HintsAsked,
): Promise<Result<void, HintFailure & { readonly digits: string }>> {
  const found = await side.readHints(asked);
  if (!found.ok) return fail({ ...found.error, digits: asked.digits[0] ?? '' });
  const wrong = found.value.find((hint) => ownerOf(hint) !== asked.tag);
  if (!wrong) return ok(undefined);
  const detail = `calls would not find this tenant: ${sayHint(wrong.value, asked.tag) ?? 'no hint is there'}`;
  return fail({ kind: 'refused', detail, digits: wrong.digits });
}
