import { TRPCError, type AnyRouter } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Failure } from '@synergycall/domain';
import type { OpenApiRouter } from 'trpc-to-openapi';
import type { Logger } from '../platform/log/index.ts';
import { failureFromTrpc, STATUS_CODES_IN_USE, toTrpcError } from './errors.ts';
import type { RequestContext } from './context.ts';
import type { ProcedureMeta } from './trpc.ts';

/*
 * The REST face. The document comes from trpc-to-openapi; the requests are answered here, because its handler sets
 * `coerce` on the very schemas that tRPC validates with (3.3.0): after the first GET, "false" is true everywhere.
 */

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly path: string;
  /** How a query's text becomes each key's type. */
  readonly kinds: ReadonlyMap<string, Kind>;
}
type Kind = 'text' | 'number' | 'boolean' | 'list';
type Caller = { readonly [name: string]: Caller } & ((input: unknown) => Promise<unknown>);

export interface RestRequest {
  readonly request: Request;
  /** Path inside the face: `/tenants/abc/users`. */
  readonly path: string;
  readonly createContext: () => Promise<RequestContext>;
}

/** Answers requests of the face. */
export function restHandler(options: {
  readonly router: AnyRouter;
  readonly log: Logger;
}): (asked: RestRequest) => Promise<Response> {
  const routes = routesOf(options.router);
  const createCaller = options.router.createCaller as unknown as (ctx: RequestContext) => Caller;
  return async ({ request, path, createContext }) => {
    try {
      const { route, params } = find(routes, request.method, path);
      const input = {
        ...(route.method === 'GET' || route.method === 'DELETE' ? fromQuery(request, route) : await fromBody(request)),
        ...params,
      };
      const caller = createCaller(await createContext());
      const procedure = route.path.split('.').reduce((at, name) => at[name] as Caller, caller);
      return json(200, (await procedure(input)) ?? {});
    } catch (error) {
      const known = toTrpcError(error, { log: options.log, path });
      const failure = failureFromTrpc(known);
      return json(getHTTPStatusCodeFromError(known), { code: failure.code, failure });
    }
  };
}

/** OpenAPI 3.1 document of the face; failures are described once, as they are answered. */
export async function openApiDocument(router: AnyRouter, about: { version: string; baseUrl: string }): Promise<object> {
  // When somebody asks: reading it takes as long as a fifth of the agent's start.
  const { generateOpenApiDocument } = await import('trpc-to-openapi');
  const document = generateOpenApiDocument(router as unknown as OpenApiRouter, {
    title: 'SynergyCall',
    description: 'Management of multi-tenant Asterisk PBXs. Sign in at /auth/sign-in and send the token as bearer.',
    version: about.version,
    baseUrl: about.baseUrl,
    openApiVersion: '3.1.0',
  });
  const failed = {
    description: 'A failure: its code, and the fields that belong to it',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Failed' } } },
  };
  for (const operations of Object.values(document.paths ?? {}) as Record<
    string,
    { responses?: Record<string, unknown> }
  >[])
    for (const operation of Object.values(operations)) {
      if (!operation.responses) continue;
      const done = operation.responses['200'];
      operation.responses = { 200: done, ...Object.fromEntries(STATUS_CODES_IN_USE.map((status) => [status, failed])) };
    }
  const components = (document.components ??= {});
  components.schemas = {
    ...Object.fromEntries(Object.entries(components.schemas ?? {}).filter(([name]) => !name.startsWith('error.'))),
    Failed: {
      type: 'object',
      required: ['code', 'failure'],
      properties: {
        code: { type: 'string', examples: ['extension.taken' satisfies Failure['code']] },
        failure: {
          type: 'object',
          required: ['code'],
          properties: { code: { type: 'string' } },
          additionalProperties: true,
        },
      },
      additionalProperties: false,
    },
  };
  return document;
}

function routesOf(router: AnyRouter): readonly Route[] {
  const procedures = Object.entries(
    router._def.procedures as Record<string, { _def: { type: string; meta?: ProcedureMeta; inputs: unknown[] } }>,
  );
  return (
    procedures
      .flatMap(([path, { _def }]) => {
        const openapi = _def.meta?.openapi;
        if (!openapi || _def.type === 'subscription') return [];
        const pattern = new RegExp(`^${openapi.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);
        return [
          {
            method: openapi.method,
            pattern,
            path,
            kinds: kindsOf(_def.inputs),
            literal: openapi.path.replaceAll(/\{\w+\}/g, '\uffff'),
          },
        ];
      })
      // `/users/next` before `/users/{id}`.
      .toSorted((a, b) => (a.literal < b.literal ? -1 : 1))
  );
}

function find(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match)
      return { route, params: Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, decode(v)])) };
  }
  throw new TRPCError({ code: 'NOT_FOUND' });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new TRPCError({ code: 'NOT_FOUND' });
  }
}

function fromQuery(request: Request, route: Route): Record<string, unknown> {
  const query = new URL(request.url).searchParams;
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => [key, typed(route.kinds.get(key) ?? 'text', query.getAll(key))]),
  );
}

/** Text that isn't of the kind stays text, so that the schema refuses it and says so. */
function typed(kind: Kind, values: readonly string[]): unknown {
  const [value = ''] = values;
  if (kind === 'list') return values;
  if (kind === 'number') return /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

async function fromBody(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text === '') return {};
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new TRPCError({ code: 'PARSE_ERROR' });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new TRPCError({ code: 'PARSE_ERROR' });
  return body as Record<string, unknown>;
}

interface Schema {
  readonly def?: { readonly type: string; readonly innerType?: Schema };
  readonly shape?: Readonly<Record<string, Schema>>;
}

function kindsOf(inputs: readonly unknown[]): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const input of inputs as readonly Schema[])
    for (const [key, schema] of Object.entries(bare(input).shape ?? {})) {
      const type = bare(schema).def?.type;
      kinds.set(key, type === 'number' || type === 'boolean' ? type : type === 'array' ? 'list' : 'text');
    }
  return kinds;
}

/** Without optional, nullable, default. */
const bare = (schema: Schema): Schema => (schema.def?.innerType ? bare(schema.def.innerType) : schema);

const json = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
