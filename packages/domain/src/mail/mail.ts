import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { email, oneLine } from '../text.ts';

/** How letters leave the box, and what became of them (decision 0014). */

/** starttls and tls: encrypted, and the server's certificate is checked. */
export const mailSecurity = z.enum(['none', 'starttls', 'tls']);
export type MailSecurity = z.infer<typeof mailSecurity>;

/** A host name or an address, without port. */
const mailHost = z
  .string()
  .trim()
  .max(253)
  .regex(/^(?=.*[A-Za-z0-9])[A-Za-z0-9.:_-]+$/, { error: 'trunk.not-a-host' });

const server = {
  host: mailHost,
  port: z.number().int().min(1).max(65_535),
  security: mailSecurity,
  /** null: the server asks for none. */
  username: oneLine(200).nullable(),
  fromAddress: email,
  fromName: z.union([z.literal(''), oneLine(80)]),
};
/** SECURITY: never the password. */
export const mailSettings = z.object({ ...server, hasLogin: z.boolean(), revision });
export type MailSettings = z.infer<typeof mailSettings>;

export const mailView = z.object({
  /** null: no mail goes out, letters wait. */
  settings: mailSettings.nullable(),
  waiting: z.number().int(),
  failed: z.number().int(),
});
export type MailView = z.infer<typeof mailView>;

export const updateMailInput = z.object({
  ...server,
  /** 0: nothing was set so far. */
  revision: z.number().int().min(0),
  /** Absent: the one that is stored stays, for the same server and user alone; null: none. */
  password: z.string().min(1).max(500).nullable().optional(),
});
export type UpdateMail = z.infer<typeof updateMailInput>;

/** What keeps a letter from going out; screens say cause and remedy. */
export const mailTrouble = z.enum([
  'not-set-up',
  'name',
  'refused',
  'timeout',
  'certificate',
  'no-starttls',
  'tls',
  'credentials',
  'sender-refused',
  'recipient-refused',
  'too-large',
  'later',
  'rejected',
  'unknown',
]);
export type MailTrouble = z.infer<typeof mailTrouble>;

export const testMailInput = z.object({ to: email });
/** `answer`: in the server's own words, or the system's. */
export const testMailView = z.object({ accepted: z.boolean(), trouble: mailTrouble.nullable(), answer: z.string() });
export type TestMail = z.infer<typeof testMailView>;

export const letterKind = z.enum(['voicemail', 'emergency', 'spending']);
export type LetterKind = z.infer<typeof letterKind>;
export const letterState = z.enum(['waiting', 'sent', 'failed']);
export type LetterState = z.infer<typeof letterState>;

/** A letter without its text: that is its reader's. */
export const letterView = z.object({
  id: z.string(),
  tenantId,
  tenantName: z.string(),
  kind: letterKind,
  to: z.string(),
  subject: z.string(),
  state: letterState,
  attempts: z.number().int(),
  createdAt: instant,
  /** Of one that waits: when it is tried next. */
  nextAt: instant.nullable(),
  /** When it was sent, or given up. */
  endedAt: instant.nullable(),
  trouble: mailTrouble.nullable(),
  answer: z.string(),
});
export type LetterView = z.infer<typeof letterView>;
export const listLettersInput = z.object({
  ...pageInput,
  state: letterState.optional(),
  search: z.string().max(200).optional(),
});
export type ListLetters = z.infer<typeof listLettersInput>;
export const letterPage = page(letterView);
export const retryLetterInput = z.object({ id: z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/) });
