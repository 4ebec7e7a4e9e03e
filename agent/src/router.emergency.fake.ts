/** Locations and emergency calls, for the walk over the router (router.lab.test.ts). */
import { inTenant, type World } from './router.walk.fake.ts';

const location = (w: World) => ({ ...inTenant(w), id: w['location'].id as string });
const withRevision = (w: World) => ({ ...location(w), revision: w['location'].revision as number });
const keep = (a: World, w: World): void => void (w['location'] = a);

export const emergencyWalk = [
  {
    path: 'location.create',
    input: (w: World) => ({
      ...inTenant(w),
      name: 'Head office',
      address: '1 Main Street',
      notifyUserIds: [w['user']],
    }),
    keep,
  },
  { path: 'location.update', input: (w: World) => ({ ...withRevision(w), name: 'Branch' }), keep },
  { path: 'location.get', input: location },
  { path: 'location.list', input: inTenant },
  { path: 'location.unplaced', input: inTenant },
  { path: 'location.delete', input: (w: World) => ({ ...withRevision(w), moveTo: null }) },
  { path: 'alert.list', input: inTenant },
  { path: 'emergency.list', input: inTenant },
  { path: 'emergency.onChange', input: inTenant },
];
