import { trunkId, trunkName } from '@synergycall/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeAmi, type FakeAmi } from '../../platform/ami/index.ts';
import { trunkStatus, type TrunkStatus } from './trunk-status.ts';

const id = trunkId.parse('t00000000001');
let events: FakeAmi;
let status: TrunkStatus;
let now: string;
const look = async () => (await status.look([{ id, kind: 'ip' }]))[0];
/** Asterisk says so in an event, and from then on when it is asked. */
const turns = (to: 'Reachable' | 'Unreachable') => {
  now = to;
  events.emit({ event: 'ContactStatus', endpointname: trunkName(id), contactstatus: to });
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T14:00:00Z') });
  const query = fakeAmi();
  events = fakeAmi();
  now = 'Reachable';
  query.script('PJSIPShowEndpoint', () => [
    { event: 'EndpointDetail', activechannels: '0' },
    { event: 'ContactStatusDetail', status: now, roundtripusec: '18000' },
  ]);
  query.script('PJSIPShowRegistrationsOutbound', () => []);
  status = trunkStatus({ events, query });
  await expect.poll(() => status.asterisk).toBe('live');
});
afterEach(() => {
  status.close();
  vi.useRealTimers();
});

test('what was so before the agent started has no beginning', async () =>
  expect(await look()).toMatchObject({ reachable: 'reachable', roundTripMs: 18, since: null }));

test('a carrier that stops answering does so since that moment, however often it is asked again', async () => {
  turns('Unreachable');
  vi.setSystemTime(new Date('2026-11-22T14:10:00Z'));
  turns('Unreachable');
  expect(await look()).toMatchObject({ reachable: 'unreachable', since: '2026-11-22T14:00:00.000Z' });
  turns('Reachable');
  expect(await look()).toMatchObject({ reachable: 'reachable', since: '2026-11-22T14:10:00.000Z' });
});

test('what was told of, and is not so any more, says nothing of when', async () => {
  turns('Unreachable');
  now = 'Reachable';
  expect((await look())?.since).toBe(null);
});
