import { z } from 'zod';
import { accountId, tenantId, userId } from '../ids.ts';
import { role } from '../access/access.ts';
import { instant } from '../paging.ts';
import { displayName, email } from '../text.ts';

/** Strength is judged by the agent; this is only the frame. */
export const password = z.string().min(1).max(200);

export const grantView = z.object({
  role,
  tenantId: tenantId.nullable(),
  tenantName: z.string().nullable(),
  userId: userId.nullable(),
});
export const accountView = z.object({
  id: accountId,
  name: z.string(),
  email: z.string(),
  grants: z.array(grantView),
  createdAt: instant,
});
export type AccountView = z.infer<typeof accountView>;

export const bootstrapInput = z.object({ code: z.string().min(8).max(100), name: displayName, email, password });
export const signInInput = z.object({
  email: z.string().max(254),
  password,
  client: z.enum(['desktop', 'portal', 'api']).default('api'),
});
/** SECURITY: `token` is the bearer for desktop and API; the portal gets a cookie and `csrf` instead and `token` stays null. */
export const signedIn = z.object({
  token: z.string().nullable(),
  csrf: z.string().nullable(),
  expiresAt: instant,
  account: accountView,
});
export type SignedIn = z.infer<typeof signedIn>;
/** `csrf` is given to cookie sessions so that a reloaded page can go on. */
export const meView = z.object({ account: accountView, csrf: z.string().nullable(), expiresAt: instant });
export type MeView = z.infer<typeof meView>;

/** A login for an admin or supporter of the tenant, or (with `userId`) for one of its people. */
export const createAccountInput = z.object({
  tenantId,
  name: displayName,
  email,
  password,
  role: z.enum(['tenant_admin', 'support', 'end_user']),
  userId: userId.optional(),
});
export type CreateAccount = z.infer<typeof createAccountInput>;
export const changePasswordInput = z.object({ current: password, next: password });
