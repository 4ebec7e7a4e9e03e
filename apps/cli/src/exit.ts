import type { JobStatus } from '@synergycall/domain';

/** What the shell is told. A script may rely on these. */
export const EXIT = {
  ok: 0,
  /** `diff`, `drift`, `doctor`: there is something to look at. */
  differs: 1,
  /** The command line is not understood. */
  usage: 2,
  /** The apply ended before anything was touched. */
  failed: 3,
  /** The apply was undone: live is what was live before. */
  rolledBack: 4,
  /** Even the undoing failed: a person is needed, and the commands were printed. */
  needsHelp: 5,
  /** No answer, another certificate, or signed out. */
  unreachable: 6,
  /** The agent refused: busy, frozen, edited by hand, not allowed, no such thing. */
  refused: 7,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export function exitOf(status: JobStatus): Exit {
  switch (status) {
    case 'SUCCESS':
    case 'PENDING':
    case 'RUNNING':
      return EXIT.ok;
    case 'FAILED':
    case 'CANCELLED':
      return EXIT.failed;
    case 'ROLLED_BACK':
      return EXIT.rolledBack;
    case 'NEEDS_HELP':
      return EXIT.needsHelp;
  }
}

/** Ends the command with a sentence for the person. */
export class Stop extends Error {
  readonly exit: Exit;
  constructor(exit: Exit, message: string) {
    super(message);
    this.exit = exit;
  }
}
