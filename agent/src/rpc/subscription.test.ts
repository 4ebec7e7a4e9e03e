import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { contextOf, denyingDatabase } from '../router.fake.ts';
import { FailureError } from './failure.ts';
import { whileSignedIn } from './subscription.ts';

const { database } = denyingDatabase();

test('a stream that waits ends when its session is over, and ends its source', async () => {
  const closed = Promise.withResolvers<void>();
  async function* source() {
    try {
      yield 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
      yield 2;
    } finally {
      closed.resolve();
    }
  }
  const context = { ...contextOf(database, []), readSession: () => Promise.resolve(undefined), recheckMs: 10 };
  const stream = whileSignedIn(source(), context);
  expect(await stream.next()).toEqual({ done: false, value: 1 });
  await expect(stream.next()).rejects.toEqual(new FailureError({ code: 'auth.required' }));
  await closed.promise;
});

test('a database that is away ends no stream', async () => {
  async function* source() {
    yield 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
    yield 2;
  }
  const context = { ...contextOf(database, []), readSession: () => Promise.reject(new Error('down')), recheckMs: 5 };
  const seen: number[] = [];
  for await (const item of whileSignedIn(source(), context)) seen.push(item);
  expect(seen).toEqual([1, 2]);
});

test('a stream keeps nothing of what it has passed on', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const passed: WeakRef<object>[] = [];
  async function* source() {
    for (let n = 0; n < 20; n++) {
      const item = { n };
      passed.push(new WeakRef(item));
      yield item;
    }
    await new Promise(() => undefined);
  }
  const context = { ...contextOf(database, []), readSession: () => new Promise<undefined>(() => undefined) };
  const stream = whileSignedIn(source(), context);
  for (let n = 0; n < 20; n++) await stream.next();
  void stream.next();
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  expect(passed.filter((item) => item.deref() !== undefined).length).toBeLessThan(3);
});
