import {
  codec,
  displayName,
  type Codec,
  type DeviceSnapshot,
  type Nat,
  type TenantSnapshot,
  type Transport,
  type UserSnapshot,
} from '@synergycall/domain';
import type { DeviceRows } from '../../platform/realtime/index.ts';
import { deviceRows } from './device.conf.ts';

/** What the model would have to say so that a row is as it was found; only what differs is given. */
export type RowReading =
  | {
      readonly can: true;
      readonly device: Pick<DeviceSnapshot, 'id'> & {
        readonly transport?: Transport;
        readonly nat?: Nat;
        readonly codecs?: Codec[];
      };
      readonly user: Pick<UserSnapshot, 'id'> & { readonly name?: string; readonly extension?: number };
    }
  /** `invalid`: the model has a word for it, and this value is not one that it takes. */
  | { readonly can: false; readonly because: 'not-in-the-model' | 'invalid' };

/**
 * Reads a phone's rows back into the model: the inverse of `deviceRows`. It counts only if the model that it gives
 * writes exactly these rows (context and secret left aside, which are no part of the model). Pure.
 */
export function readDeviceRow(
  snapshot: TenantSnapshot,
  device: DeviceSnapshot,
  { meant, live }: { readonly meant: DeviceRows; readonly live: DeviceRows },
): RowReading {
  const owner = snapshot.users.find((user) => user.id === device.userId);
  if (!owner) return { can: false, because: 'not-in-the-model' };
  // SECURITY: a changed digest is a changed secret, and a context says what may be called: neither is adopted.
  if (live.auth.md5_cred !== meant.auth.md5_cred || live.endpoint.context !== meant.endpoint.context)
    return { can: false, because: 'not-in-the-model' };
  const caller = readCaller(live);
  const codecs = live.endpoint.allow.split(',').map((name) => name.trim());
  const known = codecs.flatMap((name): Codec[] => {
    const parsed = codec.safeParse(name);
    return parsed.success ? [parsed.data] : [];
  });
  const isCodecList = known.length === codecs.length && known.length <= 6 && new Set(known).size === known.length;
  if (live.endpoint.allow !== meant.endpoint.allow && !isCodecList) return { can: false, because: 'invalid' };
  const changesCaller =
    live.endpoint.callerid !== meant.endpoint.callerid || live.endpoint.set_var !== meant.endpoint.set_var;
  if (changesCaller && !caller) return { can: false, because: 'invalid' };
  const { name, extension } = (changesCaller && caller) || owner;
  const wanted = {
    ...live,
    endpoint: { ...live.endpoint, allow: isCodecList ? known.join(',') : live.endpoint.allow },
  };
  const users = snapshot.users.map((user) => (user.id === owner.id ? { ...user, name, extension } : user));
  for (const transport of firstOf<Transport>(device.transport, ['udp', 'tcp', 'tls', 'wss']))
    for (const nat of firstOf<Nat>(device.nat, ['auto', 'off'])) {
      const one = { ...device, transport, nat, codecs: isCodecList ? known : [...device.codecs] };
      const rows = deviceRows({ ...snapshot, users }, one, {
        md5Cred: meant.auth.md5_cred,
        realm: meant.auth.realm,
        context: meant.endpoint.context,
      });
      if (!equal(rows, wanted)) continue;
      const same = one.codecs.join() === device.codecs.join();
      const sameDevice = same && transport === device.transport && nat === device.nat;
      // Written otherwise, meaning the same: there is nothing to take over.
      if (sameDevice && name === owner.name && extension === owner.extension)
        return { can: false, because: 'not-in-the-model' };
      return {
        can: true,
        device: {
          id: device.id,
          ...(transport === device.transport ? {} : { transport }),
          ...(nat === device.nat ? {} : { nat }),
          ...(same ? {} : { codecs: one.codecs }),
        },
        user: {
          id: owner.id,
          ...(name === owner.name ? {} : { name }),
          ...(extension === owner.extension ? {} : { extension }),
        },
      };
    }
  return { can: false, because: 'not-in-the-model' };
}

/** `"name" <number>`, with the whole of a long name in `set_var`. */
function readCaller({ endpoint }: DeviceRows): { name: string; extension: number } | undefined {
  const parts = /^"((?:[^"\\]|\\.)*)"\s*<(\d{2,6})>$/.exec(endpoint.callerid);
  if (!parts) return undefined;
  const long = /^CALLERID\(name\)=(.*)$/.exec(endpoint.set_var)?.[1];
  const name = displayName.safeParse((long ?? parts[1] ?? '').replaceAll(/\\(.)/g, '$1'));
  return name.success ? { name: name.data, extension: Number(parts[2]) } : undefined;
}

const firstOf = <T>(first: T, all: readonly T[]): T[] => [first, ...all.filter((one) => one !== first)];

const equal = (a: DeviceRows, b: DeviceRows): boolean =>
  (['endpoint', 'auth', 'aor'] as const).every((part) => {
    const other = new Map<string, unknown>(Object.entries(b[part]));
    return Object.entries(a[part]).every(([column, value]) => other.get(column) === value);
  });
