import type { Sample } from './sample.ts';

const csv = 'default,0.50,Everywhere else\n49,0.02,Germany\n';

export const SPENDING_SAMPLES: Readonly<Record<string, Sample>> = {
  'spending.today': { input: ({ tenantId }) => ({ tenantId }) },
  'spending.lift': {
    input: async ({ admin, tenantId }) => ({ tenantId, day: (await admin.spending.today.query({ tenantId })).day }),
  },
  'spending.prices': { input: () => ({}) },
  'spending.previewPrices': { input: () => ({ csv }) },
  'spending.importPrices': {
    input: async ({ admin }) => ({ csv, mark: (await admin.spending.previewPrices.mutate({ csv })).mark }),
  },
  'spending.setCurrency': { input: () => ({ currency: 'EUR' }) },
};
