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
  events.setState({ tag: 'connecting', since: 0, attempt: 1 });
  writer.astdb.set('/sc/said/a7k2/u/a00000000001/dnd.1795000000.1', 'on');
  writer.astdb.set('/sc/said/a7k2/u/a00000000001/busy.1795000001.2', 'off');
  writer.astdb.set('/sc/said/b3m4/f/f00000000001/hours.1795000000.3', 'open:a00000000001');
  // Another reader's.
  writer.astdb.set('/sc/said/c5n6/emergency/1.2', 'x');
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
