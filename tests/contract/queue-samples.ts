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
const freshQueue = async (at: At) => {
  const { id, revision } = await at.admin.flow.create.mutate({ tenantId: at.tenantId as never, ...queue(at) });
  return { id, revision };
};

export const QUEUE_SAMPLES: Readonly<Record<string, Sample>> = {
  'queue.live': { input: async (at) => ({ ...inTenant(at), id: (await freshQueue(at)).id }) },
  'queue.onLive': { input: async (at) => ({ ...inTenant(at), id: (await freshQueue(at)).id }) },
  'queue.setAgent': {
    input: async (at) => ({ ...inTenant(at), id: (await freshQueue(at)).id, userId: at.userId, loggedIn: false }),
  },
  'self.queues': { input: () => ({}) },
  'self.setQueue': { input: async (at) => ({ id: (await freshQueue(at)).id, loggedIn: false }) },
};
