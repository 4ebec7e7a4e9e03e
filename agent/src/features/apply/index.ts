/** Apply: pending changes become live and verified, or everything stays as it was. docs/decisions/0002-apply.md */
export { applyRouter, type ApplyRouterDeps } from './apply.router.ts';
export { applyService, type ApplyDeps, type ApplyService } from './apply.service.ts';
export { asteriskSide, type AsteriskSideOptions } from './asterisk-side.ts';
export { historyRouter, type HistoryDeps } from './history.router.ts';
export type { ApplyRecord } from './journal-records.ts';
export { keepReconciled } from './keep-reconciled.ts';
export type { LiveState } from './live.ts';
export { pendingOf } from './pending.ts';
export type { AsteriskSide } from './ports.ts';
