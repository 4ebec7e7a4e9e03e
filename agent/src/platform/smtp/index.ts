/** Sends one letter over SMTP. */
export { sendBySmtp, type Letter, type SmtpRefusal, type SmtpServer } from './smtp.ts';
