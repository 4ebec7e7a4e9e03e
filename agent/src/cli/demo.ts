import type { RunningAgent } from '../main.ts';

/** What the demo (scripts/demo.ts) is given, and what it gives back. It stands on the lab's phones, so only this form is known here. */
export interface DemoOptions {
  readonly agent: Pick<RunningAgent, 'httpsPort' | 'bootstrapCode' | 'core'>;
  readonly host: string;
  /** PEM of the agent's CA. */
  readonly ca: string;
  /** Where the demo keeps its own two logins (0600), so that it can play again at a later start. */
  readonly keep: string;
  readonly say: (line: string) => void;
}

export interface Demo {
  /** Ends the phones. Companies and people stay. */
  stop(): Promise<void>;
}

/** Loaded by its place: an import by name would make phones and the lab a part of the agent's program. */
export async function playDemo(options: DemoOptions): Promise<Demo> {
  const { href } = new URL('../../../scripts/demo.ts', import.meta.url);
  const script = (await import(href)) as { playDemo: (options: DemoOptions) => Promise<Demo> };
  return script.playDemo(options);
}
