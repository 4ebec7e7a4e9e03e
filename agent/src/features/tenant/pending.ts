import type { TenantScope } from '../../platform/database/index.ts';

/** What of the tenant isn't live as it stands: ids of users and devices that are absent here are as applied. */
export type PendingOf = (scope: TenantScope) => Promise<ReadonlyMap<string, 'new' | 'changed'>>;

/** For tests and for an agent without apply. */
export const nothingPending: PendingOf = async () => new Map();
