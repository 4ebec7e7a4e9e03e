import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { openSockets } from '../../../agent/src/server/open-sockets.ts';
import { tlsMaterial, type TlsMaterial } from '../../../agent/src/platform/tls/index.ts';
import { fakeRouter } from './router.ts';
import { FakeState } from './state.ts';

export interface FakeAgent {
  url: string;
  caFingerprint: string;
  state: FakeState;
  /** Cuts every connection and refuses new ones: the network is gone. */
  cut: () => Promise<void>;
  /** Listens again on the same port, with a new authority if asked for. */
  restore: (options?: { newAuthority?: boolean }) => Promise<void>;
  stop: () => Promise<void>;
}

/** The fake agent behind real HTTPS with a real authority, on a free port of the loopback. */
export async function startFakeAgent(): Promise<FakeAgent> {
  const state = new FakeState();
  const handler = createHTTPHandler({
    router: fakeRouter(state),
    basePath: '/trpc/',
    createContext: ({ req }) => ({ token: /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? null }),
  });
  const directory = mkdtempSync(join(tmpdir(), 'synergycall-fake-agent-'));
  let material: TlsMaterial = await tlsMaterial({ directory, names: [] });
  let server: Server;
  let sockets: ReturnType<typeof openSockets>;
  let port = 0;
  const listen = async () => {
    server = createServer({ key: material.key, cert: material.certificate }, (request, response) => {
      // As the real agent: a mutation has a body, also one that takes no input.
      const isEmpty =
        request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined;
      if (request.method !== 'POST' || !isEmpty) return handler(request, response);
      response.writeHead(400, { 'content-type': 'application/json' });
      const failure = { code: 'input.invalid', issues: [{ path: '', problem: 'malformed' }] };
      return response.end(JSON.stringify({ error: { message: failure.code, code: -32600, data: { failure } } }));
    });
    sockets = openSockets(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    sockets.destroyAll();
    await closed;
  };
  await listen();
  return {
    url: `https://127.0.0.1:${port}`,
    caFingerprint: material.caFingerprint,
    state,
    cut,
    restore: async (options) => {
      if (options?.newAuthority) {
        const other = mkdtempSync(join(tmpdir(), 'synergycall-fake-agent-'));
        material = await tlsMaterial({ directory: other, names: [] });
        rmSync(other, { recursive: true });
      }
      await listen();
    },
    stop: async () => {
      await cut();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
