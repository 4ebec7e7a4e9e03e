/** Emergency calls: where phones stand, who called for help, who hears of it. */
export { emergencyRouter, type EmergencyDeps } from './emergency.router.ts';
export { byMail } from './emergency-letter.ts';
export { emergencyWatch, type EmergencySender, type EmergencyWatch } from './emergency-watch.ts';
export { ringBacks } from './emergency-call.store.ts';
export { locationRouter, type LocationDeps } from './location.router.ts';
export { lockLocations, restoreLocations } from './location-restore.ts';
export { locationSnapshots } from './location.store.ts';
