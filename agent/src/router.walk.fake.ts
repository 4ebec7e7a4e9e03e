/** What the walk over the router (router.lab.test.ts) and its parts share. */

// oxlint-disable-next-line typescript/no-explicit-any -- the walk keeps whatever the answers hold
export type World = Record<string, any>;
export const inTenant = (world: World) => ({ tenantId: world['tenant'] as string });
