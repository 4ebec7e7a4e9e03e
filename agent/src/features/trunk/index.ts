/** The links to carriers: a tenant's own, and those of the box. */
export { trunkRouter, type TrunkDeps } from './trunk.router.ts';
export { enabledBoxTrunks, trunkCredentials, trunkNames, trunkSnapshots } from './trunk.store.ts';
export type { TrunkUses } from './trunk-uses.ts';
export { testCalls, type TestCalls } from './test-calls.ts';
export { trunkStatus, type TrunkStatus } from './trunk-status.ts';
export { renderTrunkFile, trunkFilePath } from './trunk.conf.ts';
export { renderTrunkDialplan, trunkDialplanPath } from './trunk-dialplan.conf.ts';
export type { Surroundings } from './refuse-addresses.ts';
