import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bridgeHandlers } from '../../apps/desktop/src/main/calls.ts';
import { siteStore } from '../../apps/desktop/src/main/site-store.ts';
import { parseAddress } from '@synergycall/client';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';

/** Trust on first use over real TLS, without a window: the modules of main against an agent, a relay and a plain port. */
let agent: FakeAgent;
const folder = mkdtempSync(join(tmpdir(), 'synergycall-trust-'));
const servers: Server[] = [];
const main = bridgeHandlers({
  sites: siteStore(join(folder, 'sites.json')),
  vault: { seal: () => null, unseal: () => null },
  writeClipboard: () => undefined,
  setTheme: () => undefined,
  send: () => undefined,
  now: () => new Date(),
}).handlers;

const listening = async (server: Server, host: string): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
};
beforeAll(async () => {
  agent = await startFakeAgent();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await agent.stop();
  rmSync(folder, { recursive: true });
});
const status = (siteId: string) => main['agent.call']({ siteId, path: 'auth.status', type: 'query', input: undefined });
const failed = (code: string) => ({ ok: false, failure: expect.objectContaining({ code }) as unknown });

test('addresses are https, with or without saying so', () => {
  expect(parseAddress(' pbx.example.com:8443 ')).toEqual({
    ok: true,
    value: { url: 'https://pbx.example.com:8443', host: 'pbx.example.com:8443' },
  });
  expect(parseAddress('https://pbx.example.com/some/page')).toMatchObject({
    ok: true,
    value: { url: 'https://pbx.example.com' },
  });
  for (const bad of ['http://pbx.example.com', 'ftp://x', '', 'https://', 'https://user:pass@pbx.example.com', 'a b'])
    expect(parseAddress(bad), bad).toMatchObject({ ok: false });
});

test('nothing is trusted that the person did not compare', async () => {
  const wrong = agent.caFingerprint.replace(/^../, agent.caFingerprint.startsWith('00') ? '11' : '00');
  expect(await main['site.trust']({ url: agent.url, caFingerprint: wrong })).toEqual(
    failed('client.certificate-changed'),
  );
  expect(await main['sites.list'](undefined)).toEqual({ ok: true, data: [] });
});

test('a trusted agent is spoken to; the same authority under a name it is not made for is not', async () => {
  const trusted = await main['site.trust']({ url: agent.url, caFingerprint: agent.caFingerprint });
  if (!trusted.ok) throw new Error('not trusted');
  expect(await status(trusted.data.id)).toMatchObject({ ok: true });
  const relay = createServer((from) => {
    const to = connect(Number(new URL(agent.url).port), '127.0.0.1');
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });
  const url = `https://127.0.0.2:${await listening(relay, '127.0.0.2')}`;
  const elsewhere = await main['site.trust']({ url, caFingerprint: agent.caFingerprint });
  if (!elsewhere.ok) throw new Error('not trusted');
  const answer = await status(elsewhere.data.id);
  expect(answer).toEqual(failed('client.certificate-name'));
  expect(JSON.stringify(answer)).toContain('127.0.0.1');
});

test('a port that speaks no TLS, and one where nobody listens, are told apart', async () => {
  const plain = await listening(
    createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    '127.0.0.1',
  );
  expect(await main['site.probe']({ url: `https://127.0.0.1:${plain}` })).toEqual(failed('client.not-an-agent'));
  expect(await main['site.probe']({ url: 'https://127.0.0.1:1' })).toEqual(failed('client.unreachable'));
});

test('after a change of authority the old pin refuses, before a byte of a request', async () => {
  const known = await main['sites.list'](undefined);
  const site = known.ok ? known.data.find((s) => s.url === agent.url) : undefined;
  await agent.cut();
  await agent.restore({ newAuthority: true });
  expect(await status(site?.id ?? '')).toEqual(failed('client.certificate-changed'));
  expect(await main['site.probe']({ url: agent.url })).toMatchObject({ ok: true, data: { known: 'changed' } });
});
