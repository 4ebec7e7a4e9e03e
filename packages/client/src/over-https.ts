import { request, type Agent } from 'node:https';

/** An agent that says nothing for so long won't: whoever waits is told, and does not wait for ever. */
const QUIET_MS = 120_000;

/** `fetch` over a TLS agent that trusts a private CA: Node's own fetch takes none. Rejects when `quietMs` bring nothing. */
export const overHttps =
  (agent: Agent, { quietMs = QUIET_MS }: { readonly quietMs?: number } = {}) =>
  (
    input: string | URL | Request,
    init: { method?: string; headers?: unknown; body?: unknown; signal?: unknown } = {},
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries(new Headers(init.headers as ConstructorParameters<typeof Headers>[0]));
      const call = request(
        input instanceof Request ? input.url : input,
        {
          method: init.method ?? 'GET',
          headers,
          agent,
          timeout: quietMs,
          ...(init.signal instanceof AbortSignal && { signal: init.signal }),
        },
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
      call.on('timeout', () => call.destroy(new Error(`no answer in ${quietMs} ms`)));
      call.end(typeof init.body === 'string' ? init.body : undefined);
    });
