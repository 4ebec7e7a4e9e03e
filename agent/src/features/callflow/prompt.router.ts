import {
  createPromptInput,
  deletePromptInput,
  listPromptsInput,
  promptInput,
  promptPage,
  promptReferences,
  promptSound,
  promptView,
  toRecordInput,
  toRecordView,
  updatePromptInput,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, orThrow, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { playableSound } from '../../platform/sound/index.ts';
import { readCursor } from '../user/index.ts';
import { createPrompt, deletePrompt, updatePrompt } from './prompt.service.ts';
import { findPrompt, listPrompts, menusPlaying, menusToRecord, readSound } from './prompt.store.ts';

/** Recorded announcements, which menus play. */
export const promptRouter = () =>
  router({
    list: tenantProcedure('prompt.read', rest('GET', '/tenants/{tenantId}/prompts', 'Lists announcements'))
      .input(listPromptsInput)
      .output(promptPage)
      .query(({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        if (input.cursor !== undefined && !cursor)
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        return ctx.read((tx) => listPrompts(tx, { ...input, cursor }));
      }),

    get: tenantProcedure('prompt.read', rest('GET', '/tenants/{tenantId}/prompts/{id}', 'Shows an announcement'))
      .input(promptInput)
      .output(promptView)
      .query(async ({ ctx, input }) => {
        const prompt = await ctx.read((tx) => findPrompt(tx, input.id));
        if (!prompt) throw new FailureError({ code: 'prompt.not-found', id: input.id });
        return prompt;
      }),

    sound: tenantProcedure(
      'prompt.read',
      rest('GET', '/tenants/{tenantId}/prompts/{id}/sound', 'Hands out an announcement as callers hear it'),
    )
      .input(promptInput)
      .output(promptSound)
      .query(async ({ ctx, input }) => {
        const sound = await ctx.read((tx) => readSound(tx, input.id));
        if (!sound) throw new FailureError({ code: 'prompt.not-found', id: input.id });
        return { sound: sound.toString('base64') };
      }),

    references: tenantProcedure(
      'prompt.read',
      rest('GET', '/tenants/{tenantId}/prompts/{id}/references', 'Shows which menus play an announcement'),
    )
      .input(promptInput)
      .output(promptReferences)
      .query(({ ctx, input }) =>
        ctx.read(async (tx) => {
          if (!(await findPrompt(tx, input.id))) throw new FailureError({ code: 'prompt.not-found', id: input.id });
          const rows = await menusPlaying(tx, input.id);
          return { rows, total: rows.length };
        }),
      ),

    toRecord: tenantProcedure(
      'prompt.read',
      rest('GET', '/tenants/{tenantId}/prompts-to-record', 'Lists the announcements that are still to be recorded'),
    )
      .input(toRecordInput)
      .output(toRecordView)
      .query(async ({ ctx }) => ({ rows: await ctx.read((tx) => menusToRecord(tx)) })),

    create: tenantProcedure('prompt.create', rest('POST', '/tenants/{tenantId}/prompts', 'Uploads an announcement'))
      .input(createPromptInput)
      .output(promptView)
      .mutation(async ({ ctx, input }) => {
        // Before the transaction: turning it into what Asterisk plays takes its time.
        const sound = orThrow(await playableSound(Buffer.from(input.sound, 'base64')));
        return ctx.audited((tx) => createPrompt(tx, input, sound));
      }),

    update: tenantProcedure(
      'prompt.update',
      rest('PATCH', '/tenants/{tenantId}/prompts/{id}', 'Renames an announcement'),
    )
      .input(updatePromptInput)
      .output(promptView)
      .mutation(({ ctx, input }) => ctx.audited((tx) => updatePrompt(tx, input))),

    delete: tenantProcedure(
      'prompt.delete',
      rest('DELETE', '/tenants/{tenantId}/prompts/{id}', 'Deletes an announcement'),
    )
      .input(deletePromptInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        await ctx.audited((tx) => deletePrompt(tx, input));
        return {};
      }),
  });
