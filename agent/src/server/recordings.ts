import type { AnyRouter } from '@trpc/server';
import { failureFromTrpc, toTrpcError } from '../rpc/errors.ts';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Logger } from '../platform/log/index.ts';
import type { RequestContext } from '../rpc/index.ts';

type Sound = { readonly sound: string };
interface Caller {
  readonly self: {
    recording(input: { mailbox: string; id: string }): Promise<Sound>;
    greetingSound(): Promise<Sound>;
  };
}

export const RECORDINGS = '/recordings/';

/**
 * Sounds of one's own as files that a browser can play and jump in: `/recordings/messages/<mailbox>/<id>` and
 * `/recordings/greeting`. SECURITY: behind the same procedures as the API, so whose they are is decided in one place;
 * nothing is kept by the browser.
 */
export function recordings({ router, log }: { readonly router: AnyRouter; readonly log: Logger }) {
  const createCaller = router.createCaller as unknown as (ctx: RequestContext) => Caller;
  return async (request: Request, createContext: () => Promise<RequestContext>): Promise<Response> => {
    const path = new URL(request.url).pathname.slice(RECORDINGS.length);
    const [, mailbox = '', id = ''] = /^messages\/([0-9a-z]+)\/([0-9a-f-]+)$/.exec(path) ?? [];
    if (mailbox === '' && path !== 'greeting') return new Response(null, { status: 404 });
    try {
      const { self } = createCaller(await createContext());
      const { sound } = await (mailbox === '' ? self.greetingSound() : self.recording({ mailbox, id }));
      return rangeOf(Buffer.from(sound, 'base64'), request.headers.get('range'));
    } catch (error) {
      const known = toTrpcError(error, { log, path: request.url });
      return Response.json({ failure: failureFromTrpc(known) }, { status: getHTTPStatusCodeFromError(known) });
    }
  };
}

/** The whole, or the one part that was asked for (RFC 9110, 14). */
export function rangeOf(wav: Buffer, range: string | null): Response {
  const headers = { 'content-type': 'audio/wav', 'accept-ranges': 'bytes', 'cache-control': 'private, no-store' };
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return answer(wav, { status: 200, headers });
  const first = from === '' ? Math.max(0, wav.length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? wav.length - 1 : Math.min(Number(to), wav.length - 1);
  if (first > last)
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${wav.length}` } });
  return answer(wav.subarray(first, last + 1), {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${first}-${last}/${wav.length}` },
  });
}

const answer = (part: Buffer, init: { status: number; headers: Record<string, string> }): Response =>
  new Response(new Uint8Array(part), { ...init, headers: { ...init.headers, 'content-length': String(part.length) } });
