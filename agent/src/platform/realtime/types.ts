import type { Result } from '@synergycall/domain';
import type { Mailboxes } from './mailboxes.ts';
import type { Queues } from './queues.ts';
import type { TrunkAuths } from './trunk-auths.ts';

/**
 * PJSIP Realtime: the three tables in which Asterisk looks up phones at each REGISTER and INVITE.
 * A device is one endpoint, one auth and one aor row, all with the same id (the SIP username).
 */
export type Transport = 'udp' | 'tcp' | 'tls' | 'wss';

/** ps_endpoints, the columns this product sets. Absent in an update means "leave as it is". */
export type EndpointRow = {
  readonly id: string;
  /** Name of a transport section of pjsip.conf; null lets Asterisk choose by the request. */
  readonly transport: string | null;
  readonly aors: string;
  readonly auth: string;
  readonly context: string;
  readonly disallow: string;
  readonly allow: string;
  readonly direct_media: 'yes' | 'no';
  readonly callerid: string;
  readonly accountcode: string;
  readonly rtp_symmetric: 'yes' | 'no';
  readonly force_rport: 'yes' | 'no';
  readonly rewrite_contact: 'yes' | 'no';
  readonly media_encryption: 'no' | 'sdes' | 'dtls';
  readonly webrtc: 'yes' | 'no';
  readonly dtls_auto_generate_cert: 'yes' | 'no';
  readonly use_avpf: 'yes' | 'no';
  readonly rtcp_mux: 'yes' | 'no';
  readonly bundle: 'yes' | 'no';
  readonly ice_support: 'yes' | 'no';
  readonly identify_by: string;
  readonly device_state_busy_at: number;
  readonly subscribe_context: string;
  readonly trust_id_inbound: 'yes' | 'no';
  readonly send_pai: 'yes' | 'no';
  readonly allow_transfer: 'yes' | 'no';
  readonly language: string;
  readonly mailboxes: string;
  readonly set_var: string;
};

/** SECURITY: only the digest md5(user:realm:secret) is stored, never the clear secret; it suffices to register, so it is as secret. */
export type AuthRow = {
  readonly id: string;
  readonly auth_type: 'md5';
  readonly username: string;
  readonly realm: string;
  readonly md5_cred: string;
};

export type AorRow = {
  readonly id: string;
  readonly max_contacts: number;
  readonly remove_existing: 'yes' | 'no';
  readonly remove_unavailable: 'yes' | 'no';
  readonly qualify_frequency: number;
  readonly default_expiration: number;
  readonly minimum_expiration: number;
  readonly maximum_expiration: number;
};

export type DeviceRows = {
  readonly id: string;
  readonly endpoint: EndpointRow;
  readonly auth: AuthRow;
  readonly aor: AorRow;
};

/** Columns to change of a device that must be there: it never re-creates a row. */
export type DeviceUpdate = {
  readonly id: string;
  readonly endpoint?: Partial<Omit<EndpointRow, 'id'>>;
  readonly auth?: Partial<Omit<AuthRow, 'id'>>;
  readonly aor?: Partial<Omit<AorRow, 'id'>>;
};

export type RealtimeChange = {
  readonly insert?: readonly DeviceRows[];
  readonly update?: readonly DeviceUpdate[];
  readonly delete?: readonly string[];
};

/** What stood there before: re-insert `deleted`, write back `updated`, delete `inserted`, and the change is undone. */
export type BeforeImages = {
  readonly inserted: readonly string[];
  readonly updated: readonly DeviceRows[];
  readonly deleted: readonly DeviceRows[];
};

export type RealtimeFailure =
  /** The database can't be reached or did not answer in time; nothing was committed, except when `committing`: then unknown. */
  | {
      readonly code: 'realtime.down';
      readonly store: RealtimeKind;
      readonly reason: string;
      readonly committing: boolean;
    }
  /** Another writer held the database for too long; nothing was changed. */
  | { readonly code: 'realtime.busy'; readonly store: RealtimeKind }
  | { readonly code: 'realtime.full'; readonly store: RealtimeKind }
  /** The id exists already: nothing was changed. */
  | { readonly code: 'realtime.id-taken'; readonly store: RealtimeKind; readonly id: string }
  /** An update named ids that are gone: nothing was changed. */
  | { readonly code: 'realtime.gone'; readonly store: RealtimeKind; readonly ids: readonly string[] }
  /** Too long, or a character no column takes: nothing was changed. The value is not repeated here. */
  | {
      readonly code: 'realtime.invalid-value';
      readonly store: RealtimeKind;
      readonly id: string;
      readonly column: string;
      readonly problem: 'length' | 'characters';
    }
  /** The tables were made by something else; Asterisk must be stopped to alter them, so this agent doesn't. */
  | { readonly code: 'realtime.schema-mismatch'; readonly store: RealtimeKind; readonly missing: readonly string[] };

export type RealtimeResult<T> = Result<T, RealtimeFailure>;
export type RealtimeKind = 'sqlite' | 'mariadb';

export type RealtimeStore = TrunkAuths &
  Mailboxes &
  Queues & {
    readonly kind: RealtimeKind;
    /** Creates the tables if absent; refuses when a table lacks columns. Never alters. */
    ensureSchema(): Promise<RealtimeResult<{ readonly created: readonly string[] }>>;
    /** All devices, or those whose id begins with `<tag>-`, by id. */
    readAll(tag?: string): Promise<RealtimeResult<readonly DeviceRows[]>>;
    /** Ids beginning with `<tag>-` that stand in one or two of the three tables only: no whole device, and yet something Asterisk may read. */
    readPartial(tag: string): Promise<RealtimeResult<readonly string[]>>;
    /** The devices of these ids that exist, by id. */
    read(ids: readonly string[]): Promise<RealtimeResult<readonly DeviceRows[]>>;
    /** All or nothing. */
    transact(change: RealtimeChange): Promise<RealtimeResult<BeforeImages>>;
    /** Live suspend and restore: changes the context of those that exist, returns the contexts they had. */
    setContext(
      ids: readonly string[],
      context: string,
    ): Promise<RealtimeResult<readonly { readonly id: string; readonly context: string }[]>>;
    ping(): Promise<RealtimeResult<{ readonly ms: number }>>;
    close(): Promise<void>;
  };
