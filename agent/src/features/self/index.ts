/** What a person may see of their own, in the portal. */
export { selfRouter, type SelfDeps } from './self.router.ts';
