import type { StoredTrunk } from './trunk.store.ts';

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
