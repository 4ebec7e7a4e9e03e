import type { Exit } from './exit.ts';
import type { Client } from './link.ts';
import type { Output } from './say.ts';
import type { Session } from './session.ts';

export interface Call {
  /** What follows the command's name. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  /** Throws Stop when nobody is signed in. */
  signedIn(): { readonly client: Client; readonly session: Session };
}
/** Returns the exit code; expected ends are thrown as Stop or come as the agent's failures. */
export type Command = (call: Call) => Promise<Exit>;
