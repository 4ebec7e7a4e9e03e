import { z } from 'zod';
import { tenantId, userId } from '../ids.ts';
import { instant } from '../paging.ts';
import { MOST_SOUND_BYTES } from '../prompt/prompt.ts';

/** Messages as they lie in the spool, and who is told of them (decision 0014). */

/**
 * By e-mail: nothing, that there is one, that with the recording, or the latter and the message goes from the mailbox
 * once the mail server took the letter.
 */
export const voicemailNotify = z.enum(['off', 'note', 'recording', 'recording-delete']);
export type VoicemailNotify = z.infer<typeof voicemailNotify>;

export const notificationView = z.object({
  /** What was chosen; null: the default. */
  chosen: voicemailNotify.nullable(),
  /** What happens: by default a note where there is an address and the box sends mail. */
  happens: voicemailNotify,
  /** Where it goes; null: the person has no address. */
  email: z.string().nullable(),
  /** Does the box send mail at all? */
  sends: z.boolean(),
});
export type NotificationView = z.infer<typeof notificationView>;
export const setOwnNotificationInput = z.object({ notify: voicemailNotify.nullable() });
export const notificationInput = z.object({ tenantId, id: userId });
export const setNotificationInput = setOwnNotificationInput.extend({ tenantId, id: userId });

/** Asterisk's own, which stays whatever folder the message is moved to. */
export const messageId = z.string().regex(/^\d{1,12}-[0-9a-f]{8}$/);
/** A person's or a general mailbox's id. */
export const mailboxId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/);

export const messageView = z.object({
  id: messageId,
  mailbox: mailboxId,
  heard: z.boolean(),
  at: instant,
  seconds: z.number().int(),
  /** As the caller's side said it; '': nothing. */
  callerName: z.string(),
  callerNumber: z.string(),
});
export type MessageView = z.infer<typeof messageView>;

export const messageList = z.object({
  /** The boxes that one may hear: one's own first (name null), then general ones. */
  mailboxes: z.array(z.object({ id: mailboxId, name: z.string().nullable() })),
  /** The newest first. */
  rows: z.array(messageView),
});
export type MessageList = z.infer<typeof messageList>;

const aMessage = { mailbox: mailboxId, id: messageId };
export const markMessageInput = z.object({ ...aMessage, heard: z.boolean() });
export const messageInput = z.object(aMessage);

export const greetingView = z.object({
  /** Has the person a mailbox? */
  voicemail: z.boolean(),
  /** Its own greeting; null: the caller hears the general one. */
  greeting: z.object({ seconds: z.number() }).nullable(),
});
export type GreetingView = z.infer<typeof greetingView>;
export const setGreetingInput = z.object({
  /** The file, in base64: WAV or MP3, at most MOST_SOUND_BYTES. */
  sound: z.base64().max(Math.ceil(MOST_SOUND_BYTES / 3) * 4 + 4),
});
