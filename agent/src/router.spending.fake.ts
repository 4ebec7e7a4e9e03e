/** What calls out may cost, for the walk over the router (router.lab.test.ts). */
import { inTenant, type World } from './router.walk.fake.ts';

const csv = 'default,0.50,Everywhere else\n';

export const spendingWalk = [
  { path: 'spending.setCurrency', input: () => ({ currency: 'EUR' }) },
  { path: 'spending.previewPrices', input: () => ({ csv }), keep: (a: World, w: World) => void (w['prices'] = a) },
  { path: 'spending.importPrices', input: (w: World) => ({ csv, mark: w['prices'].mark as string }) },
  { path: 'spending.prices', input: () => ({}) },
  { path: 'spending.today', input: inTenant, keep: (a: World, w: World) => void (w['today'] = a) },
  { path: 'spending.lift', input: (w: World) => ({ ...inTenant(w), day: w['today'].day as string }) },
];
