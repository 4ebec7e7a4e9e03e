import type { TenantSnapshot } from '@synergycall/domain';
import type { DeviceRows } from '../../platform/realtime/index.ts';
import { readDeviceRow } from '../device/index.ts';
import { cannot, difference, stamp, type DriftObject, type Found } from './drift.ts';
import { sayRow } from './preview.ts';
import { differenceOf } from './rows.ts';

export interface RowsLook {
  /** The newest live model; null: nothing of the tenant was ever applied. */
  readonly applied: TenantSnapshot | null;
  readonly meant: readonly DeviceRows[];
  /** Missing rows of which it can't be said what they were: their secret was changed since. */
  readonly left: readonly string[];
  readonly there: readonly DeviceRows[];
  /** Ids of which only one or two of the three tables have a row. */
  readonly partial: readonly string[];
  /** Their live state is still on its way to Asterisk: it proves nothing. */
  readonly liveOwed: boolean;
}

/** Compares the rows of one tenant's phones with what was applied and what takes effect at once. Pure. */
export function lookAtRows({ applied, meant, left, there, partial, liveOwed }: RowsLook): Found[] {
  const now = new Map(there.map((row) => [row.id, row]));
  const wanted = new Map(meant.map((row) => [row.id, row]));
  const item = (id: string, live: DeviceRows | undefined, adopt = cannot('not-in-the-model')): Found['item'] => {
    const want = wanted.get(id);
    return difference({
      store: 'realtime',
      name: id,
      object: phone(applied, id),
      meant: want ? sayRow(want, undefined) : null,
      live: live ? sayRow(live, want) : null,
      // SECURITY: stands for the digest too, which the text only says has changed.
      ...(live && { seen: stamp(sayCells(live)) }),
      adopt,
    });
  };
  const found: Found[] = [];
  for (const row of meant) {
    const live = now.get(row.id);
    if (!live) found.push({ item: item(row.id, undefined) });
    else if (!isSame(live, row, liveOwed)) {
      const reading = read(applied, row, live);
      if (reading?.can) found.push({ item: item(row.id, live, { can: true, into: 'model' }), reading });
      else found.push({ item: item(row.id, live, cannot(reading?.because ?? 'not-in-the-model')) });
    }
  }
  const known = new Set(applied?.devices.map((device) => String(device.sipUsername)));
  for (const row of there)
    // A revoked phone's row goes by a live act; only when none is owed is it a stranger.
    if (!wanted.has(row.id) && !(liveOwed && known.has(row.id))) found.push({ item: item(row.id, row) });
  for (const id of left)
    found.push({
      item: difference({
        store: 'realtime',
        name: id,
        object: phone(applied, id),
        meant: 'the row of this phone, whose secret was changed since',
        live: null,
        adopt: cannot('not-in-the-model'),
      }),
    });
  for (const id of partial)
    if (!wanted.has(id))
      found.push({
        item: difference({
          store: 'realtime',
          name: id,
          object: phone(applied, id),
          meant: null,
          live: 'incomplete: not in all of ps_endpoints, ps_auths, ps_aors',
          adopt: cannot('not-in-the-model'),
        }),
      });
  return found;
}

export const isSame = (live: DeviceRows, meant: DeviceRows, liveOwed: boolean): boolean =>
  differenceOf(live, meant) === undefined && (liveOwed || live.endpoint.context === meant.endpoint.context);

function read(
  applied: TenantSnapshot | null,
  meant: DeviceRows,
  live: DeviceRows,
): Found['reading'] | ReturnType<typeof readDeviceRow> | undefined {
  const device = applied?.devices.find((one) => one.sipUsername === meant.id);
  return applied && device ? readDeviceRow(applied, device, { meant, live }) : undefined;
}

function phone(applied: TenantSnapshot | null, id: string): DriftObject {
  const device = applied?.devices.find((one) => one.sipUsername === id);
  if (!device) return null;
  const owner = applied?.users.find((one) => one.id === device.userId);
  return {
    kind: 'device',
    id: device.id,
    name: owner ? `${owner.name} ${owner.extension}, ${device.label}` : device.label,
  };
}

const sayCells = ({ endpoint, auth, aor }: DeviceRows): string =>
  [endpoint, auth, aor]
    .flatMap((part) => Object.entries(part).map(([column, value]) => `${column}=${String(value)}`))
    .join('\n');
