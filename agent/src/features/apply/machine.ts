import type { ApplyStepName, Failure, JobStatus } from '@synergycall/domain';

/** Why an apply did not go through. `interrupted`: the agent died on the way. */
export type ApplyFailure = Failure | { readonly code: 'interrupted' };

/** The phases before anything that Asterisk can see is touched: to fail here is to be rejected. */
export type Harmless = 'checking' | 'rendering' | 'validating' | 'backingUp';
/** The phases in which to fail means to be undone. */
export type Undoable = 'writing' | 'reloading' | 'flipping' | 'verifying';
export type Phase = Harmless | Undoable;

export type ApplyState =
  | { readonly tag: Phase }
  /** Past the point of no return: what is new is live and verified. */
  | { readonly tag: 'cleaningUp' }
  | { readonly tag: 'rollingBack'; readonly during: Phase; readonly because: ApplyFailure }
  | { readonly tag: 'applied'; readonly warning: ApplyFailure | null }
  | { readonly tag: 'rejected'; readonly during: Harmless; readonly because: ApplyFailure }
  | { readonly tag: 'rolledBack'; readonly during: Phase; readonly because: ApplyFailure }
  /** Not the end: the journal stays open, and a later recovery may still bring it to `rolledBack`. */
  | {
      readonly tag: 'needsHelp';
      readonly during: Phase;
      readonly because: ApplyFailure;
      readonly commands: readonly string[];
    };

export type ApplyEvent =
  | { readonly tag: 'done' }
  | { readonly tag: 'failed'; readonly because: ApplyFailure }
  /** The undoing itself failed; what a person could do by hand. */
  | { readonly tag: 'stuck'; readonly commands: readonly string[] };

const AFTER: Record<Phase, Phase | 'cleaningUp'> = {
  checking: 'rendering',
  rendering: 'validating',
  validating: 'backingUp',
  backingUp: 'writing',
  writing: 'reloading',
  reloading: 'flipping',
  flipping: 'verifying',
  verifying: 'cleaningUp',
};

/** The words a person sees for each phase. */
export const STEP_OF: Record<Phase | 'cleaningUp' | 'rollingBack', ApplyStepName> = {
  checking: 'check',
  rendering: 'render',
  validating: 'validate',
  backingUp: 'backup',
  writing: 'write',
  reloading: 'reload',
  flipping: 'flip',
  verifying: 'verify',
  cleaningUp: 'clean-up',
  rollingBack: 'restore',
};

export const start: ApplyState = { tag: 'checking' };

/**
 * Every way an apply can move, on one screen. Pure: the runner does the work and flushes the journal before each
 * effect. An event that a state does not know is a broken assumption and throws.
 */
export function step(state: ApplyState, event: ApplyEvent): ApplyState {
  switch (state.tag) {
    case 'checking':
    case 'rendering':
    case 'validating':
    case 'backingUp':
      if (event.tag === 'done') return { tag: AFTER[state.tag] };
      if (event.tag === 'failed') return { tag: 'rejected', during: state.tag, because: event.because };
      break;
    case 'writing':
    case 'reloading':
    case 'flipping':
    case 'verifying':
      if (event.tag === 'done') return { tag: AFTER[state.tag] };
      if (event.tag === 'failed') return { tag: 'rollingBack', during: state.tag, because: event.because };
      break;
    case 'cleaningUp':
      if (event.tag === 'done') return { tag: 'applied', warning: null };
      if (event.tag === 'failed') return { tag: 'applied', warning: event.because };
      break;
    case 'rollingBack':
      if (event.tag === 'done') return { tag: 'rolledBack', during: state.during, because: state.because };
      if (event.tag === 'stuck') return { ...state, tag: 'needsHelp', commands: event.commands };
      break;
    case 'needsHelp':
      if (event.tag === 'done') return { tag: 'rolledBack', during: state.during, because: state.because };
      if (event.tag === 'stuck') return { ...state, commands: event.commands };
      break;
    case 'applied':
    case 'rejected':
    case 'rolledBack':
      break;
  }
  throw new Error(`apply: ${state.tag} can't take ${event.tag}`);
}

export type Ended = Extract<ApplyState, { tag: 'applied' | 'rejected' | 'rolledBack' | 'needsHelp' }>;

export const isTerminal = (state: ApplyState): state is Ended =>
  state.tag === 'applied' || state.tag === 'rejected' || state.tag === 'rolledBack' || state.tag === 'needsHelp';

/**
 * Where an apply stands whose agent died. Doubt means undo: whatever was under way is taken as failed; only
 * what was committed goes forward. A journal that is open has at least begun its back-up, so a death in
 * `backingUp` is undone like the later ones (nothing differs, and the undo finds that out).
 */
export function recover(state: ApplyState): ApplyState {
  switch (state.tag) {
    case 'backingUp':
      return { tag: 'rollingBack', during: 'backingUp', because: { code: 'interrupted' } };
    case 'checking':
    case 'rendering':
    case 'validating':
    case 'writing':
    case 'reloading':
    case 'flipping':
    case 'verifying':
      return step(state, { tag: 'failed', because: { code: 'interrupted' } });
    case 'cleaningUp':
    case 'rollingBack':
    case 'applied':
    case 'rejected':
    case 'rolledBack':
    case 'needsHelp':
      return state;
  }
}

/** What the job's row says in this state. */
export function statusOf(state: ApplyState): JobStatus {
  switch (state.tag) {
    case 'applied':
      return 'SUCCESS';
    case 'rejected':
      return 'FAILED';
    case 'rolledBack':
      return 'ROLLED_BACK';
    case 'needsHelp':
      return 'NEEDS_HELP';
    default:
      return 'RUNNING';
  }
}
