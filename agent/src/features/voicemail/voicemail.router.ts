import { notificationInput, notificationView, setNotificationInput, setPinInput } from '@synergycall/domain';
import { z } from 'zod';
import { orThrow, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { setNotification, showNotification } from './notification.service.ts';
import { setPin } from './pin.service.ts';

export interface VoicemailDeps {
  /** argon2id. */
  readonly hashPin: (pin: string) => Promise<string>;
  /** Does the box send mail at all? */
  readonly sendsMail: () => Promise<boolean>;
}

export const voicemailRouter = (deps: VoicemailDeps) =>
  router({
    setPin: tenantProcedure(
      'user.update',
      rest('POST', '/tenants/{tenantId}/users/{id}/voicemail-pin', 'Sets the PIN of a user’s mailbox, or removes it'),
    )
      .input(setPinInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        const hash = input.pin === null ? null : await deps.hashPin(input.pin);
        return ctx.audited((tx) => setPin(tx, input.id, hash));
      }),

    notification: tenantProcedure(
      'user.read',
      rest('GET', '/tenants/{tenantId}/users/{id}/voicemail-notification', 'Shows what a user hears of new messages'),
    )
      .input(notificationInput)
      .output(notificationView)
      .query(async ({ ctx, input }) => {
        const sends = await deps.sendsMail();
        return orThrow(await ctx.read((tx) => showNotification(tx, input.id, sends)));
      }),

    setNotification: tenantProcedure(
      'user.update',
      rest(
        'PUT',
        '/tenants/{tenantId}/users/{id}/voicemail-notification',
        'Sets what a user hears of new messages, at once',
      ),
    )
      .input(setNotificationInput)
      .output(notificationView)
      .mutation(async ({ ctx, input }) => {
        const sends = await deps.sendsMail();
        return ctx.audited((tx) => setNotification(tx, input.id, { notify: input.notify, sends }));
      }),
  });
