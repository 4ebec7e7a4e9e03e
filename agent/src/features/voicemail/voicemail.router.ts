import { setPinInput } from '@synergycall/domain';
import { z } from 'zod';
import { rest, router, tenantProcedure } from '../../rpc/index.ts';
import { setPin } from './pin.service.ts';

export interface VoicemailDeps {
  /** argon2id. */
  readonly hashPin: (pin: string) => Promise<string>;
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
  });
