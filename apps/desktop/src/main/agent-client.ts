import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Failure } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import type { Answer } from '../bridge/contract.ts';
import { eventStream, type ServerSentEvent } from './event-stream.ts';
import { connectionFailure } from '@synergycall/client';

/** Where to and as whom: the address, the pinned authority and the session's token. */
export interface Target {
  url: string;
  host: string;
  caPem: string;
  token: string | null;
}
export interface AgentCall {
  path: string;
  type: 'query' | 'mutation';
  input: unknown;
}
export interface StreamHandlers {
  onOpen: () => void;
  onData: (data: unknown) => void;
  onFailure: (failure: AnyFailure) => void;
  /** The connection ended without a failure of the procedure: reconnect. */
  onLost: (failure: AnyFailure) => void;
  onEnd: () => void;
}

const TIMEOUT_MS = 20_000;
const MAX_BODY = 32 * 1024 * 1024;
/** The agent pings each 15 s: three missing pings are a dead connection. */
const STREAM_SILENCE_MS = 45_000;

/** SECURITY: only the pinned authority is believed, and the usual check of host names applies. */
const agents = new Map<string, Agent>();
function agentFor(caPem: string): Agent {
  const known = agents.get(caPem);
  if (known) return known;
  const made = new Agent({ ca: [caPem], keepAlive: true, maxSockets: 8, minVersion: 'TLSv1.2' });
  agents.set(caPem, made);
  return made;
}

/** One tRPC call over HTTPS. Never throws; anything unexpected becomes a failure with words. */
export function callAgent(target: Target, call: AgentCall): Promise<Answer<unknown>> {
  const isQuery = call.type === 'query';
  // The agent refuses a mutation without a body, also one that takes no input.
  const body = isQuery ? undefined : JSON.stringify(call.input ?? {});
  return new Promise((resolve) => {
    const fail = (failure: AnyFailure) => resolve({ ok: false, failure });
    const outgoing = request(urlOf(target, call.path, isQuery ? call.input : undefined), {
      ...options(target),
      method: isQuery ? 'GET' : 'POST',
      headers: { ...headers(target), ...(isQuery ? {} : { 'content-type': 'application/json' }) },
      timeout: TIMEOUT_MS,
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', (error) => fail(connectionFailure(error, target.host)));
    outgoing.on('response', (response) => {
      readBody(response).then(
        (text) => resolve(answerOf(text, target.host)),
        (error: unknown) => fail(connectionFailure(error, target.host)),
      );
    });
    outgoing.end(body);
  });
}

/** Opens a tRPC subscription (Server-Sent Events); the function it returns closes it. */
export function streamAgent(target: Target, call: { path: string; input: unknown }, on: StreamHandlers): () => void {
  let done = false;
  const settle = (act: () => void) => {
    if (done) return;
    done = true;
    act();
  };
  const outgoing = request(urlOf(target, call.path, call.input), {
    ...options(target),
    // A stream holds its socket for good: none of the pool's.
    agent: new Agent({ ca: [target.caPem], minVersion: 'TLSv1.2' }),
    method: 'GET',
    headers: { ...headers(target), accept: 'text/event-stream' },
  });
  const lost = (error: unknown) => settle(() => on.onLost(connectionFailure(error, target.host)));
  outgoing.setTimeout(STREAM_SILENCE_MS, () => outgoing.destroy(new Error('silence')));
  outgoing.on('error', lost);
  outgoing.on('response', (response) => {
    if (!(response.headers['content-type'] ?? '').startsWith('text/event-stream')) {
      readBody(response).then((text) => {
        const answer = answerOf(text, target.host);
        settle(() => on.onFailure(answer.ok ? { code: 'client.not-an-agent', host: target.host } : answer.failure));
      }, lost);
      return;
    }
    const feed = eventStream((event) => {
      if (done) return;
      const data = parse(event);
      // A ping says that the agent is still there, which is what the age of the data is counted from.
      if (event.event === 'connected' || event.event === 'ping') on.onOpen();
      else if (event.event === 'return') settle(on.onEnd);
      else if (event.event === 'serialized-error') settle(() => on.onFailure(failureIn(data) ?? unexpected('stream')));
      else if (event.event === 'message') on.onData(data);
    });
    response.setEncoding('utf8');
    response.on('data', feed);
    response.on('error', lost);
    response.on('end', () => lost(new Error('ended')));
  });
  outgoing.end();
  return () => {
    done = true;
    outgoing.destroy();
  };
}

const options = (target: Target): RequestOptions => ({ agent: agentFor(target.caPem) });
const headers = (target: Target): Record<string, string> =>
  target.token === null ? {} : { authorization: `Bearer ${target.token}` };
const urlOf = (target: Target, path: string, input: unknown): string =>
  `${target.url}/trpc/${path}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`;
const unexpected = (detail: string): AnyFailure => ({ code: 'client.unexpected', detail });

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('answer too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a tRPC answer: `{result:{data}}` or `{error:{data:{failure}}}`. */
function answerOf(text: string, host: string): Answer<unknown> {
  const parsed = parse({ data: text });
  if (isRecord(parsed) && isRecord(parsed['result'])) return { ok: true, data: parsed['result']['data'] };
  const failure = isRecord(parsed) ? failureIn(parsed['error']) : undefined;
  return { ok: false, failure: failure ?? { code: 'client.not-an-agent', host } };
}

function failureIn(error: unknown): Failure | undefined {
  if (!isRecord(error) || !isRecord(error['data'])) return undefined;
  const failure = error['data']['failure'];
  return isRecord(failure) && typeof failure['code'] === 'string' ? (failure as unknown as Failure) : undefined;
}

function parse(event: Pick<ServerSentEvent, 'data'>): unknown {
  try {
    return JSON.parse(event.data);
  } catch {
    return undefined;
  }
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
