/** Alerts: limits against fraud that stopped calls out. */
export { alertRouter } from './alert.router.ts';
export { tellAdmins } from './alert-letter.ts';
export { limitWatch, type LimitWatch } from './limit-watch.ts';
