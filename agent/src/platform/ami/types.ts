/**
 * The Asterisk Manager Interface as the rest of the agent sees it.
 * Guarantees: every action ends (answer, refusal, time-out or loss of the connection); nothing is sent
 * unless the connection is logged in; no value can smuggle in a second action; no SIP secret comes out.
 */

import type { Result } from '@synergycall/domain';

export type AmiResult<T> = Result<T, AmiFailure>;

/** Every way an action can fail. `action` is the AMI action's name; fields and secrets are never part of a failure. */
export type AmiFailure =
  /** Not connected, or the connection was lost before the answer: the action may or may not have happened. */
  | { readonly code: 'ami.down'; readonly action: string; readonly reason: string; readonly sent: boolean }
  /** No answer within the limit: the action may or may not have happened. */
  | { readonly code: 'ami.timeout'; readonly action: string; readonly afterMs: number }
  /** Asterisk answered with Error; `message` is Asterisk's own text. */
  | { readonly code: 'ami.refused'; readonly action: string; readonly message: string }
  /** A field held CR, LF, NUL, more than 1,000 bytes (Asterisk would take the rest as a new header) or a name that is no header: nothing was sent. */
  | { readonly code: 'ami.injection'; readonly action: string; readonly field: string };

export type AmiState =
  | { readonly tag: 'connecting'; readonly since: number; readonly attempt: number }
  /** Logged in. `booted` turns true with FullyBooted: before that reloads and look-ups prove nothing. */
  | { readonly tag: 'live'; readonly since: number; readonly booted: boolean }
  | { readonly tag: 'down'; readonly since: number; readonly reason: AmiDownReason };

export type AmiDownReason =
  | 'refused-connection'
  | 'login-refused'
  | 'login-timeout'
  | 'closed-by-asterisk'
  | 'hung'
  | 'closed';

/** One AMI message: header names lower-cased; a header that came several times is a list. */
export type AmiMessage = Readonly<Record<string, string | readonly string[]>>;

export type AmiFields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The actions this agent uses, closed on purpose: Command, GetConfig, UpdateConfig, Setvar and ModuleLoad are not among them. */
export type AmiAction =
  | 'Ping'
  | 'Events'
  | 'Filter'
  | 'CoreStatus'
  | 'CoreShowChannels'
  | 'DBPut'
  | 'DBGet'
  | 'DBDel'
  | 'DBDelTree'
  | 'DBGetTree'
  | 'Reload'
  | 'ShowDialPlan'
  | 'PJSIPShowEndpoint'
  | 'PJSIPShowEndpoints'
  | 'PJSIPShowContacts'
  | 'PJSIPShowRegistrationsOutbound'
  | 'PJSIPShowAors'
  | 'SorceryMemoryCacheExpireObject'
  /** Of hints alone, which run nothing (apply/lamps.ts). */
  | 'DialplanExtensionAdd'
  | 'QueueStatus'
  | 'Originate'
  | 'Hangup'
  /** Of a channel of the core's, a variable of the core's. */
  | 'Getvar'
  | 'UserEvent';

/** What may be reloaded: single modules only (`core reload` can deadlock PJSIP: asterisk issues 1855, 2081). */
export type ReloadModule =
  | 'pbx_config'
  | 'res_pjsip'
  | 'app_voicemail'
  | 'app_queue'
  | 'res_parking'
  | 'res_musiconhold'
  | 'features'
  | 'cdr'
  | 'logger'
  | 'manager'
  | 'res_pjsip_endpoint_identifier_ip'
  | 'res_pjsip_outbound_registration';

export type AstdbKey = { readonly family: string; readonly key: string };
export type AstdbEntry = AstdbKey & { readonly value: string };

/** One priority of the loaded dialplan, as ShowDialPlan lists it. */
export type DialplanLine = {
  readonly context: string;
  readonly extension?: string;
  readonly priority?: string;
  readonly label?: string;
  readonly application?: string;
  readonly appData?: string;
  readonly registrar?: string;
  readonly includeContext?: string;
};

/** A registered contact, without anything secret. `rttMs` is absent unless qualified. */
export type PjsipContact = {
  readonly aor: string;
  readonly uri: string;
  readonly userAgent: string;
  /** `Reachable`, `Unreachable`, `NonQualified`, `Unknown`, `Created`, `Removed`. */
  readonly status: string;
  readonly rttMs?: number;
  /** Where the REGISTER came from (`ip:port`), the address behind NAT included. */
  readonly viaAddress: string;
  /** Unix seconds. */
  readonly expiresAt?: number;
  readonly callId: string;
};

export type PjsipEndpoint = {
  readonly id: string;
  /** Asterisk's words: `Not in use`, `In use`, `Unavailable`, `Busy`, `Ringing`, … */
  readonly deviceState: string;
  readonly aors: string;
  readonly transport: string;
  readonly activeChannels: string;
};

export type PjsipEndpointDetail = PjsipEndpoint & {
  readonly context: string;
  readonly callerId: string;
  readonly contacts: readonly PjsipContact[];
};

