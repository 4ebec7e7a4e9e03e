import { z } from 'zod';

/** Canonical E.164 with the plus sign. Parsing is the only way to obtain one. */
export const e164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, { error: 'number.not-e164' })
  .brand<'e164'>();
export type E164 = z.infer<typeof e164>;

/** An internal number, dialled as written: 2 to 6 digits, no leading zero. */
export const extension = z.number().int().min(10).max(999_999);
export type Extension = z.infer<typeof extension>;

/** Short public numbers that reach the emergency services, such as 112. */
export const emergencyNumber = z.string().regex(/^[1-9]\d{2,4}$/, { error: 'number.not-emergency' });
