import type { BoxId, BoxSnapshot, TrunkId, TrunkSnapshot } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { newOrder } from './order.ts';
import { withTrunksOf } from './records.ts';
import { trunkAuthChange } from './trunk-auths.ts';
import { mintPlatformScope, systemActor } from '../../rpc/index.ts';

const boxId = 'b00000000000' as BoxId;
const box = (realm: string, ...trunks: string[]): BoxSnapshot => ({
  version: 1,
  box: { id: boxId, realm, emergencyNumbers: ['112'], emergencyEndpoint: null },
  ...(trunks.length > 0 && { trunks: trunks.map((name) => trunk(name)) }),
});
const trunk = (name: string) => ({ id: 't00000000001' as TrunkId, name, credentialsVersion: 1 }) as TrunkSnapshot;

test('the agent’s own apply of the box keeps the trunks that are live, whatever is pending', () => {
  expect(withTrunksOf(box('old', 'Live'), box('new'))).toEqual(box('new', 'Live'));
  expect(withTrunksOf(box('old'), box('new'))).toEqual(box('new'));
  expect(withTrunksOf(undefined, box('new'))).toEqual(box('new'));
});

test('it touches no credentials: neither a pending password nor a pending removal is in it', () => {
  expect(trunkAuthChange(box('new', 'Live'), box('old', 'Live'), undefined)).toEqual({});
});

test('only who asks for it gets an order that keeps the live trunks', () => {
  const scope = mintPlatformScope(systemActor('system'));
  expect(newOrder(scope, { boxId, tenant: null, options: { liveTrunks: true } }).liveTrunks).toBe(true);
  expect(newOrder(scope, { boxId, tenant: null, options: {} }).liveTrunks).toBeUndefined();
});