export type Channel = {
  readonly name: string;
  readonly state: string;
  readonly context: string;
  readonly extension: string;
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly accountCode: string;
  readonly callerIdNumber: string;
  readonly duration: string;
  readonly application: string;
};

export type CacheName = 'res_pjsip/endpoint' | 'res_pjsip/auth' | 'res_pjsip/aor';

/** SECURITY: every part is checked against a closed pattern; nothing a person typed belongs here. */
export type OriginateRequest = {
  readonly channel: string;
  readonly callerId?: string;
  /** How long the far end may ring; 30,000 when absent. */
  readonly ringMs?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * `answer`: the result tells whether the channel was answered; this connection does nothing else meanwhile
   * (AMI works one action at a time), so only for calls that end in milliseconds, such as the health call.
   * `queued`: Asterisk has taken the request, the outcome is seen in events.
   */
  readonly wait: 'answer' | 'queued';
} & (
  | { readonly to: 'application'; readonly application: string; readonly data?: string }
  | { readonly to: 'exten'; readonly context: string; readonly extension: string; readonly priority?: number }
);

export type OriginateOutcome = 'answered' | 'not-answered' | 'queued';

export type SendOptions = { readonly timeoutMs?: number };
export type Unsubscribe = () => void;

export type Ami = {
  readonly state: AmiState;
  /** Called at each change of state, with the new one. */
  onState(listener: (state: AmiState) => void): Unsubscribe;
  /** Called at each connection to an Asterisk that has booted, and when it boots while connected: the moment to reconcile. */
  onFullyBooted(listener: () => void): Unsubscribe;
  /** True once live AND booted, false when the time is over. */
  waitLive(timeoutMs: number): Promise<boolean>;

  send(action: AmiAction, fields?: AmiFields, options?: SendOptions): Promise<AmiResult<AmiMessage>>;
  /** List actions: the events up to the Complete event, that one left out. */
  list(action: AmiAction, fields?: AmiFields, options?: SendOptions): Promise<AmiResult<readonly AmiMessage[]>>;

  dbPut(entry: AstdbEntry): Promise<AmiResult<void>>;
  /** undefined: no such key. */
  dbGet(key: AstdbKey): Promise<AmiResult<string | undefined>>;
  /** true: it was there. */
  dbDel(key: AstdbKey): Promise<AmiResult<boolean>>;
  /** Pipelined like `dbPutMany`; keys that are absent are no failure. */
  dbDelMany(keys: readonly AstdbKey[], options?: { readonly inFlight?: number }): Promise<AmiResult<number>>;
  /** Deletes a family, or the part of it under `key`. true: something was there. */
  dbDelTree(family: string, key?: string): Promise<AmiResult<boolean>>;
  /** Pipelined; stops sending at the first failure and reports it once the ones in flight have ended. */
  dbPutMany(
    entries: readonly AstdbEntry[],
    options?: { readonly inFlight?: number; readonly timeoutMs?: number },
  ): Promise<AmiResult<number>>;

  /** A success proves only that the module was asked: compare what is loaded afterwards. */
  reload(module: ReloadModule, options?: SendOptions): Promise<AmiResult<void>>;
  showDialPlan(context?: string, options?: SendOptions): Promise<AmiResult<readonly DialplanLine[]>>;
  pjsipShowEndpoints(options?: SendOptions): Promise<AmiResult<readonly PjsipEndpoint[]>>;
  /** undefined: Asterisk knows no such endpoint. */
  pjsipShowEndpoint(id: string, options?: SendOptions): Promise<AmiResult<PjsipEndpointDetail | undefined>>;
  pjsipShowContacts(options?: SendOptions): Promise<AmiResult<readonly PjsipContact[]>>;
  /** false: the cache did not hold the object, or there is no such cache (SQLite runs without): nothing to expire either way. */
  expireCached(object: { readonly cache: CacheName; readonly id: string }): Promise<AmiResult<boolean>>;
  originate(request: OriginateRequest): Promise<AmiResult<OriginateOutcome>>;
  coreShowChannels(options?: SendOptions): Promise<AmiResult<readonly Channel[]>>;

  /** Only for role `events`. Names in any case, such as `ContactStatus`; `*` is every event that passes the filters. */
  on(eventName: string, listener: (event: AmiMessage) => void): Unsubscribe;
  close(): Promise<void>;
};

export type AmiOptions = {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** SECURITY: equal to root on the Asterisk host; a Secret or its text. Never logged. */
  readonly secret: string | { reveal(reason: string): string };
  readonly role: 'writer' | 'events';
  readonly onState?: (state: AmiState) => void;
  /** Events to let through for role `events`; all when absent. */
  readonly events?: readonly string[];
  readonly timing?: Partial<AmiTiming>;
};

/** All in milliseconds. */
export type AmiTiming = {
  readonly loginMs: number;
  readonly actionMs: number;
  readonly pingEveryMs: number;
  readonly pingMs: number;
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
};
