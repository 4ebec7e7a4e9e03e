import { describe, expect, test } from 'vitest';
import { doctor, type Look, type Looks } from './doctor.ts';
import { certificateLook, clockLook, foldersLook, fromHealth, jobsLook, journalsLook, shadowLook } from './looks.ts';

const fine: Look = () => Promise.resolve({ state: 'ok', detail: '', remedy: '' });
const NAMES = [
  ...(['database', 'realtime', 'ami', 'asterisk', 'disk', 'includes', 'folders'] as const),
  ...(['shadow', 'journals', 'drift', 'jobs', 'certificate', 'clock'] as const),
];
const all = (some: Partial<Looks>): Looks => ({
  ...(Object.fromEntries(NAMES.map((name) => [name, fine])) as unknown as Looks),
  ...some,
});

describe('the doctor', () => {
  test('answers while a look hangs, and shows no text of an error', async () => {
    const { checks } = await doctor(
      all({
        ami: () => new Promise(() => undefined),
        clock: () => Promise.reject(new Error('postgres://user:secret@host')),
      }),
      { version: '1', timeoutMs: 20 },
    )();
    expect(checks).toHaveLength(13);
    expect(checks.find((one) => one.name === 'ami')).toMatchObject({
      state: 'not-checked',
      detail: 'no answer in 20 ms',
    });
    expect(JSON.stringify(checks)).not.toContain('secret');
  });

  test('who asks while it looks gets the same answer', async () => {
    let boots = 0;
    const ask = doctor(all({ shadow: () => ((boots += 1), fine()) }), { version: '1' });
    await Promise.all([ask(), ask(), ask()]);
    expect(boots).toBe(1);
    await ask();
    expect(boots).toBe(2);
  });

  test('a part that is down fails with its remedy; what is absent on purpose is only told', async () => {
    const part = (state: 'down' | 'absent' | 'degraded') =>
      fromHealth(
        () =>
          Promise.resolve({
            at: '2026-01-01T00:00:00.000Z',
            state: 'ok',
            version: '1',
            components: [{ name: 'realtime', state, detail: 'd', sinceAt: null, ms: null }],
          }),
        'realtime',
      )();
    expect(await part('down')).toMatchObject({ state: 'failed', remedy: expect.stringContaining('realtime database') });
    expect(await part('degraded')).toMatchObject({ state: 'warning' });
    expect(await part('absent')).toMatchObject({ state: 'not-checked', remedy: '' });
  });

  test('folders that refuse, journals that are open and jobs that need a person are named', async () => {
    expect(await foldersLook(['/a', '/b'], (folder) => Promise.resolve(folder === '/a'))()).toMatchObject({
      state: 'failed',
      detail: 'can’t be written: /b',
    });
    expect(await journalsLook(() => Promise.resolve(1))()).toMatchObject({
      state: 'warning',
      detail: '1 journal is open',
    });
    const [help, late] = [
      { id: 'j1', tenant: null },
      { id: 'j2', tenant: 'Acme' },
    ];
    const jobs = (needHelp: (typeof help | typeof late)[], overdue: (typeof help | typeof late)[]) =>
      jobsLook(() => Promise.resolve({ needHelp, overdue }))();
    expect(await jobs([help], [late])).toMatchObject({ state: 'failed', detail: 'j1 (box)' });
    expect(await jobs([], [late])).toMatchObject({ state: 'warning', detail: expect.stringContaining('j2 (Acme)') });
    expect(await jobs([], [])).toMatchObject({ state: 'ok' });
  });

  test('an agent without a throwaway Asterisk still applies, and is told so', async () => {
    expect(await shadowLook(() => Promise.resolve({ ms: 41.6, ownNetwork: true }))()).toMatchObject({
      state: 'ok',
      detail: 'boots in 42 ms, in a network of its own',
    });
    expect(await shadowLook(() => Promise.resolve({ reason: 'no permission' }))()).toMatchObject({ state: 'warning' });
    expect(await shadowLook(null)()).toMatchObject({ state: 'not-checked' });
  });

  test('a certificate is told of two weeks before its end, and a clock that is off by seconds', async () => {
    const now = () => Date.parse('2026-01-01T00:00:00Z');
    const until = (day: string) => certificateLook(() => new Date(day), now)();
    expect(await until('2026-02-01')).toMatchObject({ state: 'ok', detail: 'until 2026-02-01' });
    expect(await until('2026-01-10')).toMatchObject({ state: 'warning' });
    expect(await until('2025-12-31')).toMatchObject({ state: 'failed' });
    expect(await clockLook(() => Promise.resolve(new Date(now() + 5_000)), now)()).toMatchObject({ state: 'warning' });
    expect(await clockLook(() => Promise.resolve(new Date(now() + 100)), now)()).toMatchObject({ state: 'ok' });
  });
});
