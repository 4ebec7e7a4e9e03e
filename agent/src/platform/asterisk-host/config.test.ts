import { describe, expect, test } from 'vitest';
import { baseConfig, type BaseConfigInput } from './config.ts';
import { holdMusic } from './hold-music.ts';
import { instancePaths } from './layout.ts';
import { parseLine } from './rootfs.ts';
import { parseSections } from './sections.ts';
import { isSupported, parseVersion } from './version.ts';

const account = (username: string, password: string) => ({
  host: '127.0.0.1' as const,
  port: 5038,
  username,
  password,
});
const input: BaseConfigInput = {
  name: 'x',
  paths: instancePaths('/srv/x', '/r/usr/share/asterisk'),
  ports: { sip: 5060, sipTls: 5061, ws: 8088, wss: 8089, ami: 5038, rtp: [10_000, 10_100] },
  addresses: { bind: '127.0.0.1' },
  ami: { writer: account('w', 'ws'), reader: account('r', 'rs') },
  realtime: { kind: 'sqlite', file: '/srv/x/realtime/pbx.sqlite3' },
  tls: { certificate: '/srv/x/c', key: '/srv/x/k', ca: '/srv/x/c' },
  install: { modules: '/r/modules', data: '/r/usr/share/asterisk', odbcDriver: '/r/libmaodbc.so' },
};
const mariadb = {
  kind: 'mariadb',
  host: '127.0.0.1',
  port: 3306,
  database: 'pbx',
  user: 'pbx',
  password: 'db-secret',
} as const;

describe('the base files', () => {
  test('keep live_dangerously off, AMI on loopback and dangerous modules out', () => {
    const files = baseConfig(input);
    expect(files['../asterisk.conf']).toContain('live_dangerously = no');
    expect(files['manager.conf']).toContain('bindaddr = 127.0.0.1');
    for (const module of ['func_shell', 'app_system', 'app_exec', 'pbx_spool', 'func_sorcery', 'func_curl'])
      expect(files['modules.conf']).not.toContain(module);
  });

  test('look into files before the realtime store, so hand-written trunks stay', () => {
    const lines = parseSections(baseConfig(input)['sorcery.conf'] ?? '')[0]?.lines;
    expect(lines?.slice(0, 2)).toEqual([
      'endpoint=config,pjsip.conf,criteria=type=endpoint',
      'endpoint=realtime,ps_endpoints',
    ]);
  });

  test('cache MariaDB’s objects, each cache above its object', () => {
    const lines = parseSections(baseConfig({ ...input, realtime: mariadb })['sorcery.conf'] ?? '')[0]?.lines ?? [];
    for (const object of ['endpoint', 'auth', 'aor']) {
      const first = lines.findIndex((line) => line.startsWith(`${object}=`) || line.startsWith(`${object}/`));
      expect(lines[first]).toMatch(`${object}/cache=memory_cache`);
    }
  });

  test('hold the database password in res_odbc.conf only', () => {
    const holders = Object.entries(baseConfig({ ...input, realtime: mariadb })).filter(([, text]) =>
      text.includes('db-secret'),
    );
    expect(holders.map(([name]) => name)).toEqual(['res_odbc.conf']);
  });

  test('announce the public address only when one is given', () => {
    expect(baseConfig(input)['pjsip.conf']).not.toContain('external_');
    const nat = baseConfig({
      ...input,
      addresses: { bind: '0.0.0.0', external: '203.0.113.5', localNets: ['192.168.0.0/16'] },
    });
    expect(nat['pjsip.conf']).toContain(
      'external_media_address = 203.0.113.5\nexternal_signaling_address = 203.0.113.5\nlocal_net = 192.168.0.0/16',
    );
  });

  test.each([
    { addresses: { bind: '127.0.0.1\n[evil]' } },
    { addresses: { bind: '127.0.0.1', external: 'a;b' } },
    { realtime: { ...mariadb, password: 'x\nusername => root' } },
    { realtime: { ...mariadb, password: 'x;y' } },
    { tls: { certificate: '/a b', key: '/k', ca: '/c' } },
  ] satisfies Partial<BaseConfigInput>[])('refuse a value that would break out of its line: %j', (hostile) => {
    expect(() => baseConfig({ ...input, ...hostile })).toThrow(/asterisk-host/);
  });
});

test('reads sections past comments and escapes', () => {
  const text = ';[no]\n[a](+) ; c\nx = 1 ; y\n;-- [b]\nz = 2 --;\ns = a\\;b\n#include f\n[c]\n[d](!)\n[e](!,a)\n';
  expect(parseSections(text)).toEqual([
    { name: 'a', lines: ['x = 1', 's = a\\;b'], isTemplate: false },
    { name: 'c', lines: [], isTemplate: false },
    { name: 'd', lines: [], isTemplate: true },
    { name: 'e', lines: [], isTemplate: true },
  ]);
});

test('knows versions', () => {
  expect(parseVersion('Asterisk 22.10.1+dfsg+~cs6.17-1\n')).toBe('22.10.1');
  expect(parseVersion('Asterisk certified/20.7-cert2')).toBe('20.7');
  expect([isSupported('22.0.0'), isSupported('20.7'), isSupported('222.1')]).toEqual([true, false, false]);
});

test('reads debootstrap’s progress', () => {
  expect(parseLine('I: Retrieving libc6 2.41-1')).toEqual({
    tag: 'working',
    phase: 'retrieving',
    detail: 'Retrieving libc6 2.41-1',
  });
  expect(parseLine('W: something')).toEqual({ tag: 'working', phase: 'other', detail: 'something' });
});

test('the music on hold is a WAV of 12 s that loops without a click', () => {
  const wav = holdMusic();
  expect(wav.subarray(0, 4).toString()).toBe('RIFF');
  expect((wav.length - 44) / 2 / 8_000).toBe(12);
  expect(Math.abs(wav.readInt16LE(44) - wav.readInt16LE(wav.length - 2))).toBeLessThan(800);
});
