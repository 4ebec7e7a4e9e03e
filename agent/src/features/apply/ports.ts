import type {
  AccountId,
  BoxId,
  BoxSnapshot,
  DeviceId,
  E164,
  ExtensionRange,
  Failure,
  FlowId,
  JobId,
  JobView,
  ObjectChange,
  PersonHandling,
  PromptId,
  Result,
  SampleCalls,
  ScheduleView,
  SipUsername,
  TenantId,
  TenantSnapshot,
  TenantTag,
  TrunkId,
  TrunkNames,
  UserId,
} from '@synergycall/domain';
import type { AdoptedFile } from './adopted.ts';
import type { HintSide } from './did-hints.ts';
import type { MailboxChange } from './mailbox-rows.ts';
import type { QueueModels } from './queue-rows.ts';
import type { AstdbEntry, DialplanLine } from '../../platform/ami/index.ts';
import type { Secret } from '../../platform/crypto/index.ts';
import type { DeviceRows, TrunkAuthRow } from '../../platform/realtime/index.ts';

/*
 * What the runner needs of the world, one small interface per store. Whatever an apply does to the outside goes
 * through one of these (and the journal and the files), so that a test can stop the world before and after each call.
 */

/** A store's refusal, in words for a person and in one of three kinds for the runner. */
export interface PortFailure {
  /** `unreachable`: may work later, and whether the effect happened is unknown. `refused`: it did not happen. */
  readonly kind: 'unreachable' | 'refused';
  readonly detail: string;
}
export type PortResult<T> = Result<T, PortFailure>;

/** What the health call reported (UserEvent ScHealth). */
export interface Health {
  /** Whose routing answered: of a number the tenant that has it. Absent: nobody's. */
  readonly tag?: TenantTag;
  readonly generation: number | null;
  /** `ring`, or the name of a refusal. */
  readonly reason: string;
  readonly resolved: readonly string[];
}

/** A call that asks the core and dials nobody: as a phone of the tenant would, or to a public number as a trunk's call. */
export interface HealthProbe {
  readonly tag: TenantTag;
  readonly extension: number | null;
  /** Asks for this number instead; who has it is then found by the core, whatever `tag` says. */
  readonly number?: E164;
  /** Asks about this moment (milliseconds since 1970), by the hours of schedules alone; absent: now. */
  readonly at?: number;
  /** Presses these keys in menus (the domain's `press`); absent: none. */
  readonly keys?: string;
}

/** Asterisk: AstDB, dialplan, PJSIP. Pointer and reload fall back on the CLI when AMI is lost. */
export interface AsteriskSide extends HintSide {
  /** How a person calls this `asterisk` at a shell, before `-rx '…'`. */
  readonly shell: string;
  isLive(): boolean;
  /** false when the time is over. */
  waitLive(timeoutMs: number): Promise<boolean>;
  readPointer(tag: TenantTag): Promise<PortResult<number | null>>;
  /** ok: a second connection has seen it on disk. null removes the pointer. */
  setPointer(tag: TenantTag, generation: number | null): Promise<PortResult<void>>;
  /** Written in this order; ok once all are on disk. */
  putKeys(entries: readonly AstdbEntry[]): Promise<PortResult<void>>;
  /** The keys of a generation that are on disk. */
  readGeneration(tag: TenantTag, generation: number): Promise<PortResult<readonly AstdbEntry[]>>;
  generations(tag: TenantTag): Promise<PortResult<readonly number[]>>;
  deleteGeneration(tag: TenantTag, generation: number): Promise<PortResult<void>>;
  /** All keys of `sc/live/<tag>/…`; those named `state` say `suspended`. */
  suspendedKeys(tag: TenantTag): Promise<PortResult<readonly AstdbEntry[]>>;
  /** What phones of the tenant said by feature codes and nobody took over yet; `deleteLive` takes them away. */
  saidNotes(tag: TenantTag): Promise<PortResult<readonly AstdbEntry[]>>;
  putLive(entries: readonly AstdbEntry[]): Promise<PortResult<void>>;
  deleteLive(keys: readonly { readonly family: string; readonly key: string }[]): Promise<PortResult<void>>;
  reloadDialplan(): Promise<PortResult<void>>;
  /** All of PJSIP's files; transports, registrations and calls of what did not change stay as they are (22.10.1). */
  reloadTrunks(): Promise<PortResult<void>>;
  /**
   * Time for trunks that were taken out to sign out: the carrier challenges that, and the answer needs the credentials
   * that are about to go. Absent: nobody waits.
   */
  readonly letSignOut?: () => Promise<void>;
  /** Lamps that phones watch show the phones of this generation. Absent: nobody watches. Returns how many changed. */
  readonly refreshLamps?: (tag: TenantTag, generation: number) => Promise<PortResult<number>>;
  /** The trunks of ours that Asterisk has loaded, and how. */
  loadedTrunks(): Promise<PortResult<readonly LoadedTrunk[]>>;
  /** All contexts, or one; none such: an empty list. */
  loadedDialplan(context?: string): Promise<PortResult<readonly DialplanLine[]>>;
  /** undefined: Asterisk knows no such endpoint. */
  endpoint(id: string): Promise<PortResult<{ readonly context: string } | undefined>>;
  /** All of a tenant's that Asterisk knows, in one look; absent where that can't be had. */
  readonly endpointsOf?: (tag: TenantTag) => Promise<PortResult<ReadonlySet<string>>>;
  healthCall(probe: HealthProbe): Promise<PortResult<Health>>;
  expireCached(ids: readonly string[]): Promise<PortResult<void>>;
  dropContacts(ids: readonly string[]): Promise<PortResult<void>>;
  /** Ages in seconds of the channels that may hold a generation of this tenant; null: of all channels. */
  channelAges(tag: TenantTag | null): Promise<PortResult<readonly number[]>>;
}

