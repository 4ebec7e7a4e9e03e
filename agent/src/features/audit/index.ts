/** The record of who did what. Writing it is part of every transaction (`tx.audit`); here it is read. */
export { auditRouter } from './audit.router.ts';
export { listAudit, type AuditPage } from './audit.store.ts';
