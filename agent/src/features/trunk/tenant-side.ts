import type { StoredTrunk } from './trunk.store.ts';

/**
 * SECURITY: of a trunk of the box a tenant learns that it is there, and what numbers look like on it; not how the
 * platform is known at its carrier, by which addresses the carrier is known here, nor how many calls it takes. Pure.
 */
export const asTenantSees = <T extends StoredTrunk>(trunk: T): T =>
  trunk.tenantId === null
    ? { ...trunk, fromUser: null, fromDomain: null, matchAddresses: [], channelLimit: null }
    : trunk;

/**
 * SECURITY: a trunk that a tenant may see, and not change: of the box, known by its address, or allowed into private
 * networks. The last would else be pointed by the tenant at any host in there. Row-level security says the same. Pure.
 */
export const isPlatforms = ({
  tenantId,
  kind,
  allowPrivate,
}: Pick<StoredTrunk, 'tenantId' | 'kind' | 'allowPrivate'>): boolean =>
  tenantId === null || kind === 'ip' || allowPrivate;
