import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobView } from '@synergycall/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf } from '../../platform/files/index.ts';
import { apply, discard, OLD, recovery, tag, withOld, world, type World } from './world.fake.ts';
import type { Hook } from './watched.fake.ts';

let w: World;
beforeEach(async () => {
  w = await world();
  await withOld(w);
});
afterEach(() => discard(w));

/** Does something once, just before the health call of the apply. */
const beforeTheHealthCall = (act: () => void): Hook => {
  let done = false;
  return (point, when) => {
    if (done || point !== 'asterisk.healthCall' || when !== 'before') return;
    done = true;
    act();
  };
};
const none = { tenantSuspended: false, suspendedUsers: new Set<never>(), revoked: new Set<string>() };

test('a tenant suspended while its apply is verified: applied all the same', async () => {
  const suspends = beforeTheHealthCall(() => {
    w.records.facts = { ...none, tenantSuspended: true };
    w.asterisk.astdb.set(`sc/live/${tag}/state`, 'suspended');
  });
  expect(await apply(w, suspends)).toMatchObject({ status: 'SUCCESS', error: null });
});

test('a new phone revoked while its apply is verified: applied without it', async () => {
  const phone = `${tag}-000003`;
  const hook: Hook = (point, when) => {
    if (point !== 'asterisk.setPointer' || when !== 'after') return;
    w.records.facts = { ...none, revoked: new Set([phone]) };
    void w.realtime.transact({ delete: [phone] });
  };
  expect(await apply(w, hook)).toMatchObject({ status: 'SUCCESS', error: null });
  const rows = await w.realtime.readAll(tag);
  expect(rows.ok && rows.value.map((row) => row.id)).toEqual([`${tag}-000001`]);
});

test('what no live act explains is undone, also when somebody was suspended meanwhile', async () => {
  const both = beforeTheHealthCall(() => {
    w.records.facts = { ...none, suspendedUsers: new Set([OLD.users[1]!.id]) };
    w.asterisk.astdb.set(`sc/live/${tag}/state`, 'suspended');
  });
  expect(await apply(w, both)).toMatchObject({ status: 'ROLLED_BACK', error: { step: 'verify' } });
});

test('nothing stays in the staging folder, however an apply ended', async () => {
  const staging = join(w.root, 'state/staging');
  const left = (): string[] => (existsSync(staging) ? readdirSync(staging) : []);
  const withOlderFile = async (): Promise<void> => {
    const path = `extensions.d/synergycall/tenants/${tag}.conf`;
    const { files } = w.sides();
    await files.swap({ path, text: '; older\n' });
    await files.remember([{ path, hash: hashOf('; older\n') }]);
    w.asterisk.restart();
  };
  const ends: JobView['status'][] = [];
  for (const broken of ['records.keepSnapshot', 'asterisk.reloadDialplan', '']) {
    await withOlderFile();
    let staged = false;
    let calls = 0;
    const job = await apply(w, (point, when) => {
      staged ||= left().length > 0;
      if (point === broken && when === 'before' && ++calls === 1) throw new Error('no');
    });
    expect(staged).toBe(true);
    expect(left()).toEqual([]);
    ends.push(job.status);
  }
  expect(ends).toEqual(['FAILED', 'ROLLED_BACK', 'SUCCESS']);
});

test('a journal that nobody can read any more asks for a person instead of being passed over', async () => {
  mkdirSync(join(w.root, 'journal'), { recursive: true });
  writeFileSync(join(w.root, 'journal/j0.journal'), 'damaged\ndamaged\ndamaged\n');
  expect(await recovery(w)).toMatchObject([{ id: 'j0', result: 'NEEDS_HELP', detail: 'the journal is damaged' }]);
});
