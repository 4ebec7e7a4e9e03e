import type { LoadedLine } from '@synergycall/asterisk';
import type { Result } from '@synergycall/domain';

/** How the Asterisk of this host is run; a shadow is another process of the very same program. */
export interface ShadowProgram {
  readonly command: string;
  /** Precede Asterisk's own arguments. */
  readonly args: readonly string[];
  readonly modules: string;
  /** Holds `documentation/core-en_US.xml`, which Asterisk can't boot without. */
  readonly data: string;
}

export interface ShadowCall {
  /** Where a phone's call would enter. */
  readonly context: string;
  readonly extension: string;
  /** What the call takes for now (SC_NOW), in milliseconds since 1970; absent: the clock. */
  readonly at?: number;
  /** What the caller presses in menus (SC_KEYS); absent: nothing. */
  readonly keys?: string;
}

export interface ShadowInput {
  /** Dialplan files by their path below Asterisk's configuration folder, such as `extensions.d/synergycall/…`. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly keys: readonly { readonly family: string; readonly key: string; readonly value: string }[];
  readonly calls: readonly ShadowCall[];
}

/** A step that a call took, with its arguments as Asterisk evaluated them. */
export interface ShadowStep {
  readonly context: string;
  readonly extension: string;
  readonly priority: number;
  readonly application: string;
  readonly data: string;
}
export interface ShadowWalk {
  readonly steps: readonly ShadowStep[];
  /** False: still under way when the time was over. */
  readonly ended: boolean;
}
/** A warning or an error that a clean boot does not print. */
export interface Complaint {
  readonly level: 'WARNING' | 'ERROR';
  /** Asterisk's source file, such as `pbx.c`. */
  readonly source: string;
  readonly text: string;
  /** Index of the call during which it was printed; null: while it booted. */
  readonly call: number | null;
}

export interface ShadowReport {
  readonly loaded: readonly LoadedLine[];
  /** Names of the applications that this Asterisk knows, in lower case (it does not mind the case). */
  readonly applications: ReadonlySet<string>;
  /** One per call, in their order. */
  readonly walks: readonly ShadowWalk[];
  readonly complaints: readonly Complaint[];
  readonly parts: readonly { readonly name: string; readonly ms: number }[];
  /** false: no network namespace could be had, so it shares the host's (and listens nowhere all the same). */
  readonly ownNetwork: boolean;
}

export type ShadowFailure =
  /** No shadow can be had here and now; says nothing about the text. */
  | { readonly code: 'shadow.unavailable'; readonly reason: string }
  /** It boots without these files, and with them it crashes or hangs. */
  | { readonly code: 'shadow.crashed'; readonly reason: string; readonly complaints: readonly Complaint[] };

export interface Shadow {
  /** Boots, looks, calls, ends: afterwards there is no process and no folder, however it went. */
  run(input: ShadowInput): Promise<Result<ShadowReport, ShadowFailure>>;
  /** Ends and removes what a killed agent left. */
  sweep(): Promise<void>;
}

export interface ShadowOptions {
  readonly program: ShadowProgram;
  /** Who it runs as when this process is root; absent or root: a user of nobody's. */
  readonly runAs?: { readonly uid: number; readonly gid: number } | undefined;
  /** Parent of the temporary folders; short, for the control socket. Default: the system's. */
  readonly parent?: string;
  readonly bootMs?: number;
  readonly callsMs?: number;
}
