import { expect, test } from 'vitest';
import type { AgentEvent } from '../bridge/contract.ts';
import type { StreamHandlers } from './agent-client.ts';
import { subscriptions } from './subscriptions.ts';

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function world() {
  const sent: AgentEvent[] = [];
  const streams: { on: StreamHandlers; stopped: boolean }[] = [];
  const waits: { ms: number; act: () => void }[] = [];
  const live = subscriptions({
    target: (siteId) =>
      Promise.resolve(siteId === 'gone' ? undefined : { url: 'https://x', host: 'x', caPem: '', token: 't' }),
    stream: (_target, _call, on) => {
      const stream = { on, stopped: false };
      streams.push(stream);
      return () => {
        stream.stopped = true;
      };
    },
    send: (event) => sent.push(event),
    after: (ms, act) => {
      waits.push({ ms, act });
      return () => undefined;
    },
  });
  return { live, sent, streams, waits };
}
const topic = { id: 'a', siteId: 's', path: 'device.onLive', input: {} };

test('passes on what comes, and says when it is live', async () => {
  const { live, sent, streams } = world();
  live.start(topic);
  await settle();
  streams[0]!.on.onOpen();
  streams[0]!.on.onData({ n: 1 });
  expect(sent).toEqual([
    { id: 'a', tag: 'state', state: 'connecting' },
    { id: 'a', tag: 'state', state: 'live' },
    { id: 'a', tag: 'data', data: { n: 1 } },
  ]);
});

test('waits longer after each loss, up to ten seconds, and starts short again once it was live', async () => {
  const { live, streams, waits } = world();
  live.start(topic);
  for (let n = 0; n < 7; n++) {
    await settle();
    streams.at(-1)!.on.onLost({ code: 'client.unreachable', host: 'x' });
    waits.at(-1)!.act();
  }
  expect(waits.map((w) => w.ms)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  await settle();
  streams.at(-1)!.on.onOpen();
  streams.at(-1)!.on.onLost({ code: 'client.unreachable', host: 'x' });
  expect(waits.at(-1)!.ms).toBe(500);
});

test('does not try again when the agent refuses or its authority changed', async () => {
  for (const failure of [{ code: 'auth.required' }, { code: 'client.certificate-changed', host: 'x' }] as const) {
    const { live, sent, streams, waits } = world();
    live.start(topic);
    await settle();
    if (failure.code === 'auth.required') streams[0]!.on.onFailure(failure);
    else streams[0]!.on.onLost(failure);
    expect(sent.at(-1)).toEqual({ id: 'a', tag: 'failed', failure });
    expect(waits).toEqual([]);
  }
});

test('closing stops the stream, also one that is just being opened', async () => {
  const { live, streams } = world();
  live.start(topic);
  live.close('a');
  await settle();
  expect(streams).toEqual([]);
  live.start(topic);
  await settle();
  live.close('a');
  expect(streams[0]!.stopped).toBe(true);
});

test('keeps a page from opening streams without end', () => {
  const { live } = world();
  const opened = Array.from({ length: 60 }, (_, n) => live.start({ ...topic, id: `t${n}` }));
  expect(opened.filter(Boolean)).toHaveLength(50);
});
