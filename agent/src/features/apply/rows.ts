import type { DeviceRows, DeviceUpdate, RealtimeFailure, RealtimeStore } from '../../platform/realtime/index.ts';
import type { PortFailure } from './ports.ts';

/** What has to happen to a tenant's rows. */
export interface RowChange {
  readonly insert: readonly DeviceRows[];
  readonly update: readonly DeviceUpdate[];
  /** The changed ones as they are now. */
  readonly before: readonly DeviceRows[];
  /** Rows of devices that are no longer in the model; deleted after the flip only. */
  readonly remove: readonly string[];
}

/** Never `context`: it is live state, set at insert and by live acts. */
const LIVE_COLUMN = 'context';

/** What differs between the rows that are there and the ones that are meant; rows of nobody are left alone. Pure. */
export function changeOf(
  there: readonly DeviceRows[],
  meant: readonly DeviceRows[],
  isOurs: (id: string) => boolean = () => true,
): RowChange {
  const now = new Map(there.map((row) => [row.id, row]));
  const wanted = new Set(meant.map((row) => row.id));
  const update = meant.flatMap((row) => {
    const old = now.get(row.id);
    const difference = old && differenceOf(old, row);
    return difference ? [difference] : [];
  });
  return {
    insert: meant.filter((row) => !now.has(row.id)),
    update,
    before: update.flatMap((row) => now.get(row.id) ?? []),
    remove: there.filter((row) => !wanted.has(row.id) && isOurs(row.id)).map((row) => row.id),
  };
}

/** The columns that take `from` to `to`; undefined if there are none. */
export function differenceOf(from: DeviceRows, to: DeviceRows): DeviceUpdate | undefined {
  const endpoint = columnsThatDiffer(from.endpoint, to.endpoint);
  const auth = columnsThatDiffer(from.auth, to.auth);
  const aor = columnsThatDiffer(from.aor, to.aor);
  if (!endpoint && !auth && !aor) return undefined;
  return { id: to.id, ...(endpoint && { endpoint }), ...(auth && { auth }), ...(aor && { aor }) };
}

function columnsThatDiffer<T extends object>(from: T, to: T): Partial<T> | undefined {
  const old = new Map<string, unknown>(Object.entries(from));
  const entries = Object.entries(to).filter(
    ([column, value]) => column !== 'id' && column !== LIVE_COLUMN && old.get(column) !== value,
  );
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Partial<T>);
}

/**
 * Takes back what an apply did to rows: changed ones get their before-images by UPDATE, added ones go. A row that was
 * revoked meanwhile stays gone: undo never inserts. Can be repeated.
 */
export async function undoRows(
  store: RealtimeStore,
  change: { readonly changed: readonly DeviceRows[]; readonly added: readonly string[] },
): ReturnType<RealtimeStore['transact']> {
  for (;;) {
    const there = await store.read(change.changed.map((row) => row.id));
    if (!there.ok) return there;
    const now = new Map(there.value.map((row) => [row.id, row]));
    const update = change.changed.flatMap((before) => {
      const current = now.get(before.id);
      return (current && differenceOf(current, before)) ?? [];
    });
    const undone = await store.transact({ update, delete: change.added });
    // Revoked between the look and the write: look again.
    if (undone.ok || undone.error.code !== 'realtime.gone') return undone;
  }
}

/** SECURITY: names columns and ids, never values. */
export function sayRealtime(error: RealtimeFailure): PortFailure {
  const unreachable = error.code === 'realtime.down' || error.code === 'realtime.busy';
  const detail =
    'column' in error
      ? `${error.code} ${error.id} ${error.column}`
      : 'id' in error
        ? `${error.code} ${error.id}`
        : error.code;
  return { kind: unreachable ? 'unreachable' : 'refused', detail };
}
