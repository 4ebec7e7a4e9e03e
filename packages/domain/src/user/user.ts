import { z } from 'zod';
import { flowExit } from '../callflow/flow.ts';
import { destination } from '../did/destination.ts';
import { didId, flowId, policyId, tenantId, userId } from '../ids.ts';
import { e164, extension } from '../numbers.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { displayName, email, label } from '../text.ts';
import { voicemailPin } from '../voicemail/pin.ts';
import { deviceCredentials, deviceView, transport } from '../device/device.ts';

export const userStatus = z.enum(['active', 'suspended', 'deleted']);
export type UserStatus = z.infer<typeof userStatus>;

export const userView = z.object({
  id: userId,
  tenantId,
  name: z.string(),
  email: z.string().nullable(),
  /** null once the user is deleted. */
  extension: extension.nullable(),
  /** Shown outside, one of the tenant's own numbers; null: the tenant's. */
  outboundCallerId: e164.nullable(),
  /** Of their calls out; null: the tenant's default. */
  policyId: policyId.nullable(),
  voicemailEnabled: z.boolean(),
  status: userStatus,
  /** How many devices are enabled and not revoked. */
  deviceCount: z.number().int(),
  /** Does an account (a login) belong to this person? */
  hasAccount: z.boolean(),
  /** Not yet live, changed since the last apply, or as applied. */
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type UserView = z.infer<typeof userView>;

export const listUsersInput = z.object({
  tenantId,
  ...pageInput,
  /** Part of name, e-mail or extension. */
  search: z.string().max(200).optional(),
  status: userStatus.optional(),
  sort: z.enum(['name', 'extension', 'created']).default('extension'),
  descending: z.boolean().default(false),
});
export type ListUsers = z.infer<typeof listUsersInput>;
export const userPage = page(userView);

export const createUserInput = z.object({
  tenantId,
  name: displayName,
  email: email.optional(),
  /** Absent: the next free one of the tenant's range. */
  extension: extension.optional(),
  voicemailEnabled: z.boolean().default(true),
  /** To hear their messages from other phones; absent: none yet. */
  voicemailPin: voicemailPin.optional(),
  /** The first phone, made along with the person unless null. */
  device: z
    .object({ label, transport: transport.default('udp') })
    .nullable()
    .default({ label: 'Desk phone', transport: 'udp' }),
});
export type CreateUser = z.infer<typeof createUserInput>;

/** SECURITY: the only answers with a SIP secret are those that just made it; it can't be read again. */
export const createdUser = z.object({
  user: userView,
  device: deviceView.nullable(),
  credentials: deviceCredentials.nullable(),
});
export type CreatedUser = z.infer<typeof createdUser>;

export const updateUserInput = z.object({
  tenantId,
  id: userId,
  revision,
  name: displayName.optional(),
  email: email.nullable().optional(),
  extension: extension.optional(),
  outboundCallerId: e164.nullable().optional(),
  policyId: policyId.nullable().optional(),
  voicemailEnabled: z.boolean().optional(),
});
export type UpdateUser = z.infer<typeof updateUserInput>;

export const deleteUserInput = z.object({
  tenantId,
  id: userId,
  revision,
  releaseExtension: z.boolean().default(true),
  /** Where their numbers, exits that lead to them and the tenant's default, if it is them, go; null: nowhere. */
  numbersTo: destination.nullable().default(null),
});
export const userInput = z.object({ tenantId, id: userId });
/**
 * What leads to a person: the first 50 of their numbers, how many there are, whether the tenant's default does, and the
 * flows whose exit leads to them (`exit` null: they are a member, which ends with them), and who forwards to them.
 */
export const userReferences = z.object({
  numbers: z.array(z.object({ id: didId, number: e164 })),
  total: z.number().int(),
  isDefault: z.boolean(),
  flows: z.array(z.object({ id: flowId, name: z.string(), exit: flowExit.nullable() })),
  /** People who forward their calls there. */
  forwards: z.array(z.object({ id: userId, name: z.string() })),
});
export type UserReferences = z.infer<typeof userReferences>;
export const userDetail = z.object({ user: userView, devices: z.array(deviceView) });
export type UserDetail = z.infer<typeof userDetail>;
export const nextExtensionView = z.object({ extension: extension.nullable(), extMin: extension, extMax: extension });
