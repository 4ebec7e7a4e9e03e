import { fail, ok, type Result, type TenantId, type TenantTag } from '@synergycall/domain';
import type { AppDatabase, PlatformScope } from '../../platform/database/index.ts';
import type { AsteriskSide } from './ports.ts';
import { readFlips } from './snapshot.store.ts';
import type { UndoFailure } from './undo.ts';

/** When a generation became live, at the latest: PostgreSQL hears it after the flip, never before. */
export interface Flip {
  readonly generation: number;
  readonly msAgo: number;
}
type Side = Pick<AsteriskSide, 'generations' | 'channelAges' | 'deleteGeneration' | 'readPointer'>;

/**
 * Deletes the superseded generations that no channel can hold: all channels began after the flip that ended them.
 * The newest of `flips` is the live one. Where a flip in between is not known, the next known one counts: later, so
 * what is kept is kept too long rather than too short. Where calls are led by another one than the newest known
 * (PostgreSQL has not heard of the last flip), nothing is deleted.
 */
export async function collectGenerations(
  asterisk: Side,
  tag: TenantTag,
  flips: readonly Flip[],
): Promise<Result<void, UndoFailure>> {
  const object = `sc/g/${tag}`;
  const found = await asterisk.generations(tag);
  if (!found.ok) return fail({ ...found.error, object });
  const known = flips.toSorted((a, b) => a.generation - b.generation);
  const live = known.at(-1);
  if (!live) return ok(undefined);
  const superseded = found.value.filter((generation) => generation !== live.generation);
  if (superseded.length === 0) return ok(undefined);
  const pointer = await asterisk.readPointer(tag);
  if (!pointer.ok) return fail({ ...pointer.error, object });
  if (pointer.value !== live.generation) return ok(undefined);
  const ages = await asterisk.channelAges(tag);
  if (!ages.ok) return fail({ ...ages.error, object: 'channels' });
  // Ages are whole seconds, rounded down.
  const oldestMs = ages.value.reduce((oldest, seconds) => Math.max(oldest, (seconds + 1) * 1000), 0);
  for (const generation of superseded) {
    // A newer one than the live one belongs to an apply whose undo left it; it is nobody's either.
    const ended = known.find((flip) => flip.generation > generation) ?? live;
    if (oldestMs >= ended.msAgo && oldestMs > 0) continue;
    const deleted = await asterisk.deleteGeneration(tag, generation);
    if (!deleted.ok) return fail({ ...deleted.error, object: `${object}/${generation}` });
  }
  return ok(undefined);
}

/** The same with each flip that PostgreSQL knows. Call with the box's lock and without an open journal. */
export async function collectKnown(
  deps: { readonly database: AppDatabase; readonly asterisk: Side; readonly scope: PlatformScope },
  tenant: { readonly id: TenantId; readonly tag: TenantTag },
): Promise<Result<void, UndoFailure>> {
  const found = await deps.asterisk.generations(tenant.tag);
  if (!found.ok) return fail({ ...found.error, object: `sc/g/${tenant.tag}` });
  if (found.value.length < 2) return ok(undefined);
  const flips = await deps.database.read(deps.scope, (tx) => readFlips(tx, tenant.id, Math.min(...found.value)));
  return collectGenerations(deps.asterisk, tenant.tag, flips);
}
