import { tenantTag, type FlowId, type SipUsername, type TenantTag, type TrunkId, type UserId } from '../ids.ts';
import type { E164 } from '../numbers.ts';

/**
 * Names inside Asterisk (decision 0001). They can't be changed once phones are in use.
 * All contexts of ours begin with `sc-`; no other context does.
 */
export const entryContext = (tag: TenantTag): string => `sc-t-${tag}`;
export const suspendedContext = (tag: TenantTag): string => `sc-off-${tag}`;
/** What phones of a tenant may watch with their lamps; the `subscribe_context` of their rows. */
export const hintContext = (tag: TenantTag): string => `sc-hints-${tag}`;
export const isOurContext = (context: string): boolean => context.startsWith('sc-');

/** Where a tenant's mailboxes are, each named by the id of its person or flow: `<id>@vm-<tag>`. */
export const voicemailContext = (tag: TenantTag): string => `vm-${tag}`;

/** Everything a phone may dial, as a dialplan pattern; what else comes in has no extension and PJSIP answers 404 by itself. */
export const DIALABLE = '_[+*#0-9]!';

/** Endpoint, AOR, registration and identify of a trunk; contact user too. No phone's name has this form. */
export const trunkName = (id: TrunkId): string => `sct-${id}`;
/** Where a trunk's calls enter. */
export const trunkContext = (id: TrunkId): string => `sc-trunk-${id}`;
/** What sends a call out by a trunk; the core calls it as a subroutine. */
export const trunkOutContext = (id: TrunkId): string => `sc-out-${id}`;
/** Where a test call begins, and what the called side hears (callflow/test-call.conf.ts). */
export const TEST_CONTEXT = 'sc-test';
export const TEST_SAY_CONTEXT = 'sc-test-say';
/**
 * Of a trunk's Dial, where something is limited: the leg counts for the tenant SC_T, and for that trunk if one is named. A
 * leg outlives a caller who transfers (callflow/outside-watch.conf.ts).
 */
export const countedLeg = (trunk = ''): string => `b(sc-outside-leg^count^1(\${SC_T}^${trunk}))`;
/**
 * The credentials in `ps_auths`. Each version has a name of its own: the new row is written before the file that names
 * it, and the old one goes after the apply, so that no undo needs a password.
 */
export const trunkAuthName = (id: TrunkId, version: number): string => `${trunkName(id)}-${version}`;

export interface AstdbName {
  readonly family: string;
  readonly key: string;
}
/** Everything of one generation of one tenant stands under this family. */
export const generationFamily = (tag: TenantTag, generation: number): string => `sc/g/${tag}/${generation}`;
/** All generations of a tenant. */
export const generationsFamily = (tag: TenantTag): string => `sc/g/${tag}`;
/** The pointer that makes a generation live; its value is the generation in decimal. */
export const pointerKey = (tag: TenantTag): AstdbName => ({ family: 'sc/ptr', key: tag });
/** Live state outside generations: value `suspended`, or the key is absent. */
export const tenantStateKey = (tag: TenantTag): AstdbName => ({ family: `sc/live/${tag}`, key: 'state' });
export const userStateKey = (tag: TenantTag, user: UserId): AstdbName => ({
  family: `sc/live/${tag}/u/${user}`,
  key: 'state',
});

/** Live state of a schedule: `open` or `closed` by hand, or the key is absent. */
export const hoursOverrideKey = (tag: TenantTag, flow: FlowId): AstdbName => ({
  family: `sc/live/${tag}/f/${flow}`,
  key: 'hours',
});
/** Live state of a round-robin group: the person who rang last. Written by the core. */
export const groupTurnKey = (tag: TenantTag, flow: FlowId): AstdbName => ({
  family: `sc/live/${tag}/f/${flow}`,
  key: 'turn',
});
/** When the last answered call of a group ended on this device, in seconds since 1970. Written by the core. */
export const lastGroupCallKey = (tag: TenantTag, device: SipUsername): AstdbName => ({
  family: `sc/live/${tag}/e/${device}`,
  key: 'last',
});

/**
 * The tenant's parking lot, and the context by which Asterisk knows its places (`park:3@…`), which is no context of the
 * dialplan: Asterisk makes lots, not applies. Other lamps stand behind the same name, so that one hint says either.
 */
