import { userId, tenantId, type HandlingView, type TenantId } from '@synergycall/domain';
import { afterEach, expect, test } from 'vitest';
import { mintTenantScope, systemActor } from '../../rpc/index.ts';
import { handlingWatch } from './handling-watch.ts';

const ann = userId.parse('000000000001');
const [acme, zoo] = ['t00000000001', 't00000000002'].map((id) => tenantId.parse(id)) as [TenantId, TenantId];
const scope = mintTenantScope(acme, systemActor('test'));
const view = (dnd: boolean): HandlingView => ({
  userId: ann,
  dnd,
  forwards: { always: null, busy: null, noanswer: null, away: null },
  ringSeconds: null,
  rings: 20,
  voicemail: true,
  hasPin: false,
});

/** What PostgreSQL says of Ann; undefined: she is gone. */
let stored: HandlingView | undefined = view(false);
let looks = 0;
const read = () => {
  looks += 1;
  return Promise.resolve(stored as never);
};
// So long that nothing is told but by a change.
const watch = handlingWatch({ database: { read }, refreshMs: 600_000 });
afterEach(() => {
  stored = view(false);
  looks = 0;
});
const follow = (ends: AbortController) => watch.follow(scope, { userId: ann, signal: ends.signal });

test('tells what calls do now, and again when this agent changed it, but nothing that is the same', async () => {
  const ends = new AbortController();
  const told = follow(ends);
  expect((await told.next()).value).toMatchObject({ dnd: false });
  const next = told.next();
  watch.changed(zoo);
  expect(looks).toBe(1);
  watch.changed(acme);
  await expect.poll(() => looks).toBe(2);
  stored = view(true);
  watch.changed(acme);
  expect((await next).value).toMatchObject({ dnd: true });
  ends.abort();
  expect(await told.next()).toEqual({ done: true, value: undefined });
});

test('looks again by itself, for what another agent changed', async () => {
  const ends = new AbortController();
  const told = handlingWatch({ database: { read }, refreshMs: 5 }).follow(scope, { userId: ann, signal: ends.signal });
  await told.next();
  stored = view(true);
  expect((await told.next()).value).toMatchObject({ dnd: true });
  ends.abort();
  await told.return(undefined);
});

test('ends with the reason when the person is gone', async () => {
  const told = follow(new AbortController());
  await told.next();
  stored = undefined;
  const next = told.next();
  watch.changed(acme);
  await expect(next).rejects.toMatchObject({ failure: { code: 'user.not-found', id: ann } });
});
