import { z } from 'zod';
import { promptId, userId } from '../ids.ts';

/**
 * ring-all: everybody together; longest-idle: whose last call is longest ago; fewest-calls; random; round-robin: the one
 * after the last; in-order: always from the first.
 */
export const queueStrategy = z.enum(['ring-all', 'longest-idle', 'fewest-calls', 'random', 'round-robin', 'in-order']);
export type QueueStrategy = z.infer<typeof queueStrategy>;

/**
 * Where no agent is logged in and reachable. leave: by the exit `empty`, on arrival and while waiting; turn-away: on
 * arrival alone; wait: nobody leaves for that.
 */
export const whenEmpty = z.enum(['leave', 'turn-away', 'wait']);
export type WhenEmpty = z.infer<typeof whenEmpty>;

export const queueMember = z.object({
  userId,
  /** Whoever has a lower one is asked first. */
  penalty: z.number().int().min(0).max(10).default(0),
  /** By phone and in the self-service pages; admins always may. */
  mayLogOut: z.boolean().default(true),
});
export type QueueMember = z.infer<typeof queueMember>;

/** Callers wait in it for an agent. Who is logged in is live state: not in here. */
export const queueSettings = z.object({
  strategy: queueStrategy.default('ring-all'),
  /** In this order, of `in-order`. */
  members: z
    .array(queueMember)
    .max(99)
    .refine((members) => new Set(members.map((one) => one.userId)).size === members.length, {
      error: 'flow.member-twice',
    })
    .default([]),
  /** How long an agent's phones ring. */
  ringSeconds: z.number().int().min(5).max(300).default(20),
  /** Rest after a call before an agent is asked again. */
  restSeconds: z.number().int().min(0).max(600).default(0),
  /** How long callers wait at most; then `timeout`. */
  waitSeconds: z.number().int().min(5).max(7_200).default(300),
  /** How many wait at most; one more goes by `full`. */
  mostCallers: z.number().int().min(1).max(500).default(50),
  whenEmpty: whenEmpty.default('leave'),
  /** What callers hear while they wait. */
  hears: z.enum(['music', 'ringing']).default('music'),
  /** An announcement as music, again and again; null: the box's own music. */
  musicPromptId: promptId.nullable().default(null),
  /** Said on arrival; null: nothing. */
  promptId: promptId.nullable().default(null),
  /** Said every `repeatSeconds`, as are position and holding time. */
  repeatPromptId: promptId.nullable().default(null),
  repeatSeconds: z.number().int().min(15).max(600).default(60),
  sayPosition: z.boolean().default(false),
  sayHoldTime: z.boolean().default(false),
  /** Before the caller's name on the agents' phones; '': none. */
  callerIdPrefix: z
    .string()
    .regex(/^[A-Za-z0-9 .-]{0,20}$/, { error: 'flow.not-a-prefix' })
    .default(''),
  /** Where an agent is in several queues, callers of the higher one come first. */
  priority: z.number().int().min(0).max(10).default(0),
});
export type QueueSettings = z.infer<typeof queueSettings>;

export const QUEUE_EXITS = ['timeout', 'full', 'empty'] as const;
export type QueueExit = (typeof QUEUE_EXITS)[number];
