import { newId } from '../../agent/src/platform/random/index.ts';
import {
  compilePlan,
  decideInbound,
  didDigits,
  ownersOf,
  type DidId,
  type E164,
  type TenantId,
  type UserId,
} from '../../packages/domain/src/index.ts';
import { must, type TestBox } from './box.ts';
import type { beliefs } from './random-check.ts';
import type { Change } from './random-plan.ts';

/*
 * Public numbers in random runs. The rows are written by hand, as the inventory's services would, so that a plan may do
 * what no single service does (a number that changes its tenant at once).
 */

export interface NumberChange {
  readonly does: Extract<Change['does'], 'number' | 'assign' | 'move-number' | 'return-number' | 'default'>;
  readonly pick: number;
  readonly tenantId: TenantId;
  readonly user: UserId | null;
  /** Tenants whose numbers may be taken. */
  readonly among: readonly TenantId[];
}

export async function changeNumbers(box: TestBox, wish: NumberChange): Promise<void> {
  const { tenantId, pick, user, among } = wish;
  await box.database.inPlatform(box.platform, async ({ db }) => {
    const target = pick % 4 === 0 ? null : user;
    const numbers = await db
      .selectFrom('dids')
      .select(['id', 'tenant_id'])
      .where('tenant_id', 'in', [...among])
      .orderBy('number')
      .execute();
    const own = numbers.filter((one) => one.tenant_id === tenantId);
    const set = (id: DidId | undefined, to: { tenant_id?: TenantId | null; target_user_id: UserId | null }) =>
      id === undefined ? undefined : db.updateTable('dids').set(to).where('id', '=', id).execute();
    switch (wish.does) {
      case 'number': {
        const { count } = await db
          .selectFrom('dids')
          .select((e) => e.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow();
        const number = `+49301${count.padStart(6, '0')}` as E164;
        await db
          .insertInto('dids')
          .values({
            id: newId<DidId>(),
            box_id: box.address.boxId,
            number,
            tenant_id: tenantId,
            target_user_id: target,
          })
          .execute();
        return;
      }
      case 'assign':
        await set(own[pick % (own.length || 1)]?.id, { target_user_id: target });
        return;
      case 'move-number':
        await set(numbers[pick % (numbers.length || 1)]?.id, { tenant_id: tenantId, target_user_id: target });
        return;
      case 'return-number':
        await set(own[pick % (own.length || 1)]?.id, { tenant_id: null, target_user_id: null });
        return;
      case 'default':
        await db.updateTable('tenants').set({ default_user_id: target }).where('id', '=', tenantId).execute();
    }
  });
}

/** Before somebody is deleted: what leads to them leads nowhere. */
export async function freeOf(
  box: TestBox,
  { tenantId, userId }: { readonly tenantId: TenantId; readonly userId: UserId },
): Promise<void> {
  await box.database.inPlatform(box.platform, async ({ db }) => {
    await db
      .updateTable('dids')
      .set({ target_user_id: null })
      .where('tenant_id', '=', tenantId)
      .where('target_user_id', '=', userId)
      .execute();
    await db
      .updateTable('tenants')
      .set({ default_user_id: null })
      .where('id', '=', tenantId)
      .where('default_user_id', '=', userId)
      .execute();
  });
}

type Beliefs = Awaited<ReturnType<typeof beliefs>>;

/**
 * Every number of the box: where a call ends by the keys that are on disk, as the core reads them, and where it ends by
 * the model that PostgreSQL calls live. Of two live models that hold a number (it has just changed its tenant) the one
 * that was applied later has it.
 */
export function wrongNumbers({ astdb }: Pick<TestBox, 'astdb'>, { tenants, box: core }: Beliefs): string[] {
  const read = (family: string, key: string): string | undefined => must(astdb.get({ family, key }));
  const newest = tenants.toSorted((a, b) => (b.live?.generation ?? 0) - (a.live?.generation ?? 0));
  const known = new Set<E164>(tenants.flatMap(({ live }) => (live?.model.dids ?? []).map(({ number }) => number)));
  for (const { key } of must(astdb.read('sc/did'))) known.add(`+${key}` as E164);

  const byKeys = (digits: string): string => {
    for (const tag of ownersOf(read('sc/did', digits) ?? null)) {
      const at = `sc/g/${tag}/${read('sc/ptr', tag) ?? ''}`;
      const held = read(at, `d/${digits}`);
      if (held === undefined) continue;
      if (read(`sc/live/${tag}`, 'state') === 'suspended') return `${tag} tenant-suspended`;
      const target = held === 'default' ? read(at, 'default') : held;
      if (target === undefined) return `${tag} no-destination`;
      const user = target.replace(/^user:/, '');
      if (read(`sc/live/${tag}/u/${user}`, 'state') === 'suspended') return `${tag} user-suspended`;
      const count = Number(read(at, `u/${user}/n`) ?? Number.NaN);
      const members = Array.from({ length: count }, (_, index) => read(at, `u/${user}/${index + 1}`));
      return `${tag} ${count === 0 ? 'no-devices' : members.join(' ')}`;
    }
    return 'nobody';
  };
  const byModel = (number: E164): string => {
    const owner = newest.find(({ live }) => live?.model.dids?.some((did) => did.number === number));
    if (!owner?.live) return 'nobody';
    const plan = must(compilePlan(owner.live.model, { ...core, box: { ...core.box, emergencyNumbers: [] } }));
    const facts = { tenantSuspended: owner.suspended, suspendedUsers: owner.suspendedUsers };
    const decision = decideInbound(plan, facts, { number, at: 0 });
    const end =
      decision.does === 'ring' ? decision.members.map((member) => member.sipUsername).join(' ') : decision.does;
    return `${owner.tag} ${decision.does === 'refuse' ? decision.refusal : end}`;
  };
  return [...known].flatMap((number) => {
    const [there, meant] = [byKeys(didDigits(number)), byModel(number)];
    return there === meant ? [] : [`${number}: by the keys a call ends at ${there}, meant is ${meant}`];
  });
}