/** An endpoint, AOR, registration or identify as PJSIP has it; options in AMI's spelling (`fromuser`), never a password. */
export interface LoadedTrunk {
  readonly type: string;
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** Live facts of one tenant: what takes effect at once and is never undone. */
export interface LiveFacts {
  readonly tenantSuspended: boolean;
  readonly suspendedUsers: ReadonlySet<UserId>;
  /** SIP usernames of devices that must have no row: revoked for good. */
  readonly revoked: ReadonlySet<string>;
  /** Schedules that are open or closed by hand; absent: none. */
  readonly overrides?: ReadonlyMap<FlowId, 'open' | 'closed'>;
  /** What people's calls do; absent, and for whoever is not in it: as by default. */
  readonly handling?: ReadonlyMap<UserId, PersonHandling>;
  /** The day on which the limit of spending is lifted, `20261128`; absent: none. */
  readonly liftedDay?: string | undefined;
  /** The tenant's queues, and the names of the rows of agents who are logged out; absent: there is no queue. */
  readonly logouts?: {
    readonly queues: readonly FlowId[];
    /** Whom a saved model names; who is about to go is left as they are. */
    readonly agents: ReadonlySet<string>;
    readonly loggedOut: ReadonlySet<string>;
  };
}

/** A hand edit of a file of ours that may be overwritten: exactly the text that was seen. */
export interface Overwrite {
  readonly path: string;
  /** SHA-256 of the text; `''`: the file was missing. */
  readonly hash: string;
}

/** Who asked, kept with the job. */
export interface JobOrder {
  readonly id: JobId;
  readonly boxId: BoxId;
  readonly tenant: { readonly id: TenantId; readonly tag: TenantTag; readonly name: string } | null;
  readonly actor: { readonly accountId: AccountId | null; readonly name: string };
  readonly reason: string | null;
  readonly requestedAt: string;
  /** Hand edits that the admin saw and gave up; others are refused as drift. */
  readonly overwrite: readonly Overwrite[];
  /** When it was meant to begin; absent: at once. */
  readonly schedule?: ScheduleView;
  /** It waited in the queue: its row is there already, and is taken over if it still says PENDING. */
  readonly waited?: { readonly startedAt: string; readonly warnings: readonly string[] };
  /** It may be done in a change freeze; in the record for whoever asks why. */
  readonly ignoreFreeze?: boolean;
  /** The agent's own, of the box: trunks stay as they are live, for theirs is an admin's apply. */
  readonly liveTrunks?: boolean;
}

/** SECURITY: digests of SIP secrets by SIP username; never in a snapshot, a log or an error. */
export type Digests = (device: { readonly id: DeviceId; readonly sipUsername: SipUsername }) => string;

/** SECURITY: what trunks sign in with, as `ps_auths` takes it. */
export interface TrunkCredentials {
  readonly username: string;
  readonly password: Secret;
}

/** Everything an apply starts from, taken at one moment. */
export interface Taken {
  readonly box: BoxSnapshot;
  /** null: an apply of the box's core. */
  readonly tenant: TenantSnapshot | null;
  readonly lastTenant: TenantSnapshot | null;
  readonly lastBox: BoxSnapshot | null;
  /** Which generation PostgreSQL holds for live, null: none yet. */
  readonly lastGeneration: number | null;
  readonly digests: Digests;
  /** By trunk; absent: what trunks sign in with stays as it is. */
  readonly trunkCredentials?: ReadonlyMap<TrunkId, TrunkCredentials>;
  /** Of an apply of the box: tenants that are live, whose files may have to be written in this version's form. */
  readonly liveTags: readonly TenantTag[];
  /** The tenant's extensions, inclusive; absent: not known. */
  readonly range?: ExtensionRange;
  /** Of a tenant whose rules name trunks: what they are called, and those of the box that are switched on. */
  readonly trunkNames?: TrunkNames;
  readonly boxTrunks?: readonly { readonly id: TrunkId }[];
  /** Hand edits that are written instead of what is rendered; absent: none. */
  readonly adopted?: readonly AdoptedFile[];
}

/** PostgreSQL, as far as an apply is concerned. Methods throw DatabaseDown. */
export interface Records {
  /**
   * Row RUNNING and audit, one transaction. Of a job that waited: its row is taken over. Throws `apply.not-waiting` when
   * it was cancelled, or another agent took it.
   */
  begin(order: JobOrder): Promise<void>;
  take(order: JobOrder): Promise<Taken>;
  nextGeneration(): Promise<number>;
  keepSnapshot(order: JobOrder, generation: number, model: TenantSnapshot | BoxSnapshot): Promise<void>;
  /** Holds the lock `live:<box>` while `work` runs: nobody suspends or revokes meanwhile. */
  withLiveFacts<T>(order: JobOrder, work: (facts: LiveFacts) => Promise<T>): Promise<T>;
  /** Final state of the job, `live_since` on SUCCESS, audit: one transaction. Repeating it changes nothing. */
  finish(order: JobOrder, job: JobView): Promise<void>;
}

/** Rows that the files to be written name, and the trunks whose other rows are no longer needed then. */
export interface TrunkAuthChange {
  readonly meant: readonly TrunkAuthRow[];
  readonly trunks: readonly TrunkId[];
}

/** What rendering a snapshot gives. */
export interface Rendered {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly keys: (generation: number, job: JobId) => readonly AstdbEntry[];
  /** Rows as they should be; `context` is filled in from the live facts at insert. */
  readonly devices: (facts: LiveFacts) => readonly DeviceRows[];
  /** Of a tenant. */
  readonly mailboxes?: MailboxChange;
  readonly queues?: QueueModels;
  /** An agent got a phone: PJSIP must look at its phones anew (queue-rows.ts). */
  readonly newAgentPhones?: boolean;
  /** What trunks sign in with; absent: no trunk of this model or the last does. */
  readonly trunkAuths?: TrunkAuthChange;
  /** Announcements that calls play; absent: none. */
  readonly sounds?: readonly PromptId[];
  readonly changes: readonly ObjectChange[];
  /**
   * Calls to be tried before this goes live, and what must come of them. `emergencyNumbers`: those of the core that will
   * be live with it, which is not always the model's.
   */
  readonly samples: (facts: LiveFacts, emergencyNumbers: readonly string[]) => SampleCalls;
  /** What a call to this extension must come to; null: nobody has an extension. */
  readonly probe: (facts: LiveFacts) => Probe;
}
export interface Probe {
  readonly extension: number | null;
  /** Asked for instead of the extension. */
  readonly number?: E164;
  /** As of `HealthProbe`. */
  readonly at?: number;
  readonly keys?: string;
  /** Of a number: `elsewhere` is whatever another tenant makes of it, or that nobody has it. */
  readonly reason: string;
  readonly resolved: readonly string[];
}
export type Render = (taken: Taken) => Result<Rendered, Failure>;
