import { TABLES } from './columns.ts';
import type { AorRow, AuthRow, DeviceRows, DeviceUpdate, EndpointRow, RealtimeFailure, RealtimeKind } from './types.ts';

/** The columns this product reads and writes, by part of a device. Kept complete by the `satisfies`. */
const PART_COLUMNS = {
  endpoint: Object.keys({
    id: 1,
    transport: 1,
    aors: 1,
    auth: 1,
    context: 1,
    disallow: 1,
    allow: 1,
    direct_media: 1,
    callerid: 1,
    accountcode: 1,
    rtp_symmetric: 1,
    force_rport: 1,
    rewrite_contact: 1,
    media_encryption: 1,
    webrtc: 1,
    dtls_auto_generate_cert: 1,
    use_avpf: 1,
    rtcp_mux: 1,
    bundle: 1,
    ice_support: 1,
    identify_by: 1,
    device_state_busy_at: 1,
    subscribe_context: 1,
    trust_id_inbound: 1,
    send_pai: 1,
    allow_transfer: 1,
    language: 1,
    mailboxes: 1,
    set_var: 1,
  } satisfies Record<keyof EndpointRow, 1>),
  auth: Object.keys({ id: 1, auth_type: 1, username: 1, realm: 1, md5_cred: 1 } satisfies Record<keyof AuthRow, 1>),
  aor: Object.keys({
    id: 1,
    max_contacts: 1,
    remove_existing: 1,
    remove_unavailable: 1,
    qualify_frequency: 1,
    default_expiration: 1,
    minimum_expiration: 1,
    maximum_expiration: 1,
  } satisfies Record<keyof AorRow, 1>),
} as const;

export type Part = keyof typeof PART_COLUMNS;
export const PARTS: readonly Part[] = ['endpoint', 'auth', 'aor'];
export const TABLE_OF = { endpoint: 'ps_endpoints', auth: 'ps_auths', aor: 'ps_aors' } as const;
export const columnsOf = (part: Part): readonly string[] => PART_COLUMNS[part];

const NUMBERS = new Set([
  'device_state_busy_at',
  'max_contacts',
  'qualify_frequency',
  'default_expiration',
  'minimum_expiration',
  'maximum_expiration',
]);

type Cell = string | number | null | undefined;

/**
 * How a value stands in the table: text, and NULL for "not set" (Asterisk's ODBC driver can't tell '' from a blank).
 * Over ODBC `;` separates several values and `^XX` is a byte in hex; res_config_sqlite3 knows neither (22.10.1).
 */
export function toStored(kind: RealtimeKind, value: Cell): string | null {
  if (value === undefined || value === null || value === '') return null;
  return kind === 'sqlite' ? String(value) : String(value).replaceAll('^', '^5E').replaceAll(';', '^3B');
}

/** One row of the joined query (`endpoint_context`, `auth_realm`, …) as a device. */
export function toDevice(kind: RealtimeKind, row: Readonly<Record<string, Cell>>): DeviceRows {
  const part = (name: Part): Record<string, unknown> =>
    Object.fromEntries(columnsOf(name).map((column) => [column, fromStored(kind, column, row[`${name}_${column}`])]));
  return {
    id: String(row['endpoint_id']),
    endpoint: part('endpoint') as EndpointRow,
    auth: part('auth') as AuthRow,
    aor: part('aor') as AorRow,
  };
}

function fromStored(kind: RealtimeKind, column: string, value: Cell): string | number | null {
  if (value === null || value === undefined) return column === 'transport' ? null : NUMBERS.has(column) ? 0 : '';
  if (NUMBERS.has(column)) return Number(value);
  return kind === 'sqlite' ? String(value) : String(value).replaceAll('^3B', ';').replaceAll('^5E', '^');
}

const COLUMN_RULES = new Map(
  TABLES.flatMap((table) => table.columns.map((column) => [`${table.name}.${column.name}`, column] as const)),
);
/** SIP usernames and the names derived from them: nothing that means anything to sorcery, AstDB or a URI. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/**
 * SECURITY: the first value that does not fit its column. MariaDB would refuse it midway (strict mode), SQLite
 * would take it, so it is found before either is asked. Controls are nobody's business in any of them.
 */
export function invalidValue(kind: RealtimeKind, device: DeviceRows | DeviceUpdate): RealtimeFailure | undefined {
  const bad = (column: string, problem: 'length' | 'characters'): RealtimeFailure => ({
    code: 'realtime.invalid-value',
    store: kind,
    id: device.id.slice(0, 128),
    column,
    problem,
  });
  if (!ID.test(device.id)) return bad('id', 'characters');
  for (const part of PARTS) {
    for (const [column, value] of Object.entries<Cell>({ ...device[part] })) {
      const rule = COLUMN_RULES.get(`${TABLE_OF[part]}.${column}`);
      if (!rule) return bad(column, 'characters');
      if (column === 'id' && value !== device.id) return bad('id', 'characters');
      const text = toStored(kind, value) ?? '';
      if ([...text].length > rule.width) return bad(column, 'length');
      if (rule.unicode ? /\p{Cc}/u.test(text) || !text.isWellFormed() : /[^\x20-\x7e]/.test(text))
        return bad(column, 'characters');
    }
  }
  return undefined;
}
