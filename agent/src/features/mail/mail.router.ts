import {
  letterPage,
  listLettersInput,
  mailView,
  retryLetterInput,
  testMailInput,
  testMailView,
  updateMailInput,
} from '@synergycall/domain';
import { z } from 'zod';
import { newId } from '../../platform/random/index.ts';
import { FailureError, platformProcedure, rest, router } from '../../rpc/index.ts';
import { readCursor } from '../user/index.ts';
import { testMail, updateMail, type MailServiceDeps } from './mail.service.ts';
import { findMail, showMail } from './mail.store.ts';
import { listLetters, retryLetter } from './outbox.store.ts';
import type { MailSender } from './sender.ts';

export interface MailDeps extends MailServiceDeps {
  readonly sender: Pick<MailSender, 'wake'>;
}

export const mailRouter = (deps: MailDeps) =>
  router({
    settings: platformProcedure('mail.read', rest('GET', '/mail', 'Shows how mail leaves the box'))
      .output(mailView)
      .query(({ ctx }) => ctx.read((tx) => showMail(tx, deps.boxId))),

    update: platformProcedure('mail.update', rest('PUT', '/mail', 'Sets how mail leaves the box'))
      .input(updateMailInput)
      .output(mailView)
      .mutation(async ({ ctx, input }) => {
        const view = await ctx.audited((tx) => updateMail(tx, deps, input));
        deps.sender.wake();
        return view;
      }),

    test: platformProcedure(
      'mail.update',
      rest('POST', '/mail/test', 'Sends one letter now and says what the server answered'),
    )
      .input(testMailInput)
      .output(testMailView)
      .mutation(async ({ ctx, input }) => {
        const mail = await ctx.read((tx) => findMail(tx, deps.boxId));
        const done = await testMail(mail, deps, { to: input.to, id: newId() });
        await ctx.audited(async (tx) => {
          await tx.audit({
            action: 'mail.test',
            entity: { kind: 'box', id: deps.boxId, name: mail?.host ?? null },
            after: { to: input.to, ...done },
          });
          return { ok: true, value: undefined };
        });
        return done;
      }),

    outbox: platformProcedure('mail.read', rest('GET', '/mail/letters', 'Lists letters, the newest first'))
      .input(listLettersInput)
      .output(letterPage)
      .query(({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        if (input.cursor !== undefined && (!cursor || Number.isNaN(Date.parse(cursor.key))))
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        return ctx.read((tx) => listLetters(tx, deps.boxId, { ...input, cursor }));
      }),

    retry: platformProcedure(
      'mail.update',
      rest('POST', '/mail/letters/{id}/retry', 'Tries a letter again that waits or was given up'),
    )
      .input(retryLetterInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        await ctx.audited(async (tx) => {
          const letter = await retryLetter(tx, deps.boxId, input.id);
          if (!letter) return { ok: false, error: { code: 'not-found', what: 'letter' } };
          await tx.audit({
            action: 'mail.retry',
            entity: { kind: 'letter', id: input.id, name: letter.recipient },
            tenantId: letter.tenant_id,
          });
          return { ok: true, value: undefined };
        });
        deps.sender.wake();
        return {};
      }),
  });
