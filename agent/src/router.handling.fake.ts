/** What a person's calls do, for the walk over the router (router.lab.test.ts). */
import { inTenant, type World } from './router.walk.fake.ts';

const person = (w: World) => ({ ...inTenant(w), userId: w['user'] as string });

export const handlingWalk = [
  { path: 'handling.update', input: (w: World) => ({ ...person(w), dnd: false }) },
  { path: 'handling.get', input: person },
  { path: 'handling.onChange', input: person },
];
