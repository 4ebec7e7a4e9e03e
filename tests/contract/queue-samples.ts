import type { At, Sample } from './sample.ts';

let serial = 0;
const inTenant = ({ tenantId }: At) => ({ tenantId });
/** With one agent, and with each way on. */
const queue = ({ userId }: At) => ({
  name: `Hotline ${(serial += 1)}`,
  settings: { kind: 'queue' as const, members: [{ userId: userId as never, penalty: 2 }], waitSeconds: 120 },
  exits: {
    timeout: { kind: 'external' as const, number: '+493012345678' as never },
    full: { kind: 'user' as const, userId: userId as never },
  },
});
export const freshQueue = async (at: At) => {
  const { id, revision } = await at.admin.flow.create.mutate({ tenantId: at.tenantId as never, ...queue(at) });
  return { ...inTenant(at), id, revision };
};
