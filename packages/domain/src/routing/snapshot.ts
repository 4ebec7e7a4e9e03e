import type { FlowExit, FlowSettings } from '../callflow/flow.ts';
import type { Codec, Nat, Transport } from '../device/device.ts';
import type { Destination } from '../did/destination.ts';
import type {
  BoxId,
  DeviceId,
  DidId,
  FlowId,
  LocationId,
  PolicyId,
  PromptId,
  SipUsername,
  TenantId,
  TenantTag,
  TrunkId,
  UserId,
} from '../ids.ts';
import type { E164 } from '../numbers.ts';
import type { OutboundRule, OutboundSettings } from '../policy/policy.ts';
import type { TrunkCalled, TrunkCallerId, TrunkInbound, TrunkKind, TrunkTransport } from '../trunk/trunk.ts';

/**
 * The model of one tenant at one moment, as an apply takes it: plain JSON, no secrets, kept for ever.
 * Lists are sorted by id, so equal models are equal texts. What takes effect at once (suspension,
 * revocation) is not in here: it is live state and never rolled back.
 */
export interface TenantSnapshot {
  readonly version: 1;
  readonly tenant: {
    readonly id: TenantId;
    readonly tag: TenantTag;
    readonly name: string;
    readonly timezone: string;
    /** Where calls to numbers without a destination go; absent: nowhere. */
    readonly defaultDestination?: Destination;
    /** Where phones stand that have no location of their own; absent: nowhere in particular. */
    readonly defaultLocationId?: LocationId;
    /** As long a parked call waits, in seconds; absent: the usual PARKING_SECONDS. */
    readonly parkSeconds?: number;
  };
  readonly users: readonly UserSnapshot[];
  readonly devices: readonly DeviceSnapshot[];
  /** The tenant's public numbers; absent where there is none, as in snapshots of earlier versions. */
  readonly dids?: readonly DidSnapshot[];
  /** The tenant's own trunks that are enabled; absent where there is none. */
  readonly trunks?: readonly TrunkSnapshot[];
  /** Calls out; absent where nothing of it was ever set. */
  readonly outbound?: OutboundSettings;
  /** Absent where there is none, as the following. */
  readonly policies?: readonly PolicySnapshot[];
  readonly flows?: readonly FlowSnapshot[];
  /** The announcements that flows play, by what they are called. */
  readonly prompts?: readonly { readonly id: PromptId; readonly name: string }[];
  readonly locations?: readonly LocationSnapshot[];
}
/** Where phones stand, as far as Asterisk needs it. Its address and whom to notify take effect at once: they are not in here. */
export interface LocationSnapshot {
  readonly id: LocationId;
  readonly name: string;
  /** Shown by emergency calls; absent: the person's or the tenant's number. */
  readonly callerId?: E164;
}
export interface PolicySnapshot {
  readonly id: PolicyId;
  readonly name: string;
  /** In their order. */
  readonly rules: readonly OutboundRule[];
}
/** A ring group, a schedule, a menu: a step in the graph of destinations. */
export interface FlowSnapshot {
  readonly id: FlowId;
  readonly name: string;
  readonly extension: number | null;
  readonly settings: FlowSettings;
  /** Those that lead somewhere. */
  readonly exits: Readonly<Partial<Record<FlowExit, Destination>>>;
}
export interface TrunkSnapshot {
  readonly id: TrunkId;
  readonly name: string;
  readonly kind: TrunkKind;
  readonly host: string;
  readonly port: number | null;
  readonly transport: TrunkTransport;
  readonly username: string | null;
  /** Counts up with each change of user name or password; null: none. The password stays sealed in its own row. */
  readonly credentialsVersion: number | null;
  readonly fromUser: string | null;
  readonly fromDomain: string | null;
  readonly matchAddresses: readonly string[];
  readonly codecs: readonly Codec[];
  readonly callerId: TrunkCallerId;
  readonly called: TrunkCalled;
  readonly inbound: TrunkInbound;
  readonly channelLimit: number | null;
}
export interface DidSnapshot {
  readonly id: DidId;
  readonly number: E164;
  /** null: calls go to the tenant's default. */
  readonly target: Destination | null;
}
export interface UserSnapshot {
  readonly id: UserId;
  readonly name: string;
  readonly extension: number;
  readonly voicemailEnabled: boolean;
  /** Their own outbound policy and number shown outside; absent: the tenant's. */
  readonly policyId?: PolicyId;
  readonly callerId?: E164;
}
export interface DeviceSnapshot {
  readonly id: DeviceId;
  readonly userId: UserId;
  readonly label: string;
  readonly sipUsername: SipUsername;
  readonly transport: Transport;
  readonly nat: Nat;
  readonly codecs: readonly Codec[];
  /** Counts up at every reset; the secret itself stays encrypted in its own row. */
  readonly secretVersion: number;
  /** Absent: the tenant's default. */
  readonly locationId?: LocationId;
}
/** What is structural for the whole box. */
export interface BoxSnapshot {
  readonly version: 1;
  readonly box: {
    readonly id: BoxId;
    readonly realm: string;
    readonly emergencyNumbers: readonly string[];
    readonly emergencyEndpoint: string | null;
  };
  /** Trunks for all tenants that are enabled; absent where there is none. */
  readonly trunks?: readonly TrunkSnapshot[];
}
