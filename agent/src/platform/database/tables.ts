import type { ColumnType, Generated } from 'kysely';
import type {
  AccountId,
  BoxId,
  Codec,
  DeviceId,
  Dialling,
  DidId,
  DestinationKind,
  DidImportId,
  FlowId,
  JobId,
  JobStatus,
  LocationId,
  Nat,
  PolicyId,
  Role,
  SessionId,
  SipUsername,
  TenantId,
  TenantTag,
  Transport,
  TrunkCalled,
  TrunkCallerId,
  TrunkId,
  TrunkInbound,
  TrunkKind,
  TrunkTransport,
  UserId,
  UserStatus,
  VoicemailNotify,
} from '@synergycall/domain';
import type {
  FlowTable,
  PromptTable,
  FlowExitTable,
  FlowMemberTable,
  QueueLogoutTable,
  CallHandlingTable,
  LiveChangeTable,
  CallForwardTable,
  OutboundPolicyTable,
  OutboundPolicyTrunkTable,
} from './tables-calls.ts';
import type { LimitAlertTable } from './tables-alert.ts';
import type { EmergencyCallTable, LocationTable } from './tables-emergency.ts';
import type { PriceTable, SpendingTable } from './tables-spending.ts';
import type { MailOutboxTable, MailSettingsTable, VoicemailToldTable } from './tables-mail.ts';

/** Written as text (`JSON.stringify` it: the driver would take an array for a PostgreSQL array), read parsed. */
export type Json<T = unknown> = ColumnType<T, string | undefined, string>;
type NullableJson<T = unknown> = ColumnType<T | null, string | null | undefined, string | null>;
/** `bigint` comes as text, so that nothing is rounded. */
type BigInteger = ColumnType<string, string | number | bigint, string | number | bigint>;
export type MadeByDatabase<T> = ColumnType<T, T | undefined, never>;

