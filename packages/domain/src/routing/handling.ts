import { RINGS, type ForwardEvent } from '../handling/handling.ts';
import type { SipUsername, TenantTag, UserId } from '../ids.ts';
import type { AstdbName } from './names.ts';
import { targetText, type PlannedUser, type RoutePlan, type Target } from './plan.ts';

/** What a person's calls do; live, in no plan. */
export interface PersonHandling {
  readonly dnd: boolean;
  /** null: as the default says. */
  readonly seconds: number | null;
  readonly forwards: Readonly<Partial<Record<ForwardEvent, Target>>>;
}

/** The keys that a person's handling has, below `sc/live/<tag>/u/<user>`. */
export const HANDLING_KEYS = ['dnd', 'always', 'busy', 'noanswer', 'away', 'seconds'] as const;
export type HandlingKey = (typeof HANDLING_KEYS)[number];
export const handlingKey = (tag: TenantTag, user: UserId, key: HandlingKey): AstdbName => ({
  family: `sc/live/${tag}/u/${user}`,
  key,
});
/** What phones said by feature codes, for the agent to take over. */
export const saidFamily = (tag: TenantTag): string => `sc/said/${tag}`;

/** The keys and values that say it; what is as by default has none. */
export const handlingEntries = (
  tag: TenantTag,
  user: UserId,
  { dnd, seconds, forwards }: PersonHandling,
): (AstdbName & { readonly value: string })[] => [
  ...(dnd ? [{ ...handlingKey(tag, user, 'dnd'), value: 'on' }] : []),
  ...(seconds === null ? [] : [{ ...handlingKey(tag, user, 'seconds'), value: String(seconds) }]),
  ...(['always', 'busy', 'noanswer', 'away'] as const).flatMap((event) => {
    const to = forwards[event];
    return to ? [{ ...handlingKey(tag, user, event), value: targetText(to) }] : [];
  }),
];

export type HandlingReason =
  /** They chose that calls go elsewhere then. */
  | { readonly reason: 'forwards'; readonly when: ForwardEvent; readonly userId: UserId; readonly name: string }
  /** The one to whom all calls go may still call them. */
  | { readonly reason: 'rings-through'; readonly userId: UserId; readonly name: string }
  | { readonly reason: 'do-not-disturb'; readonly userId: UserId; readonly name: string }
  /** Of a person who rings: where a call goes that they don't take. */
  | { readonly reason: 'afterwards'; readonly when: Exclude<ForwardEvent, 'always'>; readonly next: Target }
  | { readonly reason: 'too-many-forwards' }
  /** Not live yet, or not any more. */
  | { readonly reason: 'leads-to-nobody' };

/** What becomes of a call to a person before anybody rings. */
export type Way =
  | { readonly go: 'ring'; readonly because: readonly HandlingReason[] }
  | { readonly go: 'on'; readonly to: Target; readonly because: readonly HandlingReason[] }
  /** Their own. */
  | { readonly go: 'box'; readonly because: readonly HandlingReason[] }
  | {
      readonly go: 'refuse';
      readonly refusal: 'do-not-disturb' | 'no-devices';
      readonly because: readonly HandlingReason[];
    };

interface Asked {
  readonly handling: ReadonlyMap<UserId, PersonHandling> | undefined;
  readonly from: SipUsername | null;
}

/** As the core's `sc-target` and `sc-forward` decide for a person who isn't suspended, in this order. */
export function wayOf(plan: RoutePlan, user: PlannedUser, { handling, from }: Asked): Way {
  const own = handling?.get(user.id);
  const who = { userId: user.id, name: user.name };
  const always = own?.forwards.always;
  if (always && !isTheirs(plan, always, from)) return onwards(always, [{ reason: 'forwards', when: 'always', ...who }]);
  const through: HandlingReason[] = always ? [{ reason: 'rings-through', ...who }] : [];
  const otherwise = (
    when: 'busy' | 'away',
    refusal: 'do-not-disturb' | 'no-devices',
    because: HandlingReason[],
  ): Way => {
    const to = own?.forwards[when];
    if (to) return onwards(to, [...because, { reason: 'forwards', when, ...who }]);
    return user.voicemail ? { go: 'box', because } : { go: 'refuse', refusal, because };
  };
  if (own?.dnd) return otherwise('busy', 'do-not-disturb', [...through, { reason: 'do-not-disturb', ...who }]);
  if (user.members.length === 0) return otherwise('away', 'no-devices', through);
  return { go: 'ring', because: through };
}

const onwards = (to: Target, because: readonly HandlingReason[]): Way =>
  to.kind === 'voicemail' ? { go: 'box', because } : { go: 'on', to, because };

const isTheirs = (plan: RoutePlan, to: Target, from: SipUsername | null): boolean =>
  to.kind === 'user' &&
  from !== null &&
  (plan.users.get(to.userId)?.members.some((member) => member.sipUsername === from) ?? false);

/** Of a person who rings: how long, and where a call goes that they don't take; null: the caller is told. */
export interface AfterRinging {
  readonly seconds: number;
  readonly busy: Target | null;
  readonly noanswer: Target | null;
  readonly away: Target | null;
}

export function afterRinging(user: PlannedUser, own: PersonHandling | undefined): AfterRinging {
  const byDefault: Target | null = user.voicemail ? { kind: 'voicemail', userId: user.id } : null;
  const { busy = byDefault, noanswer = byDefault, away = byDefault } = own?.forwards ?? {};
  return { seconds: own?.seconds ?? (user.voicemail ? RINGS.withVoicemail : RINGS.without), busy, noanswer, away };
}

/** What of it the person chose themselves. */
export const chosenAfterwards = (own: PersonHandling | undefined): HandlingReason[] =>
  (['busy', 'noanswer', 'away'] as const).flatMap((when): HandlingReason[] => {
    const next = own?.forwards[when];
    return next ? [{ reason: 'afterwards', when, next }] : [];
  });
