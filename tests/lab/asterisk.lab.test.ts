import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amiWire } from './ami-wire.ts';
import { labAsterisk } from './asterisk.ts';
import { samplePhone, sampleSchema } from './sample-realtime.ts';
import { sippRegisters } from './sipp.ts';
import type { LabAsterisk } from './types.ts';

/** The subprotocol a websocket handshake ends in. */
function upgrade(ask: typeof request, options: { port: number; ca?: Buffer }): Promise<string | undefined> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol': 'sip',
  };
  return new Promise((resolve, reject) => {
    const asking = ask({ host: '127.0.0.1', path: '/ws', headers, ...options });
    asking.once(
      'upgrade',
      (response, socket) => (socket.destroy(), resolve(response.headers['sec-websocket-protocol'])),
    );
    asking.once('response', (response) => reject(new Error(`refused with ${response.statusCode}`)));
    asking.once('error', reject);
    asking.end();
  });
}

const extensions = '[try]\nexten => 1,1,Answer()\n same => n,Wait(1)\n same => n,Hangup()\n';

describe.each(['sqlite', 'mariadb'] as const)('a private Asterisk with %s', (kind) => {
  let asterisk: LabAsterisk;
  let twin: LabAsterisk;

  beforeAll(async () => {
    const options = { realtime: kind, schema: sampleSchema, handWritten: { extensions } };
    [asterisk, twin] = await Promise.all([labAsterisk(options), labAsterisk(options)]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([asterisk?.release(), twin?.release()]);
  });

  test('runs beside a twin, as an ordinary user, on ports of its own', () => {
    expect(asterisk.pid).not.toBe(twin.pid);
    expect(asterisk.ports.sip).not.toBe(twin.ports.sip);
    expect(asterisk.version).toMatch(/^22\./);
    expect(statSync(`/proc/${asterisk.pid}`).uid).toBe(asterisk.runAs.uid);
  });

  test('boots without a complaint', () => {
    const complaints = readFileSync(asterisk.paths.fullLog, 'utf8')
      .split('\n')
      .filter((line) => /\] (WARNING|ERROR)/.test(line));
    expect(complaints).toEqual([]);
  });

  test('lets a phone register as soon as its rows exist, and refuses a wrong password', async () => {
    await samplePhone(asterisk.realtime, { id: 'k7f-desk', password: 'right-one', context: 'try' });
    expect(await sippRegisters({ username: 'k7f-desk', password: 'right-one', port: asterisk.ports.sip })).toBe(true);
    expect(await sippRegisters({ username: 'k7f-desk', password: 'wrong-one', port: asterisk.ports.sip })).toBe(false);
    expect(await asterisk.cli('pjsip show contacts')).toContain('k7f-desk');
    expect(await twin.cli('pjsip show contacts')).not.toContain('k7f-desk');
  });

  test('answers on TLS, and speaks SIP over WS and WSS', async () => {
    const ca = readFileSync(asterisk.tls.ca);
    const refused = new Promise((_, reject) =>
      connectTls({
        host: '127.0.0.1',
        port: asterisk.ports.sipTls,
        ca,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }).once('error', reject),
    );
    await expect(refused).rejects.toThrow(/alert|SSL|protocol|ECONNRESET/);
    const tls = await new Promise<string | null>((resolve, reject) => {
      const socket = connectTls(
        { host: '127.0.0.1', port: asterisk.ports.sipTls, ca },
        () => (resolve(socket.getProtocol()), socket.destroy()),
      );
      socket.once('error', reject);
    });
    expect(tls).toMatch(/^TLSv1\.3$/);
    expect(await upgrade(request, { port: asterisk.ports.ws })).toBe('sip');
    expect(await upgrade(requestTls, { port: asterisk.ports.wss, ca })).toBe('sip');
  });

  test('gives the writer what apply needs and no event but FullyBooted', async () => {
    const ami = await amiWire(asterisk.ami.writer);
    await ami.waitFor('FullyBooted');
    const answers: Record<string, string | undefined> = {};
    const act = async (action: string, fields: Record<string, string> = {}) => {
      const { Response, Message } = await ami.send(action, fields);
      answers[action] = Response === 'Success' ? 'Success' : Message;
    };
    await act('DBPut', { Family: 'try', Key: 'a', Val: '1' });
    await act('DBGet', { Family: 'try', Key: 'a' });
    await act('DBDel', { Family: 'try', Key: 'a' });
    await act('DBPut', { Family: 'try', Key: 'b', Val: '1' });
    await act('DBDelTree', { Family: 'try' });
    await act('Reload', { Module: 'pbx_config' });
    await act('ShowDialPlan', { Context: 'try' });
    await act('PJSIPShowEndpoint', { Endpoint: 'k7f-desk' });
    await act('PJSIPShowEndpoints');
    await act('PJSIPShowContacts');
    await act('CoreShowChannels');
    await act('Originate', { Channel: 'Local/1@try/n', Context: 'try', Exten: '1', Priority: '1', Async: 'true' });
    if (kind === 'mariadb')
      await act('SorceryMemoryCacheExpireObject', { Cache: 'res_pjsip/endpoint', Object: 'k7f-desk' });
    expect(Object.entries(answers).filter(([, answer]) => answer !== 'Success')).toEqual([]);
    const refused = await ami.send('Command', { Command: 'core show version' });
    expect(refused['Message']).toBe('Permission denied');
    const strangers = ami.events.filter(
      (event) => event['Event'] && event['Event'] !== 'FullyBooted' && event['ActionID'] === undefined,
    );
    expect(strangers.map((event) => event['Event'])).toEqual([]);
    ami.close();
  });

  test('gives the reader events and no power', async () => {
    const ami = await amiWire(asterisk.ami.reader);
    await ami.waitFor('FullyBooted');
    const writer = await amiWire(asterisk.ami.writer);
    await writer.send('Originate', {
      Channel: 'Local/1@try/n',
      Context: 'try',
      Exten: '1',
      Priority: '1',
      Async: 'true',
    });
    await ami.waitFor('Newchannel');
    await ami.waitFor('Hangup');
    for (const action of ['DBPut', 'Reload', 'Originate', 'Command', 'GetConfig', 'PJSIPShowEndpoints']) {
      expect([action, (await ami.send(action))['Message']]).toEqual([action, 'Permission denied']);
    }
    expect((await ami.send('Events', { EventMask: 'off' }))['Response']).toBe('Success');
    writer.close();
    ami.close();
  });

  test('comes back after kill -9 with its AstDB and its registrations', async () => {
    const ami = await amiWire(asterisk.ami.writer);
    await ami.send('DBPut', { Family: 'try', Key: 'kept', Val: '1' });
    ami.close();
    // AstDB reaches the disk within about a second (ASTERISK.md).
    await expect
      .poll(() => asterisk.cli('database query "SELECT 1"').then(() => statSync(asterisk.paths.astdb).size))
      .toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await asterisk.kill('SIGKILL');
    expect(asterisk.pid).toBeUndefined();
    await asterisk.start();
    expect(await asterisk.cli('database show try')).toContain('kept');
    expect(await asterisk.cli('pjsip show contacts')).toContain('k7f-desk');
  });

  test('keeps secrets away from its command line and from other users', () => {
    const command = readFileSync(`/proc/${asterisk.pid}/cmdline`, 'utf8');
    const environment = readFileSync(`/proc/${asterisk.pid}/environ`, 'utf8');
    const secrets = [asterisk.ami.writer.password, asterisk.ami.reader.password];
    if (asterisk.realtime.kind === 'mariadb') secrets.push(asterisk.realtime.password);
    for (const secret of secrets) {
      expect(command).not.toContain(secret);
      expect(environment).not.toContain(secret);
    }
    for (const file of ['manager.conf', kind === 'mariadb' ? 'res_odbc.conf' : 'res_config_sqlite3.conf']) {
      expect(statSync(`${asterisk.paths.etc}/${file}`).mode & 0o007).toBe(0);
    }
  });
});
