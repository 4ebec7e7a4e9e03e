import { z } from 'zod';
import { flowId, promptId, tenantId } from '../ids.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { label } from '../text.ts';

/** FR-034: as large as a file may be, in bytes. */
export const MOST_SOUND_BYTES = 5 * 1024 * 1024;
/** An announcement of ten minutes is a mistake. */
export const MOST_SOUND_SECONDS = 600;

/** A recorded announcement. Its sound never changes: another recording is another prompt. */
export const promptView = z.object({
  id: promptId,
  tenantId,
  name: z.string(),
  /** The file as it was called when it was uploaded. */
  fileName: z.string(),
  seconds: z.number(),
  /** Of the sound as Asterisk plays it. */
  bytes: z.number().int(),
  /** How many menus play it. */
  references: z.number().int(),
  revision,
  createdAt: instant,
});
export type PromptView = z.infer<typeof promptView>;
export const listPromptsInput = z.object({ tenantId, ...pageInput, search: z.string().max(200).optional() });
export type ListPrompts = z.infer<typeof listPromptsInput>;
export const promptPage = page(promptView);
export const promptInput = z.object({ tenantId, id: promptId });
export const createPromptInput = z.object({
  tenantId,
  name: label,
  fileName: z.string().max(200).default(''),
  /** The file, in base64: WAV or MP3, at most MOST_SOUND_BYTES. */
  sound: z.base64().max(Math.ceil(MOST_SOUND_BYTES / 3) * 4 + 4),
});
export type CreatePrompt = z.infer<typeof createPromptInput>;
export const updatePromptInput = z.object({ tenantId, id: promptId, revision, name: label });
/**
 * `playInstead`: what plays it plays that one; `none`: a general one, until another is recorded. Absent: refused while
 * something plays it (`prompt.in-use`). A word and not null: over REST it stands in the query.
 */
export const deletePromptInput = z.object({
  tenantId,
  id: promptId,
  revision,
  playInstead: z.union([promptId, z.literal('none')]).optional(),
});
export const promptReferences = z.object({
  rows: z.array(z.object({ flowId, name: z.string() })),
  total: z.number().int(),
});
/** As Asterisk plays it: WAV, in base64. */
export const promptSound = z.object({ sound: z.string() });
/** Announcements that are still to be recorded: menus that play a general one, and what theirs shall say. */
export const toRecordInput = z.object({ tenantId });
export const toRecordView = z.object({
  rows: z.array(z.object({ flowId, name: z.string(), text: z.string() })),
});
