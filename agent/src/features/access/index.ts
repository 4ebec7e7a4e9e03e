/** Accounts, roles, sessions: who may come in, and as whom. */
export { accountRouter } from './account.router.ts';
export { createAccount, type AccountDeps } from './account.service.ts';
export { authRouter, type AuthDeps } from './auth.router.ts';
export { ensureBootstrapCode } from './bootstrap.service.ts';
export { resolveSession } from './session.store.ts';
export { DEFAULT_LIMITS, type SignInLimits } from './sign-in-limit.ts';
export { bootstrap } from './bootstrap.service.ts';
export { signIn } from './sign-in.service.ts';
