/** Voicemail as Asterisk keeps it on disk: messages, greetings, and the locks by which we and it take turns. */
export { greetingFiles, hasGreeting } from './greeting.ts';
export { sweepLocks } from './lock.ts';
export type { MailboxPlace } from './place.ts';
export { openSpool, type Spool, type SpoolFailure, type SpoolMessage } from './spool.ts';
