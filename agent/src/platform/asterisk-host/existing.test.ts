import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addMissing } from './add-missing.ts';
import { adviceFor, amiPort, filesOfInterest, neededChanges, type FileNeeds, type NeededInput } from './existing.ts';

const account = (username: string, password: string) => ({
  host: '127.0.0.1' as const,
  port: 5038,
  username,
  password,
});
const ami = { writer: account('synergycall-writer', 'w-secret'), reader: account('synergycall-reader', 'r-secret') };
const sqlite: NeededInput = { realtime: { kind: 'sqlite', file: '/var/lib/synergycall/pbx.sqlite3' }, ami };
const mariadb: NeededInput = {
  realtime: { kind: 'mariadb', host: '127.0.0.1', port: 3306, database: 'pbx', user: 'pbx', password: 'db-secret' },
  ami,
};

const of = (needs: readonly FileNeeds[], file: string) =>
  needs.find((need) => need.file === file) ?? expect.fail(`no entry for ${file}`);

test('a bare host is told everything, file by file', () => {
  const needs = neededChanges({}, sqlite);
  expect(needs.map((need) => need.file)).toEqual(filesOfInterest('sqlite'));
  expect(of(needs, 'extensions.conf').missing).toBe('#tryinclude extensions.d/synergycall/*.conf\n');
  expect(of(needs, 'extconfig.conf').missing).toContain('ps_endpoints => sqlite3,pbx');
  expect(of(needs, 'modules.conf').missing).toContain('preload = res_config_sqlite3.so');
});

test.each([sqlite, mariadb])('appending what is missing leaves nothing missing ($realtime.kind)', (input) => {
  const before = {
    'extensions.conf': '[general]\nstatic=yes\n[globals]\n\n[from-carrier]\nexten => _X.,1,NoOp()\n',
    'pjsip.conf': '[global]\ntype=global\n',
    'manager.conf': '[general]\nenabled = no ; off for now\n[flash]\nsecret = theirs\n',
    'modules.conf': '[modules]\nautoload=yes\nnoload = chan_iax2.so\n',
    'sorcery.conf': ';[res_pjsip]\n;endpoint=realtime,ps_endpoints\n',
  };
  const needs = neededChanges(before, input);
  const after = Object.fromEntries(
    needs.map((need) => [need.file, `${(before as Record<string, string>)[need.file] ?? ''}${need.missing}`]),
  );
  expect(
    neededChanges(after, input)
      .map((need) => need.missing)
      .join(''),
  ).toBe('');
});

test('a value of the operator’s own is reported, never overruled', () => {
  const needs = neededChanges({ 'manager.conf': '[general]\nenabled = yes\nbindaddr = 0.0.0.0\n' }, sqlite);
  const manager = of(needs, 'manager.conf');
  expect(manager.conflicts).toEqual(['[general] has another bindaddr than "bindaddr = 127.0.0.1"']);
  expect(manager.missing).not.toContain('bindaddr');
  expect(manager.present).toContain('[general] enabled');
});

test('accepts what is there in another notation', () => {
  const needs = neededChanges(
    {
      'pjsip.conf': '#include "pjsip.d/synergycall/*.conf"\n',
      'extconfig.conf': '[settings]\nps_endpoints=>sqlite3,pbx ; mine\n',
    },
    sqlite,
  );
  expect(of(needs, 'pjsip.conf').missing).toBe('');
  expect(of(needs, 'extconfig.conf').missing).toBe(
    '[settings](+)\nps_auths => sqlite3,pbx\nps_aors => sqlite3,pbx\nvoicemail => sqlite3,pbx,voicemail_users\nqueues => sqlite3,pbx,queues\nqueue_members => sqlite3,pbx,queue_members\nmusiconhold => sqlite3,pbx,musiconhold\n',
  );
});

test('a host without autoload is told the modules; one that forbids some is told so', () => {
  const needs = neededChanges({ 'modules.conf': '[modules]\nautoload=no\nnoload => app_dial.so\n' }, mariadb);
  expect(of(needs, 'modules.conf').missing).toContain('load = res_sorcery_realtime.so');
  expect(of(needs, 'modules.conf').conflicts).toEqual(['noload=app_dial.so']);
  expect(of(needs, 'modules.conf').needsRestart).toBe(true);
  expect(of(needs, '../odbc.ini').missing).toContain('Driver = MariaDB Unicode');
});

test('finds the AMI port', () => {
  expect(amiPort({})).toBe(5_038);
  expect(amiPort({ 'manager.conf': '[general]\nport=>15038 ; moved\n[x]\nport=1\n' })).toBe(15_038);
});

test('advises where Asterisk’s own order would let a trunk pass for a phone, and where realms differ', () => {
  const advice = (text: string) => adviceFor({ 'pjsip.conf': text });
  expect(advice('[global]\ntype=global\nendpoint_identifier_order = username, ip\n')).toEqual([]);
  for (const text of ['', '[global]\nendpoint_identifier_order=ip,username,anonymous\n'])
    expect(advice(text)).toEqual([expect.stringContaining('endpoint_identifier_order = username,ip')]);
  expect(advice('[global]\nendpoint_identifier_order=username,ip\ndefault_realm=example.org\n')).toEqual([
    expect.stringContaining('default_realm in pjsip.conf is example.org'),
  ]);
});

test('a value that would break out of its line is refused', () => {
  const realtime = { ...mariadb.realtime, password: 'x\n[evil]' } as NeededInput['realtime'];
  expect(() => neededChanges({}, { ...mariadb, realtime })).toThrow(/realtime password holds characters/);
});

test('keeps secrets out of what is shown', () => {
  const shown = neededChanges({}, mariadb)
    .map((need) => need.shown)
    .join('');
  for (const secret of ['w-secret', 'r-secret', 'db-secret']) expect(shown).not.toContain(secret);
  expect(shown).toContain('secret = (secret)');
});

test('adding keeps every byte, the mode, and a copy; untouched files stay untouched', () => {
  const etc = mkdtempSync(join(tmpdir(), 'existing-'));
  const own = '[general]\nstatic=yes'; // no newline at its end
  writeFileSync(join(etc, 'extensions.conf'), own, { mode: 0o600 });
  writeFileSync(join(etc, 'pjsip.conf'), '#tryinclude pjsip.d/synergycall/*.conf\n');
  const added = addMissing(
    etc,
    neededChanges({ 'extensions.conf': own, 'pjsip.conf': '#tryinclude pjsip.d/synergycall/*.conf\n' }, sqlite),
    'STAMP',
  );
  const text = readFileSync(join(etc, 'extensions.conf'), 'utf8');
  expect(text.startsWith(`${own}\n`)).toBe(true);
  expect(text).toContain('#tryinclude extensions.d/synergycall/*.conf');
  expect(statSync(join(etc, 'extensions.conf')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(etc, 'extensions.conf.before-synergycall-STAMP'), 'utf8')).toBe(own);
  expect(added.map((entry) => entry.file)).not.toContain(join(etc, 'pjsip.conf'));
  expect(readdirSync(etc).some((name) => name.endsWith('-new'))).toBe(false);
  rmSync(etc, { recursive: true });
});