export interface BoxTable {
  id: BoxId;
  name: string;
  realm: Generated<string>;
  emergency_numbers: Generated<string[]>;
  emergency_endpoint: Generated<string | null>;
  currency: Generated<string>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface TenantTable {
  id: TenantId;
  box_id: BoxId;
  tag: TenantTag;
  name: string;
  timezone: string;
  ext_min: number;
  ext_max: number;
  ext_next: number;
  quarantine_days: Generated<number>;
  max_users: Generated<number>;
  max_devices_per_user: Generated<number>;
  /** Where calls to numbers without a destination go. */
  default_user_id: Generated<UserId | null>;
  default_flow_id: Generated<FlowId | null>;
  default_number: Generated<string | null>;
  /** To the mailbox of `default_user_id`. */
  default_voicemail: Generated<boolean>;
  dialling: NullableJson<Dialling>;
  default_policy_id: Generated<PolicyId | null>;
  /** E.164 with the plus sign, one of the tenant's own numbers. */
  outbound_caller_id: Generated<string | null>;
  calls_per_minute: Generated<number | null>;
  calls_at_once: Generated<number | null>;
  /** In millionths. */
  spend_per_day: ColumnType<string | null, string | number | null | undefined, string | number | null>;
  default_location_id: Generated<LocationId | null>;
  /** Of a parked call. */
  park_seconds: Generated<number>;
  status: Generated<'active' | 'suspended'>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface AccountTable {
  id: AccountId;
  name: string;
  email: string;
  created_at: MadeByDatabase<Date>;
}
/** SECURITY: readable in the scope `auth` only. */
export interface AccountPasswordTable {
  account_id: AccountId;
  hash: string;
  changed_at: Generated<Date>;
}
export interface AccountRoleTable {
  id: string;
  account_id: AccountId;
  role: Role;
  tenant_id: TenantId | null;
  user_id: UserId | null;
  created_at: MadeByDatabase<Date>;
}
export interface UserTable {
  id: UserId;
  tenant_id: TenantId;
  name: string;
  email: string | null;
  /** One of the tenant's own numbers. */
  outbound_caller_id: Generated<string | null>;
  policy_id: Generated<PolicyId | null>;
  voicemail_enabled: Generated<boolean>;
  voicemail_pin_hash: Generated<string | null>;
  /** null: as the default says. */
  voicemail_notify: Generated<VoicemailNotify | null>;
  status: Generated<UserStatus>;
  dnd: Generated<boolean>;
  forward_to: Generated<string | null>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
  deleted_at: Generated<Date | null>;
  /** When they were deleted. */
  was_suspended: Generated<boolean>;
}
export interface ExtensionTable {
  tenant_id: TenantId;
  number: number;
  owner_kind: 'user' | 'ring_group' | 'ivr' | 'queue' | 'parking';
  owner_id: string;
  /** null: in use; a time: resting until then; `Infinity`: kept for good. */
  quarantined_until: ColumnType<Date | number | null, Date | string | null | undefined, Date | string | null>;
}
export interface DeviceTable {
  id: DeviceId;
  tenant_id: TenantId;
  user_id: UserId;
  label: string;
  sip_username: SipUsername;
  secret_sealed: string;
  secret_version: Generated<number>;
  transport: Transport;
  nat: Generated<Nat>;
  codecs: Codec[];
  enabled: Generated<boolean>;
  /** The device, revoked for good, that a restore put this one in place of. */
  replaces: Generated<DeviceId | null>;
  /** null: the tenant's default. */
  location_id: Generated<LocationId | null>;
  revoked_at: Generated<Date | null>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface DidTable {
  id: DidId;
  box_id: BoxId;
  /** E.164 with the plus sign. */
  number: string;
  tenant_id: TenantId | null;
  label: Generated<string>;
  provider: Generated<string>;
  note: Generated<string>;
  /** `YYYY-MM-DD` in, a Date at local midnight out: select it as text. */
  port_in_on: ColumnType<Date | null, string | null | undefined, string | null>;
  target_user_id: Generated<UserId | null>;
  target_flow_id: Generated<FlowId | null>;
  target_number: Generated<string | null>;
  /** To the mailbox of `target_user_id`. */
  target_voicemail: Generated<boolean>;
  /** Which of the three is set; null: none. */
  target_kind: ColumnType<DestinationKind | null, never, never>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface DidImportTable {
  id: DidImportId;
  box_id: BoxId;
  at: MadeByDatabase<Date>;
  actor_name: string;
  counts: Json;
  rows: Json;
  undone_at: Generated<Date | null>;
}
export interface SessionTable {
  id: SessionId;
  account_id: AccountId;
  token_hash: Buffer;
  client: 'desktop' | 'portal' | 'api';
  source: string | null;
  user_agent: string | null;
  created_at: MadeByDatabase<Date>;
  last_seen_at: Generated<Date>;
  expires_at: Date;
  revoked_at: Generated<Date | null>;
}
export interface SignInLimitTable {
  key_hash: Buffer;
  failures: number;
  window_ends: Date;
}
export interface AuditTable {
  id: ColumnType<string, never, never>;
  at: MadeByDatabase<Date>;
  tenant_id: TenantId | null;
  actor_account_id: AccountId | null;
  actor_name: string;
  actor_role: Role | null;
  session_id: SessionId | null;
  action: string;
  outcome: 'done' | 'denied';
  entity_kind: string;
  entity_id: string | null;
  entity_name: string | null;
  before: NullableJson<Record<string, unknown>>;
  after: NullableJson<Record<string, unknown>>;
  source: string | null;
}
export interface ApplyJobTable {
  id: JobId;
  box_id: BoxId;
  tenant_id: TenantId | null;
  status: JobStatus;
  actor_account_id: AccountId | null;
  actor_name: string;
  reason: string | null;
  requested_at: Generated<Date>;
  started_at: Generated<Date | null>;
  finished_at: Generated<Date | null>;
  generation: ColumnType<string | null, string | number | null | undefined, string | number | null>;
  steps: Json;
  changes: Json;
  warnings: Json;
  error: NullableJson;
  change_count: Generated<number>;
  /** ScheduleView. */
  schedule: ColumnType<unknown, string | undefined, string>;
  /** When a waiting job may begin at the earliest. */
  due_at: Generated<Date | null>;
  /** What the starter allowed: JobOptions of features/apply. */
  options: ColumnType<unknown, string | undefined, string>;
}
export interface FreezeWindowTable {
  id: string;
  tenant_id: TenantId;
  spec: Json;
  reason: string;
  actor_name: string;
  created_at: MadeByDatabase<Date>;
}
/** A hand edit of a generated file that a platform admin took over. */
export interface AdoptedFileTable {
  box_id: BoxId;
  path: string;
  /** SHA-256 of the text that SynergyCall would write; another one makes the adoption outdated. */
  base_hash: string;
  text: string;
  actor_name: string;
  adopted_at: Generated<Date>;
}
export interface ApplySnapshotTable {
  id: ColumnType<string, never, never>;
  job_id: JobId;
  box_id: BoxId;
  tenant_id: TenantId | null;
  generation: BigInteger;
  model: Json;
  live_since: Generated<Date | null>;
}
/** Who holds the advisory lock of a box; true only while the lock itself is held. */
export interface ApplyLockTable {
  box_id: BoxId;
  holder: string;
  job_id: JobId | null;
  tenant_id: TenantId | null;
  since: Generated<Date>;
}
export interface BootstrapCodeTable {
  code_hash: Buffer;
  created_at: MadeByDatabase<Date>;
  used_at: Generated<Date | null>;
}

export interface TrunkTable {
  id: TrunkId;
  box_id: BoxId;
  tenant_id: TenantId | null;
  name: string;
  kind: TrunkKind;
  host: string;
  port: number | null;
  transport: TrunkTransport;
  from_user: string | null;
  from_domain: string | null;
  match_addresses: string[];
  codecs: Codec[];
  caller_id: ColumnType<TrunkCallerId, string, string>;
  called: ColumnType<TrunkCalled, string, string>;
  inbound: ColumnType<TrunkInbound, string, string>;
  channel_limit: number | null;
  allow_private: Generated<boolean>;
  enabled: Generated<boolean>;
  credentials_version: number | null;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface TrunkCredentialTable {
  trunk_id: TrunkId;
  tenant_id: TenantId | null;
  username: string;
  secret_sealed: string;
}

/** Every table of the application's database, as migrations/ makes them. */
export interface Tables {
  boxes: BoxTable;
  tenants: TenantTable;
  accounts: AccountTable;
  account_passwords: AccountPasswordTable;
  account_roles: AccountRoleTable;
  users: UserTable;
  extensions: ExtensionTable;
  devices: DeviceTable;
  dids: DidTable;
  did_imports: DidImportTable;
  locations: LocationTable;
  emergency_calls: EmergencyCallTable;
  mail_settings: MailSettingsTable;
  mail_outbox: MailOutboxTable;
  voicemail_told: VoicemailToldTable;
  limit_alerts: LimitAlertTable;
  prices: PriceTable;
  spending: SpendingTable;
  flows: FlowTable;
  flow_exits: FlowExitTable;
  flow_members: FlowMemberTable;
  queue_logouts: QueueLogoutTable;
  live_changes: LiveChangeTable;
  call_handling: CallHandlingTable;
  call_forwards: CallForwardTable;
  prompts: PromptTable;
  trunks: TrunkTable;
  trunk_credentials: TrunkCredentialTable;
  outbound_policies: OutboundPolicyTable;
  outbound_policy_trunks: OutboundPolicyTrunkTable;
  sessions: SessionTable;
  sign_in_limits: SignInLimitTable;
  audit: AuditTable;
  apply_jobs: ApplyJobTable;
  apply_snapshots: ApplySnapshotTable;
  apply_locks: ApplyLockTable;
  freeze_windows: FreezeWindowTable;
  adopted_files: AdoptedFileTable;
  bootstrap_codes: BootstrapCodeTable;
}
