/** A dialplan as written in files. Priorities are the positions of the steps, from 1. */
export interface Dialplan {
  readonly contexts: readonly Context[];
  /** Files that Asterisk reads at the end of this one; globs and paths are relative to Asterisk's configuration folder. */
  readonly includes: readonly FileInclude[];
}
export interface FileInclude {
  readonly file: string;
  /** `#tryinclude`: no complaint when nothing is there. */
  readonly optional: boolean;
}
export interface Context {
  readonly name: string;
  /** Searched in this order, after the context's own extensions. */
  readonly includes: readonly string[];
  readonly extensions: readonly Extension[];
  /** What lamps of phones may watch here; absent: nothing. */
  readonly hints?: readonly Hint[];
}
/** The devices whose state an extension shows: evaluated when the first phone watches it. */
export interface Hint {
  /** A literal, or a pattern that begins with `_`. */
  readonly match: string;
  /** Such as `PJSIP/desk&Custom:lamp`; may hold `${…}`. */
  readonly state: string;
}
export interface Extension {
  /** A literal, or a pattern that begins with `_`. */
  readonly match: string;
  readonly steps: readonly Step[];
}
export interface Step {
  readonly label?: string;
  readonly application: string;
  readonly data: string;
}

/** `step('Set', 'A=1')`, or `step('Hangup')`. */
export const step = (application: string, data = ''): Step => ({ application, data });
/** `at('done', step('Return'))`: labels are what running calls and Gosubs enter by. */
export const at = (label: string, labelled: Step): Step => ({ label, ...labelled });
export const extension = (match: string, ...steps: readonly Step[]): Extension => ({ match, steps });
export const context = (
  name: string,
  parts: {
    readonly includes?: readonly string[];
    readonly extensions?: readonly Extension[];
    readonly hints?: readonly Hint[];
  },
): Context => ({
  name,
  includes: parts.includes ?? [],
  extensions: parts.extensions ?? [],
  ...(parts.hints ? { hints: parts.hints } : {}),
});
