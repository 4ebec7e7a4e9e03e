import { afterEach, expect, test } from 'vitest';
import { installation, type Installation, type Started } from './installation.ts';
import { longRun } from '../lab/runs.ts';

let place: Installation;
afterEach(() => place.remove());

test('--demo tells a call between real phones, and ends with Ctrl-C', async () => {
  place = await installation();
  const first = place.start('--demo');
  await first.up();
  expectStory(first);
  expect(first.printed).not.toContain('one-time code');
  const [, password = ''] = /admin@demo\.example +password (\S+)/.exec(first.printed) ?? [];
  const { token } = await place.client().auth.signIn.mutate({ email: 'admin@demo.example', password, client: 'api' });
  const admin = place.client(token ?? '');
  const { rows } = await admin.tenant.list.query();
  expect(rows.map(({ name, userCount }) => [name, userCount])).toEqual([
    ['Acme', 2],
    ['Beta', 2],
  ]);
  for (const { id: tenantId } of rows) {
    // What Asterisk reports arrives a moment later.
    const states = async () => (await admin.device.live.query({ tenantId })).devices.map(({ state }) => state);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['registered', 'registered']);
  }
  first.signal('SIGINT');
  expect(await first.ended).toBe(0);
  expect(place.processes()).toEqual([]);
});

// A start like the others, by other addresses, and one more of the same.
longRun('--demo tells its story again at the next start, and keeps its password to itself', async () => {
  place = await installation();
  const first = place.start('--demo');
  await first.up();
  const [, password = ''] = /admin@demo\.example +password (\S+)/.exec(first.printed) ?? [];
  first.signal('SIGINT');
  expect(await first.ended).toBe(0);
  const second = place.start('--demo');
  await second.up();
  expectStory(second);
  expect(second.printed).not.toContain(password);
  second.signal('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(place.processes()).toEqual([]);
});

longRun('listening everywhere, it tells addresses that people and phones can use', async () => {
  place = await installation();
  const started = place.start('--demo', '--host', '0.0.0.0', '--sip-bind', '0.0.0.0');
  await started.up();
  expectStory(started);
  expect(started.printed).not.toContain('https://0.0.0.0');
  const [, password = ''] = /admin@demo\.example +password (\S+)/.exec(started.printed) ?? [];
  const { token } = await place.client().auth.signIn.mutate({ email: 'admin@demo.example', password, client: 'api' });
  const { signalling } = await place.client(token ?? '').box.get.query();
  expect(signalling.address).not.toBe('0.0.0.0');
  started.signal('SIGTERM');
  expect(await started.ended).toBe(0);
});

longRun('--demo leaves a box alone that has an admin of its own', async () => {
  place = await installation();
  const own = place.start('--no-asterisk');
  const [, code = ''] = await own.until(/one-time code:\s+(\S+)/);
  await own.up();
  const admin = { name: 'Petra', email: 'petra@box.example', password: 'kelp-lantern-orbit-42' };
  await place.client().auth.bootstrap.mutate({ ...admin, code });
  own.signal('SIGTERM');
  await own.ended;
  const demo = place.start('--no-asterisk', '--demo');
  await demo.up();
  expect(demo.printed).toContain('this box has one already');
  expect((await place.get('/healthz')).status).toBe(200);
  demo.signal('SIGTERM');
  expect(await demo.ended).toBe(0);
});

function expectStory({ printed }: Started): void {
  const story = [
    'Four phones are registered',
    'Ann Lee (1001 of Acme) dials 1002',
    `Ben Ode's phone rings, showing "Ann Lee" 1001`,
    'Ben Ode answers',
    'They hear each other',
    'Ann Lee hangs up',
    "Beta's 1002 (Dan Fox) did not ring",
  ];
  const places = story.map((line) => printed.indexOf(line));
  expect(places, printed).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
}
