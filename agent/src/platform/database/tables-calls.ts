import type { ColumnType, Generated } from 'kysely';
import type {
  FlowExit,
  FlowId,
  FlowKind,
  ForwardEvent,
  OutboundRule,
  PolicyId,
  PromptId,
  TenantId,
  TrunkId,
  UserId,
} from '@synergycall/domain';
import type { Json, MadeByDatabase } from './tables.ts';

/** Where calls go: the steps of call flows, what people's calls do, calls out, emergency calls. */

export interface FlowTable {
  id: FlowId;
  tenant_id: TenantId;
  kind: FlowKind;
  name: string;
  /** FlowSettings without kind and members. */
  settings: Json;
  override: Generated<'open' | 'closed' | null>;
  prompt_id: MadeByDatabase<string | null>;
  music_prompt_id: MadeByDatabase<string | null>;
  repeat_prompt_id: MadeByDatabase<string | null>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface PromptTable {
  id: PromptId;
  tenant_id: TenantId;
  name: string;
  file_name: string;
  sound: Buffer;
  seconds: number;
  deleted_at: Generated<Date | null>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
export interface FlowExitTable {
  tenant_id: TenantId;
  flow_id: FlowId;
  exit: FlowExit;
  target_user_id: Generated<UserId | null>;
  target_flow_id: Generated<FlowId | null>;
  target_number: Generated<string | null>;
  target_voicemail: Generated<boolean>;
}
export interface FlowMemberTable {
  tenant_id: TenantId;
  flow_id: FlowId;
  place: number;
  user_id: UserId;
  delay_seconds: Generated<number>;
  penalty: Generated<number>;
  may_log_out: Generated<boolean>;
}
/** Agents who logged out of a queue; live state. No row: logged in. */
export interface QueueLogoutTable {
  tenant_id: TenantId;
  flow_id: FlowId;
  user_id: UserId;
  since: Generated<Date>;
}
/** What a person's calls do; live state. No row: as by default. */
export interface CallHandlingTable {
  tenant_id: TenantId;
  user_id: UserId;
  dnd: Generated<boolean>;
  ring_seconds: Generated<number | null>;
}
/** When something was changed at once for the last time, by the host's clock; bigint comes as text. */
export interface LiveChangeTable {
  tenant_id: TenantId;
  subject_id: string;
  what: string;
  epoch: ColumnType<string, number, number>;
}
export interface CallForwardTable {
  tenant_id: TenantId;
  user_id: UserId;
  event: ForwardEvent;
  target_user_id: Generated<UserId | null>;
  target_flow_id: Generated<FlowId | null>;
  target_number: Generated<string | null>;
  target_word: Generated<'voicemail' | 'hangup' | null>;
}
export interface OutboundPolicyTable {
  id: PolicyId;
  tenant_id: TenantId;
  name: string;
  rules: ColumnType<OutboundRule[], string, string>;
  revision: Generated<number>;
  created_at: MadeByDatabase<Date>;
}
/** Which trunks the rules of a policy name. */
export interface OutboundPolicyTrunkTable {
  tenant_id: TenantId;
  policy_id: PolicyId;
  trunk_id: TrunkId;
}
