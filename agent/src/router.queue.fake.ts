/** A queue of one agent, for the walk over the router (router.lab.test.ts). */
import { inTenant, type World } from './router.walk.fake.ts';

const queue = (w: World) => ({ ...inTenant(w), id: w['queue'].id as string });
const keep = (a: World, w: World): void => void (w['queue'] = a);

export const queueWalk = [
  {
    path: 'flow.create',
    input: (w: World) => ({
      ...inTenant(w),
      name: 'Hotline',
      settings: { kind: 'queue', members: [{ userId: w['user'] as string }] },
    }),
    keep,
  },
  { path: 'queue.live', input: queue },
  { path: 'queue.onLive', input: queue },
  { path: 'queue.setAgent', input: (w: World) => ({ ...queue(w), userId: w['user'] as string, loggedIn: false }) },
  { path: 'self.queues', as: 'ann' },
  { path: 'self.setQueue', as: 'ann', input: (w: World) => ({ id: w['queue'].id as string, loggedIn: true }) },
  { path: 'flow.delete', input: (w: World) => ({ ...queue(w), revision: w['queue'].revision as number }) },
];
