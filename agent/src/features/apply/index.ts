/** Apply: pending changes become live and verified, or everything stays as it was. docs/decisions/0002-apply.md */
export { applyRouter, type ApplyRouterDeps } from './apply.router.ts';
export { applyService, type ApplyService } from './apply.service.ts';
export { asteriskSide, type AsteriskSideOptions } from './asterisk-side.ts';
export type { ApplyDeps } from './deps.ts';
export { freezeRouter } from './freeze.router.ts';
export { callModels } from './call-models.ts';
export { driftRouter, type DriftRouterDeps } from './drift.router.ts';
export { driftCheck } from './drift-check.ts';
export { driftWatch, type DriftWatch, type WatchDeps } from './drift-watch.ts';
export { historyRouter, type HistoryDeps } from './history.router.ts';
export type { ApplyRecord } from './journal-records.ts';
export { keepQueue } from './keep-queue.ts';
export { keepReconciled } from './keep-reconciled.ts';
export type { LiveState } from './live.ts';
export type { StartOptions } from './order.ts';
export { pendingOf, pendingOfAll } from './pending.ts';
export type { AsteriskSide, Overwrite } from './ports.ts';
