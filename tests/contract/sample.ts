import type { AgentClient } from '../lab/index.ts';
import type { Stage } from './scene.ts';

/** What a good call of a procedure looks like, now and as often as asked. Who adds a procedure adds its sample. */
export interface Sample {
  /** A fresh good input in that tenant; whatever it names is made by the platform admin. */
  readonly input: (at: At) => Promise<object> | object;
  /** A good call in this scene ends with this failure all the same. */
  readonly failsWith?: string;
  /** Puts back what the call changed for others. */
  readonly after?: (at: At, answer: unknown) => Promise<unknown>;
  /** The session ends or the password changes with it. */
  readonly spendsSession?: true;
}
export interface At extends Stage {
  readonly admin: AgentClient;
  readonly email: string;
}
