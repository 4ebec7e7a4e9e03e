/** Letters: who sends them, what waits, and the door for whoever writes one. */
export { enqueueMail, type NewLetter } from './enqueue.ts';
export { mailRouter, type MailDeps } from './mail.router.ts';
export { hasSender } from './mail.store.ts';
export { openMail, type OpenMail } from './open-mail.ts';
export { mailSender, type MailSender } from './sender.ts';
