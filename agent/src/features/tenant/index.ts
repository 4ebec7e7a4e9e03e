/** Tenants and their name space of numbers. */
export {
  claimNumber,
  holderOf,
  lockNumbers,
  nextFree,
  numbersOf,
  releaseNumber,
  restingCount,
  type NumberClaim,
  type NumberHolder,
  type NumberSpace,
} from './extension.store.ts';
export {
  columnsOf,
  leadsThere,
  TARGET_COLUMNS,
  destinationThere,
  destinationViewOf,
  namedIn,
  targetColumns,
  targetOf,
  destinationOf,
  type LeadsTo,
  type NamedRow,
} from './destination.store.ts';
export { moveNumbers, readNumbers, type NumberRow } from './extension-restore.ts';
export { isChangedSince, markChanged, type LiveSubject } from './live-change.store.ts';
export { isNameTaken, restoreTenant } from './tenant-restore.ts';
export { nothingPending, type PendingOf } from './pending.ts';
export { tenantRouter, type TenantDeps, type TenantLiveActs } from './tenant.router.ts';
export { createTenant, moveDefault, setTenantStatus, tagOf, updateTenant } from './tenant.service.ts';
export { findTenant, listTenants, lockTenant } from './tenant.store.ts';
export { renderTenantFile, tenantFilePath } from './tenant.conf.ts';
