/** Public numbers: the platform's inventory, allocated to tenants, assigned to where their calls go. */
export { didRouter, type DidDeps } from './did.router.ts';
export { allocateDids, deallocateDids, returnDids } from './allocate.service.ts';
export { assignDid, assignDids } from './assign.service.ts';
export { changeDid, createDid, labelDid, removeDids } from './did.service.ts';
export { listDids } from './did-list.store.ts';
export { findDids, type StoredDid } from './did.store.ts';
export { flowNumbers, userNumbers } from './user-numbers.ts';
