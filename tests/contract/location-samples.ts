import type { At, Sample } from './sample.ts';

let serial = 0;
const inTenant = ({ tenantId }: At) => ({ tenantId });
const freshLocation = async (at: At) => {
  const wish = { tenantId: at.tenantId as never, name: `Location ${(serial += 1)}` };
  const { id, revision } = await at.admin.location.create.mutate(wish);
  return { ...inTenant(at), id, revision };
};

export const LOCATION_SAMPLES: Readonly<Record<string, Sample>> = {
  'location.list': { input: inTenant },
  'location.unplaced': { input: inTenant },
  'location.get': {
    input: async (at) => {
      const { tenantId, id } = await freshLocation(at);
      return { tenantId, id };
    },
  },
  'location.create': {
    input: (at) => ({
      ...inTenant(at),
      name: `Branch ${(serial += 1)}`,
      address: '1 Main Street\nBerlin',
      notifyEmails: ['help@example.com'],
      notifyUserIds: [at.userId],
    }),
  },
  'location.update': { input: async (at) => ({ ...(await freshLocation(at)), isDefault: true }) },
  'location.delete': { input: async (at) => ({ ...(await freshLocation(at)), moveTo: null }) },
};