export const parkingLot = (tag: TenantTag | '${SC_T}'): string => `sc-park-${tag}`;
export const parkingPlaces = (tag: TenantTag | '${SC_T}'): string => `sc-lamp-${tag}`;
/** As many phones a lamp or a pickup knows: a value of AstDB has room for 900 bytes. */
export const WATCHED_PHONES = 48;
/** Phones as lamps and pickup spell them: each with what comes before it, 18 characters. */
export const phonesText = (phones: readonly string[]): string =>
  phones
    .slice(0, WATCHED_PHONES)
    .map((phone) => `&PJSIP/${phone}`)
    .join('');
/** A lamp that no phone's state lights: a person's do-not-disturb, a schedule by hand. `of`: as the core spells a target, without its colon. */
export const lampDevice = (tag: TenantTag, of: string): string => `Custom:${of}@${parkingPlaces(tag)}`;

/** `own`: there is a greeting of its own, so the core says nothing of whose box it is. */
export const greetingKey = (tag: TenantTag, box: string): AstdbName => ({
  family: `sc/live/${tag}/v/${box}`,
  key: 'greeting',
});
/**
 * Live state of a number that emergency calls showed: who is rung back, the newest first, at most RING_BACK_PHONES of
 * `<epoch seconds>:<endpoint>` joined by dots, each at a place of its own (RING_BACK_PLACE apart). Written by the core.
 */
export const ringBackKey = (tag: TenantTag, number: E164): AstdbName => ({
  family: `sc/live/${tag}/back`,
  key: didDigits(number),
});
export const RING_BACK_PHONES = 3;
export const RING_BACK_PLACE = 23;

/**
 * What calls out of the day have cost, of tenants with a limit of it: `<tag>` = `<20261128>:<sixtieths of a millionth of
 * the currency>`. Written by the core.
 */
export const SPENT_FAMILY = 'sc/spent';
/** Until the day ends the limit doesn't hold: the day, `20261128`. */
export const liftedKey = (tag: TenantTag): AstdbName => ({ family: `sc/live/${tag}`, key: 'lifted' });
/**
 * Box-wide, outside generations, for a price is a guess and no route: `box/…` and `<tag>/…`: `<digits of a prefix>` and
 * `any` = millionths of the currency a minute, `lengths` = lengths of its prefixes, two digits each, the longest first.
 */
export const PRICE_FAMILY = 'sc/price';
/** What a minute costs to whom no list has a price for, which can't be set up so. */
export const NO_PRICE_MICROS = 1_000_000;

/**
 * Below it the core notes what the agent may not have heard of: `<tag>/emergency/<call>` = `<endpoint>:<location id, or
 * twelve dashes>:<digits dialled>:<digits shown, or nothing>`, and `<tag>/unrouted/<call>` = digits dialled. `<call>` is the
 * channel's unique id, which begins with epoch seconds. The agent deletes a note once it is in PostgreSQL.
 */
export const SAID_FAMILY = 'sc/said';

/** A number as AstDB keys and inbound extensions spell it: E.164 without the plus sign. */
export const didDigits = (number: E164): string => number.slice(1);

/** As many tenants may stand behind a number at once: the new one, and the old one until its own apply. */
const MOST_OWNERS = 3;

/**
 * Box-wide, outside generations: which tenants may own a number, as tags joined with commas, the newest first. A hint
 * only: the first of them whose live generation holds the number (`d/<digits>`) has it. So it is written before the flip
 * and needs no undo: whoever's generation does not claim the number is passed over.
 * (One exception, a number that came back: decisions 0002 and 0008.)
 */
export const didOwnersKey = (number: E164): AstdbName => ({ family: 'sc/did', key: didDigits(number) });

/** The hint's value with this tenant in front. Damaged parts are dropped. */
export const withOwner = (owners: string | null, tag: TenantTag): string =>
  [tag, ...ownersOf(owners).filter((other) => other !== tag)].slice(0, MOST_OWNERS).join(',');

/** The same without it; null: nobody is left, so the key goes. */
export const withoutOwner = (owners: string | null, tag: TenantTag): string | null =>
  ownersOf(owners)
    .filter((other) => other !== tag)
    .join(',') || null;

export const ownersOf = (owners: string | null): TenantTag[] =>
  (owners ?? '').split(',').flatMap((word) => {
    const tag = tenantTag.safeParse(word);
    return tag.success ? [tag.data] : [];
  });
