/** Calls out: policies of ordered rules, and what holds for all calls of a tenant. */
export { policyRouter, type PolicyDeps } from './policy.router.ts';
export { outboundSnapshot, readOutbound } from './outbound.store.ts';
export { lockPolicies, removePolicies, restoreOutbound, restorePolicies } from './policy-restore.ts';
export { policiesUsing } from './policies-using.ts';
export { trunkUses } from './trunk-uses.ts';
