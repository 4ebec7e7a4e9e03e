import {
  compilePlan,
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
} from '@synergycall/domain';
import { astdbKeys } from '../user/index.ts';
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

type Side = Pick<AsteriskSide, 'readPointer' | 'readGeneration' | 'generations' | 'suspendedKeys'>;

/** Compares a tenant's keys in AstDB with what was applied and what takes effect at once. */
export async function lookAtKeys(asterisk: Side, look: KeysLook): Promise<Result<Found[], 'unknown'>> {
  const { tenant, applied, facts } = look;
  const pointer = await asterisk.readPointer(tenant.tag);
  const there = applied ? await asterisk.readGeneration(tenant.tag, applied.generation) : ok([]);
  const generations = await asterisk.generations(tenant.tag);
  const live = await asterisk.suspendedKeys(tenant.tag);
  if (!pointer.ok || !there.ok || !generations.ok || !live.ok) return fail('unknown');

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
  const pointed = pointer.value === null ? null : String(pointer.value);
  add(pathOf(pointerKey(tenant.tag)), { meant: applied && String(applied.generation), now: pointed });

  const meant = keysOf(look);
  const now = new Map(there.value.map((entry) => [entry.key, entry.value]));
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
  }
  for (const generation of generations.value)
    if (generation !== applied?.generation && !look.known.has(generation))
      add(`${generationsFamily(tenant.tag)}/${generation}`, { meant: null, now: 'a generation that was never live' });

  if (!look.liveOwed) {
    const wanted = new Set([
      ...(facts.tenantSuspended ? [pathOf(tenantStateKey(tenant.tag))] : []),
      ...[...facts.suspendedUsers].map((user) => pathOf(userStateKey(tenant.tag, user))),
    ]);
    const states = new Map(
      live.value.filter((entry) => entry.key === 'state').map((entry) => [pathOf(entry), entry.value]),
    );
    for (const path of new Set([...wanted, ...states.keys()]))
      add(
        path,
        { meant: wanted.has(path) ? 'suspended' : null, now: states.get(path) ?? null },
        whose(applied?.model, path.replace(`sc/live/${tenant.tag}/`, '')) ?? own,
      );
  }
  return ok(found);
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

/** `u/<user>/…` and `x/<extension>`. */
function whose(model: TenantSnapshot | undefined, key: string): DriftObject {
  const [kind, which] = key.split('/');
  const user = model?.users.find((one) =>
    kind === 'u' ? one.id === which : kind === 'x' && String(one.extension) === which,
  );
  return user ? { kind: 'user', id: user.id, name: `${user.name} ${user.extension}` } : null;
}

const pathOf = ({ family, key }: { readonly family: string; readonly key: string }): string => `${family}/${key}`;
