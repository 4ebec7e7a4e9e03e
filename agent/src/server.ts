import { chmodSync, rmSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import type { TlsMaterial } from './platform/tls/index.ts';
import { agentApp, type AppOptions } from './server/app.ts';
import { openSockets } from './server/open-sockets.ts';

export interface ServerOptions extends AppOptions {
  readonly tls: TlsMaterial;
  readonly host: string;
  /** 0: a free one. */
  readonly httpsPort: number;
  /** Answers everything with a redirect to HTTPS; null: no such port. */
  readonly httpPort: number | null;
  /** A unix socket besides (TLS too), for those who come through SSH; readable by its owner alone. */
  readonly socketPath?: string;
}

export interface RunningServer {
  readonly httpsPort: number;
  readonly httpPort: number | null;
  /** New connections get this certificate. */
  setTls(material: TlsMaterial): void;
  /** Stops listening, lets requests finish for `graceMs`, then cuts what is left (live streams). */
  close(graceMs?: number): Promise<void>;
}

/** Listens. Rejects with the system's error (`EADDRINUSE`) when an address can't be had; nothing is left open then. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const app = agentApp(options);
  const secure = (): HttpsServer =>
    createAdaptorServer({
      fetch: app.fetch,
      createServer: createHttps,
      serverOptions: {
        key: options.tls.key,
        cert: options.tls.certificate,
        minVersion: 'TLSv1.2',
        // Slow senders are cut; answers (live streams) may last.
        requestTimeout: 30_000,
        headersTimeout: 10_000,
        handshakeTimeout: 10_000,
        keepAliveTimeout: 65_000,
        maxHeaderSize: 16_384,
      },
    }) as HttpsServer;
  const open: Opened[] = [];
  const opened = <S extends HttpServer | HttpsServer>(server: S): S => {
    open.push({ server, sockets: openSockets(server) });
    return server;
  };
  try {
    const https = opened(secure());
    const httpsPort = await listen(https, { port: options.httpsPort, host: options.host });
    let httpPort: number | null = null;
    if (options.httpPort !== null) {
      const http = opened(redirectServer(httpsPort));
      httpPort = await listen(http, { port: options.httpPort, host: options.host });
    }
    const socket = options.socketPath === undefined ? undefined : opened(secure());
    if (socket && options.socketPath !== undefined) {
      // Left behind by a kill -9; a live agent on it would hold the ports above.
      rmSync(options.socketPath, { force: true });
      await listen(socket, { path: options.socketPath });
      chmodSync(options.socketPath, 0o600);
    }
    return {
      httpsPort,
      httpPort,
      setTls(material) {
        for (const server of [https, socket])
          server?.setSecureContext({ key: material.key, cert: material.certificate, minVersion: 'TLSv1.2' });
      },
      close: (graceMs = 2_000) => closeAll(open, graceMs),
    };
  } catch (error) {
    await closeAll(open, 0);
    throw error;
  }
}

async function listen(
  server: HttpServer | HttpsServer,
  where: { port?: number; host?: string; path?: string },
): Promise<number> {
  server.listen(where);
  await once(server, 'listening');
  const address = server.address() as AddressInfo | string | null;
  return typeof address === 'object' && address ? address.port : 0;
}

interface Opened {
  readonly server: HttpServer | HttpsServer;
  readonly sockets: ReturnType<typeof openSockets>;
}

async function closeAll(all: readonly Opened[], graceMs: number): Promise<void> {
  const timer = setTimeout(() => all.forEach(({ sockets }) => sockets.destroyAll()), graceMs);
  await Promise.all(
    all.map(({ server }) => {
      if (!server.listening) return Promise.resolve();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    }),
  );
  clearTimeout(timer);
}

function redirectServer(httpsPort: number): HttpServer {
  return createHttp({ requestTimeout: 10_000, headersTimeout: 10_000, maxHeaderSize: 8_192 }, (request, response) => {
    // SECURITY: only a plain host name goes back out, and the answer holds nothing else of the request's headers.
    const host = /^(\[[0-9a-f:]+\]|[\w.-]+)(:\d+)?$/i.exec(request.headers.host ?? '')?.[1];
    const path = request.url?.startsWith('/') ? request.url : '/';
    if (!host) response.writeHead(400).end();
    else response.writeHead(308, { location: `https://${host}:${httpsPort}${path}`, connection: 'close' }).end();
  });
}
