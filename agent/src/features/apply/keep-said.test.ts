import { expect, test } from 'vitest';
import { fakeAmi } from '../../platform/ami/ami.fake.ts';
import { silent } from '../../router.fake.ts';
import { keepSaid } from './keep-said.ts';

/** Which tenants' notes were taken. */
function listening() {
  const [events, writer] = [fakeAmi(), fakeAmi()];
  const taken: string[] = [];
  const settle = (tag: string) => {
    taken.push(tag);
    return Promise.resolve('live' as const);
  };
  const stop = keepSaid({ events, writer, live: { settle }, log: silent });
  return { events, writer, taken, stop };
}

test('what phones said while nobody listened is taken as soon as somebody does again', async () => {
  const { events, writer, taken } = listening();
  // The first look, at the start, finds nothing.
  await expect.poll(() => writer.sent.length).toBe(1);
  events.setState({ tag: 'connecting', since: 0, attempt: 1 });
  const notes = ['a7k2/u/a00000000001/dnd.1.1', 'a7k2/u/a00000000001/busy.2.2', 'b3m4/f/f00000000001/hours.1.3'];
  // The last is another reader's.
  writer.script('DBGetTree', () =>
    [...notes, 'c5n6/emergency/1.2'].map((key) => ({ key: `/sc/said/${key}`, val: 'on' })),
  );
  events.setState({ tag: 'live', since: 0, booted: true });
  await expect.poll(() => taken).toEqual(['a7k2', 'b3m4']);
});
test('an event is taken at once, and nothing of a tenant that is none', () => {
  const { events, taken, stop } = listening();
  events.emit({ event: 'UserEvent', userevent: 'ScSaid', tag: 'a7k2' });
  events.emit({ event: 'UserEvent', userevent: 'ScSaid', tag: '../x' });
  stop();
  events.emit({ event: 'UserEvent', userevent: 'ScSaid', tag: 'b3m4' });
  expect(taken).toEqual(['a7k2']);
});
