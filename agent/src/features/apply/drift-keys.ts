import {
  compilePlan,
  didDigits,
  fail,
  generationFamily,
  generationsFamily,
  ok,
  pointerKey,
  tenantStateKey,
  userStateKey,
  type BoxSnapshot,
  type JobId,
  type Result,
  type TenantSnapshot,
  type TenantTag,
} from '@synergycall/domain';
import type { AstdbEntry } from '../../platform/ami/index.ts';
import { astdbKeys } from '../user/index.ts';
import { digitsIn, HINTS, meantHint, ownerOf, sayHint, type DidHint } from './did-hints.ts';
import { cannot, difference, type DriftObject, type DriftTenant, type Found } from './drift.ts';
import type { AsteriskSide, LiveFacts } from './ports.ts';

export interface KeysLook {
  readonly tenant: DriftTenant;
  readonly applied: { readonly model: TenantSnapshot; readonly generation: number; readonly jobId: JobId } | null;
  readonly box: BoxSnapshot;
  readonly facts: LiveFacts;
  /** Generations that were live once; those that a call still holds are there by right. */
  readonly known: ReadonlySet<number>;
  readonly liveOwed: boolean;
}

type Side = Pick<AsteriskSide, 'readPointer' | 'readGeneration' | 'generations' | 'suspendedKeys' | 'readHints'>;

/** All that AstDB holds of a tenant, as far as it is looked at. */
export interface KeysThere {
  readonly pointer: number | null;
  /** Of the generation asked for. */
  readonly entries: readonly AstdbEntry[];
  readonly generations: readonly number[];
  readonly live: readonly AstdbEntry[];
  /** Of the generation's numbers. */
  readonly hints: readonly DidHint[];
}

export async function readKeys(
  asterisk: Side,
  tag: TenantTag,
  generation: number | null,
): Promise<Result<KeysThere, 'unknown'>> {
  const pointer = await asterisk.readPointer(tag);
  const entries = generation === null ? ok([]) : await asterisk.readGeneration(tag, generation);
  const generations = await asterisk.generations(tag);
  const live = await asterisk.suspendedKeys(tag);
  if (!pointer.ok || !entries.ok || !generations.ok || !live.ok) return fail('unknown');
  const hints = await asterisk.readHints({ tag, generation, digits: digitsIn(entries.value) });
  if (!hints.ok) return fail('unknown');
  return ok({
    pointer: pointer.value,
    entries: entries.value,
    generations: generations.value,
    live: live.value,
    hints: hints.value,
  });
}

/** Compares a tenant's keys in AstDB with what was applied and what takes effect at once. Pure. */
export function lookAtKeys(there: KeysThere, look: KeysLook): Found[] {
  const { tenant, applied, facts } = look;
  const found: Found[] = [];
  const own: DriftObject = { kind: 'tenant', id: tenant.id, name: tenant.name };
  const add = (name: string, values: { meant: string | null; now: string | null }, object = own): void => {
    if (values.meant === values.now) return;
    found.push({
      item: difference({
        store: 'astdb',
        name,
        object,
        meant: values.meant,
        live: values.now,
        adopt: cannot('not-in-the-model'),
      }),
    });
  };
  const pointed = there.pointer === null ? null : String(there.pointer);
  add(pathOf(pointerKey(tenant.tag)), { meant: applied && String(applied.generation), now: pointed });

  const meant = keysOf(look);
  const now = new Map(there.entries.map((entry) => [entry.key, entry.value]));
  if (applied && meant) {
    const family = generationFamily(tenant.tag, applied.generation);
    if (now.size === 0) add(family, { meant: `${meant.size} keys`, now: null });
    else
      for (const key of new Set([...meant.keys(), ...now.keys()]))
        add(
          `${family}/${key}`,
          { meant: meant.get(key) ?? null, now: now.get(key) ?? null },
          whose(applied.model, key) ?? own,
        );
    for (const hint of there.hints) {
      const meantOwner = meantHint(hint, tenant.tag);
      // Whom calls find is what counts. One that another tenant has by now, and that is here until the next apply, is no drift.
      if (!meantOwner?.startsWith(tenant.tag) || ownerOf(hint) === tenant.tag) continue;
      const values = { meant: sayHint(meantOwner, tenant.tag), now: sayHint(hint.value, tenant.tag) };
      add(`${HINTS}/${hint.digits}`, values, whose(applied.model, `d/${hint.digits}`) ?? own);
    }
  }
  for (const generation of there.generations)
    if (generation !== applied?.generation && !look.known.has(generation))
      add(`${generationsFamily(tenant.tag)}/${generation}`, { meant: null, now: 'a generation that was never live' });

  if (!look.liveOwed) {
    for (const { path, meant: want, now: is } of stateDifferences(tenant.tag, there.live, facts))
      add(path, { meant: want, now: is }, whose(applied?.model, path.replace(`sc/live/${tenant.tag}/`, '')) ?? own);
  }
  return found;
}

/** Suspensions that AstDB has and PostgreSQL has not, or the other way round. Pure. */
export function stateDifferences(
  tag: TenantTag,
  live: readonly AstdbEntry[],
  facts: LiveFacts,
): readonly { readonly path: string; readonly meant: string | null; readonly now: string | null }[] {
  const wanted = new Set([
    ...(facts.tenantSuspended ? [pathOf(tenantStateKey(tag))] : []),
    ...[...facts.suspendedUsers].map((user) => pathOf(userStateKey(tag, user))),
  ]);
  const states = new Map(live.filter(({ key }) => key === 'state').map((entry) => [pathOf(entry), entry.value]));
  return [...new Set([...wanted, ...states.keys()])]
    .map((path) => ({ path, meant: wanted.has(path) ? 'suspended' : null, now: states.get(path) ?? null }))
    .filter(({ meant, now }) => meant !== now);
}

/** undefined: what compiled when it was applied does not any more; nothing can be said of its keys. */
function keysOf({ applied, box }: KeysLook): ReadonlyMap<string, string> | undefined {
  if (!applied) return undefined;
  // Emergency numbers may have changed since, which is no matter of keys.
  const plan = compilePlan(applied.model, { ...box, box: { ...box.box, emergencyNumbers: [] } });
  if (!plan.ok) return undefined;
  return new Map(
    astdbKeys(plan.value, applied.generation, applied.jobId).map((entry): [string, string] => [entry.key, entry.value]),
  );
}

/** `u/<user>/…`, `x/<extension>`, `h/<extension>`, `d/<digits>`, `p/<policy>/…` and, of the tenant itself, the others. */
function whose(model: TenantSnapshot | undefined, key: string): DriftObject {
  const [kind, which] = key.split('/');
  const did = kind === 'd' ? model?.dids?.find(({ number }) => didDigits(number) === which) : undefined;
  if (did) return { kind: 'did', id: did.id, name: did.number };
  const policy = kind === 'p' ? model?.policies?.find(({ id }) => id === which) : undefined;
  if (policy) return { kind: 'policy', id: policy.id, name: policy.name };
  const user = model?.users.find((one) =>
    kind === 'u' ? one.id === which : (kind === 'x' || kind === 'h') && String(one.extension) === which,
  );
  return user ? { kind: 'user', id: user.id, name: `${user.name} ${user.extension}` } : null;
}

const pathOf = ({ family, key }: { readonly family: string; readonly key: string }): string => `${family}/${key}`;
