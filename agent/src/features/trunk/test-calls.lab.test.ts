import { e164, type TestCallView } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { sampleTrunk, withOutbound } from '../callflow/outside.sample.ts';
import { acme } from '../callflow/sample.ts';
import { testCalls, trunkStatus, type TestCalls, type TrunkStatus } from './index.ts';

/* Test calls by a trunk on a real Asterisk, with a carrier that does what carriers do (US8, FR-021). */
const NUMBER = e164.parse('+14155550199');
const scene = callScene({
  companies: [{ model: withOutbound(acme, []), generation: 41 }],
  trunks: [],
  generated: [
    { name: 'carrier', address: '127.0.0.2', tag: null, make: (at) => sampleTrunk(1, at) },
    { name: 'own', address: '127.0.0.3', tag: acme.tenant.tag, make: (at) => sampleTrunk(2, at) },
    { name: 'narrow', address: '127.0.0.4', tag: null, make: (at) => sampleTrunk(3, at, { channelLimit: 1 }) },
  ],
});
const trunks = { carrier: sampleTrunk(1, host(2)), own: sampleTrunk(2, host(3)), narrow: sampleTrunk(3, host(4)) };
const parts: { status?: TrunkStatus; tests?: TestCalls } = {};
const tests = () => parts.tests!;

beforeAll(scene.open);
afterAll(scene.close);
// Anew for each: ten in an hour are the most of one trunk, and the tests are more.
beforeEach(() => {
  scene.begin();
  scene.trunk('carrier').answers();
  parts.status = trunkStatus({ events: scene.reader, query: scene.writer });
  parts.tests = testCalls({ events: scene.reader, writer: scene.writer, status: parts.status });
});
afterEach(async () => {
  await scene.end();
  parts.tests?.close();
  parts.status?.close();
});

function host(n: number) {
  return { host: `127.0.0.${n}`, port: 5060 };
}
const place = (name: keyof typeof trunks, number = NUMBER) => {
  const trunk = trunks[name];
  const reserved = tests().reserve(trunk.id, number);
  if (!reserved.ok) throw new Error(JSON.stringify(reserved.error));
  const { id, kind } = trunk;
  const tag = name === 'own' ? acme.tenant.tag : null;
  return tests().place({ trunk: { id, kind, host: trunk.host }, tag, number, callerId: e164.parse('+4930100100') });
};
const now = ({ trunkId, id }: TestCallView) => tests().look(trunkId, id)!;
const ended = (call: TestCallView) =>
  until(() => {
    const seen = now(call);
    return seen.end === null ? undefined : seen;
  });
const stepsOf = ({ steps }: TestCallView) => steps.map(({ step }) => step);

test('an answered call: its steps in order, the number as the carrier wants it, and sound for who answers', async () => {
  const call = place('carrier');
  const carried = await scene.trunk('carrier').nextCall();
  expect([carried.dialled, carried.from.number]).toEqual(['+14155550199', '+4930100100']);
  await until(() => (stepsOf(now(call)).includes('answered') ? true : undefined));
  expect(now(call).end).toBeNull();
  await carried.dialog!.hangUp();
  const over = await ended(call);
  expect([stepsOf(over), over.end]).toEqual([
    ['placed', 'sent', 'trying', 'ringing', 'answered'],
    expect.objectContaining({ cause: 'works', code: null }),
  ]);
});
test.each([
  [403, 'forbidden'],
  [404, 'no-such-number'],
  [408, 'timed-out'],
  [480, 'unavailable'],
  [486, 'busy'],
  [488, 'not-acceptable'],
  [503, 'carrier-trouble'],
] as const)('a carrier that says %i: %s', async (code, cause) => {
  scene.trunk('carrier').refuses(code);
  expect((await ended(place('carrier'))).end).toMatchObject({ code, cause });
});
test('a carrier that keeps silent is told apart from one that says 100 and rings', async () => {
  scene.trunk('carrier').keepsSilent();
  expect((await ended(place('carrier'))).end).toMatchObject({ code: null, cause: 'silent' });
  scene.trunk('carrier').rings();
  const call = place('carrier');
  await until(() => (stepsOf(now(call)).includes('ringing') ? true : undefined));
  await scene.asterisk.cli('channel request hangup all');
  expect((await ended(call)).end).toMatchObject({ code: null, cause: 'rang' });
});
test('a tenant’s own trunk is called for that tenant, and for nobody else', async () => {
  scene.trunk('own').refuses(486);
  expect((await ended(place('own'))).end).toMatchObject({ cause: 'busy' });
  const { id, kind, host: at } = trunks.own;
  expect(tests().reserve(id, NUMBER).ok).toBe(true);
  const call = tests().place({ trunk: { id, kind, host: at }, tag: null, number: NUMBER, callerId: null });
  await ended(call);
  expect(scene.trunk('own').carried).toHaveLength(1);
});
test('one at a time, and ten in an hour', async () => {
  scene.trunk('carrier').refuses(486, { after: 200 });
  const call = place('carrier');
  expect(tests().reserve(trunks.carrier.id, NUMBER)).toMatchObject({ ok: false, error: { reason: 'busy' } });
  await ended(call);
  for (let n = 1; n < 10; n += 1) await ended(place('carrier'));
  expect(tests().reserve(trunks.carrier.id, NUMBER)).toMatchObject({ ok: false, error: { reason: 'often' } });
});
test('the limit of a trunk’s channels holds for it too', async () => {
  // Somebody is called by it already; a test call by another agent would be one.
  const first = place('narrow');
  await until(() => (stepsOf(now(first)).includes('answered') ? true : undefined));
  parts.tests?.close();
  parts.tests = testCalls({ events: scene.reader, writer: scene.writer, status: parts.status! });
  expect((await ended(place('narrow'))).end).toMatchObject({ cause: 'all-channels-busy' });
});
test('a trunk that is not loaded is said to be', async () => {
  const { id, kind } = sampleTrunk(9, host(9));
  expect(tests().reserve(id, NUMBER).ok).toBe(true);
  const call = tests().place({ trunk: { id, kind, host: '127.0.0.9' }, tag: null, number: NUMBER, callerId: null });
  expect((await ended(call)).end).toMatchObject({ cause: 'not-loaded' });
});
test('SECURITY: the core calls no emergency number for it, whoever asks', async () => {
  const before = scene.trunk('carrier').carried.length;
  await scene.writer.originate({
    channel: 'Local/s@sc-test/n',
    to: 'exten',
    context: 'sc-test-say',
    extension: 's',
    variables: { SC_PROBE: 'x', SC_BY: trunks.carrier.id, SC_FOR: '', SC_TO: '112', SC_SHOW: '' },
    wait: 'queued',
  });
  const said = await until(() => scene.events('ScTest')[0]);
  expect([said['status'], scene.trunk('carrier').carried.length - before]).toEqual(['NOTRUNK', 0]);
});
