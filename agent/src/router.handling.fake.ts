/** What a person's calls do, for the walk over the router (router.lab.test.ts). */

// oxlint-disable-next-line typescript/no-explicit-any -- the walk keeps whatever the answers hold
type World = Record<string, any>;

const person = (w: World) => ({ tenantId: w['tenant'] as string, userId: w['user'] as string });

export const handlingWalk = [
  { path: 'handling.update', input: (w: World) => ({ ...person(w), dnd: false }) },
  { path: 'handling.get', input: person },
  { path: 'handling.onChange', input: person },
];
