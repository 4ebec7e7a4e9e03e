import { request, type Agent } from 'node:https';

/** `fetch` over a TLS agent that trusts a private CA: Node's own fetch takes none. */
export const overHttps =
  (agent: Agent) =>
  (
    input: string | URL | Request,
    init: { method?: string; headers?: unknown; body?: unknown; signal?: unknown } = {},
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers as ConstructorParameters<typeof Headers>[0]));
      const call = request(
        input instanceof Request ? input.url : input,
        { method: init.method ?? 'GET', headers, agent },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            const found = Object.entries(answer.headers).flatMap(([name, value]) =>
              [value].flat().flatMap((one): [string, string][] => (one === undefined ? [] : [[name, one]])),
            );
            const status = answer.statusCode ?? 502;
            resolve(new Response(status === 204 ? null : Buffer.concat(parts), { status, headers: found }));
          });
        },
      );
      call.on('error', reject);
      call.end(typeof init.body === 'string' ? init.body : undefined);
    });
