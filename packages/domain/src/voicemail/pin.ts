import { z } from 'zod';
import { tenantId, userId } from '../ids.ts';

const RUNS = ['01234567890123456789', '98765432109876543210'];
/** Of a person's mailbox, as it is dialled. What everybody tries first is refused. */
export const voicemailPin = z
  .string()
  .regex(/^\d{4,10}$/, { error: 'voicemail.not-a-pin' })
  .refine((pin) => new Set(pin).size > 1 && !RUNS.some((run) => run.includes(pin)), {
    error: 'voicemail.pin-too-simple',
  });

/** null: none; the mailbox is then heard from its person's own phones alone. */
export const setOwnPinInput = z.object({ pin: voicemailPin.nullable() });
export const setPinInput = setOwnPinInput.extend({ tenantId, id: userId });
