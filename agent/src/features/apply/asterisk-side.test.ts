import { e164, ok, type TenantTag } from '@synergycall/domain';
import { expect, test, vi } from 'vitest';
import { fakeAmi, type Ami, type AmiMessage, type Channel } from '../../platform/ami/index.ts';
import { astdbFile } from '../../platform/astdb/index.ts';
import { asteriskSide } from './asterisk-side.ts';

test.each([
  ['MariaDB', true],
  ['SQLite', false],
])(
  'on %s, what Asterisk has cached of a phone is expired twice or not at all: a look-up under way may put the old row back',
  async (_store, cached) => {
    const expired: string[] = [];
    const writer: Ami = {
      ...fakeAmi(),
      send: async () => ok({}),
      expireCached: async ({ cache, id }) => {
        expired.push(`${cache} ${id}`);
        return ok(true);
      },
    };
    const side = asteriskSide({ writer, events: writer, astdb: astdbFile('/nowhere'), cli: null, cached });
    expect(await side.expireCached(['a7k2-000001'])).toMatchObject({ ok: true });
    const once = ['res_pjsip/endpoint', 'res_pjsip/auth', 'res_pjsip/aor'].map((cache) => `${cache} a7k2-000001`);
    expect(expired).toEqual(cached ? [...once, ...once] : []);
  },
);

test('channels of other live tenants are not counted; trunks and Local channels of nobody are', async () => {
  const channel = (name: string, accountCode: string, duration: string) => ({ name, accountCode, duration }) as Channel;
  const writer: Ami = {
    ...fakeAmi(),
    coreShowChannels: async () =>
      ok([
        channel('PJSIP/a7k2-000001-00000001', 'a7k2', '00:00:01'),
        channel('PJSIP/b3m4-000001-00000002', 'b3m4', '00:00:02'),
        channel('Local/1001@sc-t-b3m4-00000003;1', 'b3m4', '00:00:03'),
        channel('Local/1001@sc-t-a7k2-00000004;1', 'a7k2', '00:00:04'),
        channel('PJSIP/trunk-00000005', '', '01:00:05'),
        // An account code written by hand that is no tenant's.
        channel('PJSIP/trunk-00000006', 'main', '00:00:06'),
      ]),
  };
  const pointers = ok(['a7k2', 'b3m4'].map((key) => ({ family: 'sc/ptr', key, value: '7' })));
  const astdb = { ...astdbFile('/nowhere'), read: (family: string) => (family === 'sc/ptr' ? pointers : ok([])) };
  const side = asteriskSide({ writer, events: writer, astdb, cli: null, cached: false });
  expect(await side.channelAges('a7k2' as TenantTag)).toEqual(ok([1, 4, 3605, 6]));
});

test('an Asterisk that hangs on the order of the health call is a failure of that call, not the end of the agent', async () => {
  vi.useFakeTimers();
  try {
    const hung: Ami = {
      ...fakeAmi(),
      originate: () =>
        new Promise((resolve) =>
          setTimeout(
            () => resolve({ ok: false, error: { code: 'ami.timeout', action: 'Originate', afterMs: 8_000 } }),
            8_000,
          ),
        ),
    };
    const side = asteriskSide({
      writer: hung,
      events: fakeAmi(),
      astdb: astdbFile('/nowhere'),
      cli: null,
      cached: false,
    });
    const call = side.healthCall({ tag: 'a7k2' as TenantTag, extension: 1001 });
    // Its report is late at 5 s, while nobody waits for it yet: an unhandled rejection would fail this run.
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await call).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  } finally {
    vi.useRealTimers();
  }
});

test('a health call that asks for a public number says whose it is; one that asks for an extension names no number', async () => {
  const asked: Readonly<Record<string, string>>[] = [];
  let tell: (event: AmiMessage) => void = () => undefined;
  const events: Ami = {
    ...fakeAmi(),
    waitLive: async () => true,
    on: (_name, handler) => ((tell = handler), () => undefined),
  };
  const report = { userevent: 'ScHealth', generation: '42', reason: 'ring', resolved: 'PJSIP/b8m3-000001' };
  const writer: Ami = {
    ...fakeAmi(),
    originate: async ({ variables = {} }) => {
      asked.push(variables);
      tell({ ...report, probe: variables['SC_PROBE'] ?? '', tag: variables['SC_DID'] ? 'b8m3' : '' });
      return ok('queued');
    },
  };
  const side = asteriskSide({ writer, events, astdb: astdbFile('/nowhere'), cli: null, cached: false });
  const tag = 'a7k2' as TenantTag;
  const number = e164.parse('+15550100');
  expect(await side.healthCall({ tag, extension: null, number })).toEqual(
    ok({ tag: 'b8m3', generation: 42, reason: 'ring', resolved: ['b8m3-000001'] }),
  );
  expect(await side.healthCall({ tag, extension: 1001 })).toMatchObject({ ok: true, value: { generation: 42 } });
  expect(asked).toMatchObject([{ SC_EXT: '', SC_DID: '15550100' }, { SC_EXT: '1001' }]);
  expect(asked[1]).not.toHaveProperty('SC_DID');
});

test('what phones said by codes is found beside notes of emergency calls, which another reader takes', async () => {
  const keys = ['u/u00000000001/dnd.1796032800.17', 'f/f00000000001/hours.1796032800.18', 'emergency/1796032800.19'];
  const writer: Ami = {
    ...fakeAmi(),
    list: async (_action, fields) =>
      ok(keys.map((key) => ({ key: `/${String(fields?.['Family'])}/${key}`, val: 'on' }) as unknown as AmiMessage)),
  };
  const side = asteriskSide({ writer, events: writer, astdb: astdbFile('/nowhere'), cli: null, cached: false });
  const found = await side.saidNotes('a7k2' as TenantTag);
  expect(found.ok && found.value.map(({ family, key }) => `${family}/${key}`)).toEqual([
    'sc/said/a7k2/u/u00000000001/dnd.1796032800.17',
    'sc/said/a7k2/f/f00000000001/hours.1796032800.18',
  ]);
});
