import { ok, type TenantSnapshot } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { mailboxText, type MailboxRow } from '../../platform/realtime/index.ts';
import { acme, withFlows, withVoicemail } from '../callflow/sample.ts';
import { lookAtMailboxes, mailboxNames, mailboxRowsOf, restoreMailboxes } from './mailbox-rows.ts';

const model = withFlows(withVoicemail(acme, [1, 2]), [{ extension: 2001, heardBy: ['2'] }]);
const [ann, bob] = model.users.map(({ id }) => `${id}@vm-a7k2`) as [string, string];
const sales = 'a7k2f0000001@vm-a7k2';
const row = (name: string, asWritten = true): MailboxRow => ({
  name,
  asWritten,
  text: asWritten ? mailboxText(name) : 'voicemail_users.email = eve@example.com',
});
const store = (rows: readonly MailboxRow[]) => {
  const written: string[] = [];
  return {
    written,
    readMailboxes: () => Promise.resolve(ok(rows)),
    writeMailboxes: ({ put = [] }: { readonly put?: readonly string[] }) => {
      written.push(...put);
      return Promise.resolve(ok(undefined));
    },
  };
};
const without = (one: TenantSnapshot): TenantSnapshot => withVoicemail(one, [2]);

test('a person with voicemail and a general mailbox have one, named by their ids (FR-006)', () =>
  expect(mailboxNames(model)).toEqual([ann, bob, sales].toSorted()));

test('an apply adds what is missing, mends what was edited, and takes away what the model had and has no more', async () => {
  const there = store([row(ann), row(bob, false), row('strange00001@vm-a7k2')]);
  const rows = await mailboxRowsOf(there, 'a7k2', { meant: mailboxNames(without(model)), last: mailboxNames(model) });
  expect(rows).toEqual({ ok: true, value: { put: [bob, sales].toSorted(), added: [sales], unused: [ann] } });
});

test('rows that vanished come back; what somebody made something else of is named and left', async () => {
  const there = store([row(bob, false)]);
  expect(await restoreMailboxes(there, model)).toEqual({ restored: [sales, ann].toSorted(), differ: [bob] });
  expect(there.written.toSorted()).toEqual([sales, ann].toSorted());
});

test('a difference is a row that is gone, changed or nobody’s; what the model says by now is none', () => {
  const found = (rows: readonly MailboxRow[], now: TenantSnapshot = model) =>
    lookAtMailboxes(rows, model, now).map(({ item }) => [item.name, item.found, item.object?.name ?? null]);
  expect(found([row(ann), row(bob), row(sales)])).toEqual([]);
  expect(found([row(bob, false), row(sales), row('strange00001@vm-a7k2')])).toEqual([
    [ann, 'missing', 'Ann 1001'],
    [bob, 'changed', 'Bob 1002'],
    ['strange00001@vm-a7k2', 'foreign', null],
  ]);
  // Switched off since, and its row is gone: the next apply has nothing to do about it.
  expect(found([row(bob), row(sales)], without(model))).toEqual([]);
});
