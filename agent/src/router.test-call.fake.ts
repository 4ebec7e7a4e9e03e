/** Test calls by trunks, for the walk over the router (router.lab.test.ts). */
import { inTenant, type World } from './router.walk.fake.ts';

const trunk = (w: World) => ({ id: w['trunk'].id as string });
const tenantsTrunk = (w: World) => ({ ...inTenant(w), ...trunk(w) });
const call = (w: World) => ({ testCallId: w['test'].id as string });
const number = '+14155550199';
const keep = (a: World, w: World): void => void (w['test'] = a);

export const testCallWalk = [
  { path: 'trunk.testCall', input: (w: World) => ({ ...tenantsTrunk(w), number }), keep },
  { path: 'trunk.testCallState', input: (w: World) => ({ ...tenantsTrunk(w), ...call(w) }) },
];
export const anyTestCallWalk = [
  { path: 'trunk.testCallAny', input: (w: World) => ({ ...trunk(w), number }), keep },
  { path: 'trunk.testCallAnyState', input: (w: World) => ({ ...trunk(w), ...call(w) }) },
];

/** Switched off; its password must be nowhere in what is answered. */
export const newTrunk = (w: World) => {
  w['secrets'].push('a-carrier-password');
  return {
    name: 'Carrier',
    host: 'sip.carrier.example',
    enabled: false,
    username: 'account',
    secret: 'a-carrier-password',
    inbound: { where: 'to', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  };
};
