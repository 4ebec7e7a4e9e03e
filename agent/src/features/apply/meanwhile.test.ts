import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobView } from '@synergycall/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hashOf } from '../../platform/files/index.ts';
import { apply, discard, live, NEW, OLD, recovery, tag, withOld, world, type World } from './world.fake.ts';
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

test('nothing half made stays, however an apply ended; what touched Asterisk leaves its texts with who, when and why', async () => {
  const path = `extensions.d/synergycall/tenants/${tag}.conf`;
  const folder = join(w.root, 'state/generations');
  const withOlderFile = async (): Promise<void> => {
    const { files } = w.sides();
    await files.swap({ path, text: '; older\n' });
    await files.remember([{ path, hash: hashOf('; older\n') }]);
    w.asterisk.restart();
  };
  const ends: JobView['status'][] = [];
  for (const broken of ['records.keepSnapshot', 'asterisk.reloadDialplan', '']) {
    await withOlderFile();
    let calls = 0;
    const job = await apply(w, (point, when) => {
      if (point === broken && when === 'before' && ++calls === 1) throw new Error('no');
    });
    const generation = String(job.generation);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(join(w.root, 'state/staging', job.id))).toBe(false);
    expect(readdirSync(folder).includes(generation)).toBe(job.status !== 'FAILED');
    ends.push(job.status);
    if (job.status === 'FAILED') continue;
    const { files } = w.sides();
    const manifest = await files.generation(job.generation ?? 0);
    const after = readFileSync(join(folder, generation, 'after', path), 'utf8');
    expect(manifest).toMatchObject({
      ok: true,
      value: {
        job: job.id,
        who: 'Test',
        why: null,
        tenant: { tag },
        files: [{ path, oldHash: hashOf('; older\n'), newHash: hashOf(after), was: { mode: '0640' } }],
      },
    });
    expect(readFileSync(join(folder, generation, 'before', path), 'utf8')).toBe('; older\n');
  }
  expect(ends).toEqual(['FAILED', 'ROLLED_BACK', 'SUCCESS']);
});

test('the newest twenty generations of a tenant keep their folder; older ones go, another tenant’s and the core’s stay', async () => {
  const folder = join(w.root, 'state/generations');
  const { files } = w.sides();
  const about = { job: 'j', box: 'b', who: 'Test', when: '', why: null };
  await files.keepGeneration({ ...about, generation: 900, tenant: { id: 't', tag: 'zzzz', name: 'Other' } }, []);
  for (let n = 0; n < 22; n++) {
    w.records.model = { ...w.records.model, tenant: n % 2 === 0 ? NEW : OLD };
    expect((await apply(w)).status).toBe('SUCCESS');
  }
  await vi.waitFor(async () => {
    const names = readdirSync(folder);
    const owners = await Promise.all(names.map((name) => w.sides().files.generation(Number(name))));
    const ofTag = owners.filter((one) => one.ok && one.value?.tenant?.tag === tag);
    expect([names.length, ofTag.length]).toEqual([22, 20]);
  });
});

test('an agent that comes back after another one of its box has applied neither undoes nor cleans up what is live now', async () => {
  for (const diesAt of ['asterisk.setPointer', 'asterisk.generations', 'realtime.transact']) {
    let dead = false;
    w.records.model = { ...w.records.model, tenant: NEW };
    await apply(w, (point, when) => {
      if (dead || (point === diesAt && when === 'after')) {
        dead = true;
        throw new Error('killed');
      }
    }).catch(() => undefined);
    // The other one has a state folder of its own, and does not see this journal.
    renameSync(join(w.root, 'journal'), join(w.root, 'aside'));
    w.records.model = { ...w.records.model, tenant: OLD };
    expect((await apply(w)).status).toBe('SUCCESS');
    const now = JSON.stringify(await live(w));
    rmSync(join(w.root, 'journal'), { recursive: true, force: true });
    renameSync(join(w.root, 'aside'), join(w.root, 'journal'));
    expect(readdirSync(join(w.root, 'journal'))).toHaveLength(1);
    expect(await recovery(w)).toMatchObject([{ result: 'FAILED', told: true }]);
    expect(JSON.stringify(await live(w))).toBe(now);
    expect(readdirSync(join(w.root, 'journal'))).toEqual([]);
  }
});

test('a journal that nobody can read any more asks for a person instead of being passed over', async () => {
  mkdirSync(join(w.root, 'journal'), { recursive: true });
  writeFileSync(join(w.root, 'journal/j0.journal'), 'damaged\ndamaged\ndamaged\n');
  expect(await recovery(w)).toMatchObject([{ id: 'j0', result: 'NEEDS_HELP', detail: 'the journal is damaged' }]);
});
