import { fail, ok, type JobView } from '@synergycall/domain';
import { afterEach, expect, test, vi } from 'vitest';
import type { AmiState } from '../../platform/ami/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { keepReconciled } from './keep-reconciled.ts';

const log = createLog({ level: 'silent' });
const live: AmiState = { tag: 'live', booted: true } as AmiState;
const job = (status: JobView['status']) => ok({ id: 'j00000000000', status } as JobView);

function asterisk() {
  const listeners = new Set<() => void>();
  const writer = {
    state: { tag: 'connecting', since: 0, attempt: 1 } as AmiState,
    onFullyBooted(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    boots() {
      writer.state = live;
      for (const listener of listeners) listener();
    },
  };
  return writer;
}
const service = () => ({
  unfinished: false,
  behind: false,
  recover: vi.fn(async () => []),
  reconcile: vi.fn(async (_which?: { readonly onlyOwed: boolean }) => ({
    tenants: 0,
    repaired: [],
    rows: { restored: [], left: [], differ: [] },
    complete: true,
  })),
  ensureCore: vi.fn<() => Promise<ReturnType<typeof job> | ReturnType<typeof busy> | undefined>>(async () => undefined),
});
const busy = () => fail({ code: 'apply.busy' as const, since: '', by: 'somebody' });

let keeper: ReturnType<typeof keepReconciled> | undefined;
afterEach(() => keeper?.stop());

test('an Asterisk that comes after the agent gets its core, and gets it once', async () => {
  const [writer, s] = [asterisk(), service()];
  s.ensureCore.mockResolvedValue(job('SUCCESS'));
  keeper = keepReconciled(s, { writer, log, everyMs: 5 });
  await vi.waitFor(() => expect(s.recover).toHaveBeenCalled());
  expect(s.ensureCore).not.toHaveBeenCalled();
  writer.boots();
  await vi.waitFor(() => expect(s.ensureCore).toHaveBeenCalled());
  s.behind = true;
  await vi.waitFor(() => expect(s.reconcile.mock.calls.length).toBeGreaterThan(2));
  expect(s.ensureCore).toHaveBeenCalledTimes(1);
});

test('a core that is refused is tried again when Asterisk boots anew, not every second', async () => {
  const [writer, s] = [asterisk(), service()];
  s.ensureCore.mockResolvedValue(job('FAILED'));
  keeper = keepReconciled(s, { writer, log, everyMs: 5 });
  writer.boots();
  await vi.waitFor(() => expect(s.ensureCore).toHaveBeenCalledTimes(1));
  s.behind = true;
  await vi.waitFor(() => expect(s.reconcile.mock.calls.length).toBeGreaterThan(2));
  expect(s.ensureCore).toHaveBeenCalledTimes(1);
  writer.boots();
  await vi.waitFor(() => expect(s.ensureCore).toHaveBeenCalledTimes(2));
});

test('a core that another apply kept waiting is written as soon as that has ended', async () => {
  const [writer, s] = [asterisk(), service()];
  s.ensureCore.mockResolvedValueOnce(busy());
  keeper = keepReconciled(s, { writer, log, everyMs: 5 });
  writer.boots();
  await vi.waitFor(() => expect(s.ensureCore).toHaveBeenCalledTimes(2));
});

test('what the agent has written at its start is not written again for the same boot', async () => {
  const [writer, s] = [asterisk(), service()];
  keeper = keepReconciled(s, { writer, log, everyMs: 5, coreTried: true });
  writer.boots();
  await vi.waitFor(() => expect(s.reconcile).toHaveBeenCalled());
  expect(s.ensureCore).not.toHaveBeenCalled();
});

test('after a boot all tenants are looked at; for what is owed, only those are', async () => {
  const [writer, s] = [asterisk(), service()];
  keeper = keepReconciled(s, { writer, log, everyMs: 5, coreTried: true });
  writer.boots();
  await vi.waitFor(() => expect(s.reconcile).toHaveBeenCalledWith({ onlyOwed: false }));
  s.reconcile.mockClear();
  s.behind = true;
  await vi.waitFor(() => expect(s.reconcile.mock.calls.length).toBeGreaterThan(1));
  expect(s.reconcile).not.toHaveBeenCalledWith({ onlyOwed: false });
});

test('an Asterisk that boots while tenants are looked at has them looked at again', async () => {
  const [writer, s] = [asterisk(), service()];
  const round = Promise.withResolvers<void>();
  const done = await s.reconcile();
  s.reconcile.mockClear();
  s.reconcile.mockImplementationOnce(async () => (await round.promise, done));
  keeper = keepReconciled(s, { writer, log, everyMs: 5, coreTried: true });
  writer.boots();
  await vi.waitFor(() => expect(s.reconcile).toHaveBeenCalledTimes(1));
  writer.boots();
  round.resolve();
  await vi.waitFor(() => expect(s.reconcile.mock.calls).toEqual([[{ onlyOwed: false }], [{ onlyOwed: false }]]));
});
