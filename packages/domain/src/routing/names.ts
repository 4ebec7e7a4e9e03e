import type { TenantTag, UserId } from '../ids.ts';

/**
 * Names inside Asterisk (decision 0001). They can't be changed once phones are in use.
 * All contexts of ours begin with `sc-`; no other context does.
 */
export const entryContext = (tag: TenantTag): string => `sc-t-${tag}`;
export const suspendedContext = (tag: TenantTag): string => `sc-off-${tag}`;
export const isOurContext = (context: string): boolean => context.startsWith('sc-');

/** Everything a phone may dial, as a dialplan pattern; what else comes in has no extension and PJSIP answers 404 by itself. */
export const DIALABLE = '_[+*#0-9]!';

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
