export { CORE_FILES, renderCore } from './core.conf.ts';
export { HEALTH_CONTEXT } from './health.conf.ts';
export { LAMP_CONTEXT } from './lamp.conf.ts';
export { INBOUND_CONTEXT } from './inbound.conf.ts';
export { flowRouter, type FlowDeps, type FlowLiveActs } from './flow.router.ts';
export {
  createFlow,
  deleteFlow,
  leaveGroups,
  moveExits,
  overrideFlow,
  updateFlow,
  type FlowNumbers,
} from './flow.service.ts';
export { exitsLeadingTo, groupsOf } from './flow-references.store.ts';
export { finishFlows, lockFlows, restoreFlows, type FlowRestore } from './flow-restore.ts';
export { flowOverrides, flowSnapshots } from './flow.snapshot.ts';
export { findFlow, listFlows, type StoredFlow } from './flow.store.ts';
export { agentOf, memberKey, queueNames, queueRows } from './queue-rows.conf.ts';
export { promptRouter } from './prompt.router.ts';
export { createPrompt, deletePrompt } from './prompt.service.ts';
export { promptSnapshots, soundLength, soundOf } from './prompt.store.ts';
