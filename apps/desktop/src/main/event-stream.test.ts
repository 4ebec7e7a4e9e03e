import { expect, test } from 'vitest';
import { eventStream, type ServerSentEvent } from './event-stream.ts';

const read = (...chunks: string[]): ServerSentEvent[] => {
  const events: ServerSentEvent[] = [];
  const feed = eventStream((event) => events.push(event));
  for (const chunk of chunks) feed(chunk);
  return events;
};

test('reads events with and without a name', () =>
  expect(read('event: connected\ndata: {}\n\ndata: {"a":1}\n\n')).toEqual([
    { event: 'connected', data: '{}' },
    { event: 'message', data: '{"a":1}' },
  ]));
test('does not care where the chunks are cut', () => {
  const text = 'event: ping\r\ndata: \r\n\r\ndata: {"b":"ü"}\n\n';
  expect(read(...text)).toEqual([
    { event: 'ping', data: '' },
    { event: 'message', data: '{"b":"ü"}' },
  ]);
});
test('joins lines of data and skips comments and ids', () =>
  expect(read(': hello\nid: 7\ndata: one\ndata: two\n\n')).toEqual([{ event: 'message', data: 'one\ntwo' }]));
test('gives nothing for an event that never ends', () => expect(read('data: half')).toEqual([]));
