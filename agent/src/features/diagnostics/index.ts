/** Diagnostics: reads everything, changes nothing. */
export { diagnosticsRouter } from './diagnostics.router.ts';
export { doctor, type Doctor, type Look, type Looks } from './doctor.ts';
export { certificateLook, clockLook, fromHealth, foldersLook, jobsLook, journalsLook, shadowLook } from './looks.ts';
export { troubledJobs } from './job.store.ts';
