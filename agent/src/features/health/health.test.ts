import { describe, expect, test } from 'vitest';
import { fakeAmi } from '../../platform/ami/index.ts';
import { healthService, type Probe, type Probes } from './health.service.ts';
import { absent, amiProbe, asteriskProbe, databaseProbe, diskProbe, realtimeProbe } from './probes.ts';

const fine: Probe = async () => ({ state: 'ok', detail: '' });
const hangs: Probe = () => new Promise(() => undefined);
const all = (some: Partial<Probes> = {}): Probes => ({
  database: fine,
  realtime: fine,
  ami: fine,
  asterisk: fine,
  disk: fine,
  ...some,
});
const look = (probes: Probes) => healthService({ version: '1.2.3', probes, timeoutMs: 30 }).get();

describe('health', () => {
  test('is ok when all parts are', async () => {
    expect(await look(all())).toMatchObject({
      state: 'ok',
      version: '1.2.3',
      components: expect.arrayContaining([expect.objectContaining({ name: 'disk', state: 'ok' })]),
    });
  });

  test('answers while a part hangs, and names it', async () => {
    const view = await look(all({ ami: hangs, asterisk: hangs }));
    expect(view.state).toBe('degraded');
    expect(view.components.filter((c) => c.state === 'down')).toMatchObject([
      { name: 'ami', detail: 'no answer in 30 ms' },
      { name: 'asterisk' },
    ]);
  });

  test('is down without the database; what is absent on purpose is no fault', async () => {
    expect((await look(all({ database: hangs }))).state).toBe('down');
    expect((await look(all({ ami: absent('no Asterisk was found') }))).state).toBe('ok');
  });

  test('a part that hangs is asked once until it answers', async () => {
    let asked = 0;
    const gate = Promise.withResolvers<Awaited<ReturnType<Probe>>>();
    const stuck: Probe = () => ((asked += 1), gate.promise);
    const health = healthService({ version: '0', probes: all({ disk: stuck }), timeoutMs: 10, cacheMs: 0 });
    expect([(await health.get()).state, (await health.get()).state, asked]).toEqual(['degraded', 'degraded', 1]);
    gate.resolve({ state: 'ok', detail: '' });
    await expect.poll(async () => [(await health.get()).state, asked > 1]).toEqual(['ok', true]);
  });

  test('an error’s text stays inside', async () => {
    const leaks: Probe = () => Promise.reject(new Error('connect postgres://agent:hunter2@db'));
    expect(JSON.stringify(await look(all({ realtime: leaks })))).not.toContain('hunter2');
  });

  test('asked often, it looks once; since says since when a part is as it is', async () => {
    let asked = 0;
    let clock = 0;
    const counts: Probe = async () => ({ state: ++asked > 1 ? 'down' : 'ok', detail: '' });
    const options = { version: '0', probes: all({ disk: counts }), now: () => new Date(clock) };
    const cached = healthService(options);
    await Promise.all([cached.get(), cached.get(), cached.get()]);
    expect(asked).toBe(1);
    const uncached = healthService({ ...options, cacheMs: 0 });
    const disk = async () => (await uncached.get()).components.find((c) => c.name === 'disk');
    clock = 1_000;
    expect(await disk()).toMatchObject({ state: 'down', sinceAt: '1970-01-01T00:00:01.000Z' });
    clock = 2_000;
    expect(await disk()).toMatchObject({ state: 'down', sinceAt: '1970-01-01T00:00:01.000Z' });
  });
});

describe('probes', () => {
  const ask = (probe: Probe) => probe(new AbortController().signal);

  test('AMI: both accounts, one, none', async () => {
    const [writer, events] = [fakeAmi(), fakeAmi()];
    const probe = amiProbe({ writer, events });
    expect((await ask(probe)).state).toBe('ok');
    events.setState({ tag: 'down', since: 0, reason: 'login-refused' });
    expect(await ask(probe)).toEqual({ state: 'degraded', detail: 'events: login-refused' });
    writer.setState({ tag: 'connecting', since: 0, attempt: 3 });
    expect((await ask(probe)).state).toBe('down');
  });

  test('Asterisk: answers, still boots, is gone', async () => {
    const writer = fakeAmi();
    writer.script('CoreStatus', () => [{ response: 'Success', corecurrentcalls: '2' }]);
    expect(await ask(asteriskProbe(writer))).toEqual({ state: 'ok', detail: '2 calls' });
    writer.setState({ tag: 'live', since: 0, booted: false });
    expect((await ask(asteriskProbe(writer))).state).toBe('degraded');
    writer.setState({ tag: 'down', since: 0, reason: 'hung' });
    expect(await ask(asteriskProbe(writer))).toEqual({ state: 'down', detail: 'ami.down' });
  });

  test('databases', async () => {
    expect((await ask(databaseProbe({ ping: async () => 1.4 }))).state).toBe('ok');
    const store = {
      kind: 'mariadb' as const,
      ping: async () => ({ ok: false as const, error: { code: 'realtime.busy' as const, store: 'mariadb' as const } }),
    };
    expect(await ask(realtimeProbe(store))).toEqual({ state: 'down', detail: 'mariadb: realtime.busy' });
  });

  test.each([
    [50e9, 'ok'],
    [0.5e9, 'degraded'],
    [50e6, 'down'],
  ])('%d bytes left on a disk of 100 GB are %s', async (free, state) => {
    const probe = diskProbe(async () => ({ bavail: free / 4096, blocks: 100e9 / 4096, bsize: 4096 }));
    expect((await ask(probe)).state).toBe(state);
  });
});
