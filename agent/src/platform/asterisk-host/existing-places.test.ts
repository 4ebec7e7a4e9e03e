import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { phonesReach, placesOf, programOf } from './existing-places.ts';

let etc: string;
beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), 'places-'));
});
afterEach(() => rmSync(etc, { recursive: true }));
const write = (name: string, text: string) => writeFileSync(join(etc, name), text);

const usual = {
  astdb: '/var/lib/asterisk/astdb.sqlite3',
  controlSocket: '/var/run/asterisk/asterisk.ctl',
  spool: '/var/spool/asterisk',
};

test('a template section, as Debian ships it, says nothing', () => {
  expect(placesOf(etc)).toEqual({ etc, ...usual });
  write('asterisk.conf', '[directories](!)\nastdbdir => /elsewhere\nastrundir => /elsewhere\n');
  expect(placesOf(etc)).toEqual({ etc, ...usual });
});

test('what asterisk.conf says counts, AstDB beside the rest of varlib unless it has a place of its own', () => {
  write(
    'asterisk.conf',
    '[directories]\nastvarlibdir => /srv/a/lib\nastrundir=>/srv/a/run ; here\nastspooldir => /srv/spool\n',
  );
  expect(placesOf(etc)).toEqual({
    etc,
    astdb: '/srv/a/lib/astdb.sqlite3',
    controlSocket: '/srv/a/run/asterisk.ctl',
    spool: '/srv/spool',
  });
  write(
    'asterisk.conf',
    '[directories]\nastetcdir => /srv/etc\nastdbdir => /srv/db\nastvarlibdir => /srv/lib\n[files]\nastctl = a.ctl\n',
  );
  expect(placesOf(etc)).toEqual({
    etc: '/srv/etc',
    astdb: '/srv/db/astdb.sqlite3',
    controlSocket: '/var/run/asterisk/a.ctl',
    spool: '/var/spool/asterisk',
  });
});

test('what phones reach is read from the transports', () => {
  const nothing = { bind: undefined, external: undefined, udp: null, tcp: null, tls: null, wss: null };
  expect(phonesReach(etc)).toEqual(nothing);
  write(
    'pjsip.conf',
    [
      '[t](!)\ntype=transport\nprotocol=tcp\nbind=10.0.0.1:1',
      '[udp]\ntype = transport\nprotocol = udp\nbind = 192.0.2.10:5080\nexternal_signaling_address = pbx.example',
      '[tls]\ntype=transport\nprotocol=tls\nbind=[2001:db8::1]',
      '[wss]\ntype=transport\nprotocol=wss\nbind=0.0.0.0',
      '[phone]\ntype=endpoint\nbind=1.1.1.1:9',
    ].join('\n'),
  );
  const known = { bind: '192.0.2.10', external: 'pbx.example', udp: 5080, tcp: null, tls: 5061 };
  expect(phonesReach(etc)).toEqual({ ...known, wss: null });
  write('http.conf', '[general]\nenabled=yes\ntlsenable=yes\ntlsbindaddr=0.0.0.0:8443\n');
  expect(phonesReach(etc)).toEqual({ ...known, wss: 8443 });
});

test('a second process of it is started from where the first one is', () => {
  const [bin, data, modules] = ['bin', 'data', 'modules'].map((name) => join(etc, name)) as [string, string, string];
  for (const folder of [bin, join(data, 'documentation'), modules]) mkdirSync(folder, { recursive: true });
  write('asterisk.conf', `[directories]\nastmoddir => ${modules}\nastdatadir => ${data}\n`);
  expect(programOf(etc, `relative:${bin}`)?.data).toBeUndefined();
  write('bin/asterisk', '');
  write('data/documentation/core-en_US.xml', '<docs/>');
  expect(programOf(etc, `relative:${bin}`)).toEqual({ command: join(bin, 'asterisk'), args: [], modules, data });
});
