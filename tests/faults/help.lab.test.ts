import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashOf, ownedFiles } from '../../agent/src/platform/files/index.ts';
import type { TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';
import { watchPoints } from './random-points.ts';

let box: TestBox;
let isStuck = false;
let pointerWasSet = false;
const refused = { ok: false, error: { kind: 'refused', detail: 'the test wants a rollback' } };
beforeAll(async () => {
  box = await testBox({
    restoreMs: 1_000,
    watch: watchPoints({
      async passed({ name, when }) {
        if (!isStuck || when !== 'before') return undefined;
        if (name === 'asterisk.healthCall') return { instead: refused };
        // Neither pointer nor files go back by themselves.
        if (name === 'asterisk.setPointer' && pointerWasSet) return { instead: refused };
        if (name === 'asterisk.setPointer') pointerWasSet = true;
        return undefined;
      },
    }),
  });
}, 120_000);
afterAll(() => box?.release());

test('when even the rollback fails, the commands that it asks for bring the old state back as they are typed; then it ends by itself', async () => {
  const { scope, view } = await box.tenant('Acme');
  const tag = view.tag as TenantTag;
  await box.users(scope, ['Ann']);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  const path = `extensions.d/synergycall/tenants/${tag}.conf`;
  const file = join(box.asterisk.paths.etc, path);
  const files = ownedFiles({ etc: box.asterisk.paths.etc, state: join(box.address.state, 'apply') });
  const text = `; older\n${readFileSync(file, 'utf8')}`;
  must(await files.swap({ path, text }));
  must(await files.remember([{ path, hash: hashOf(text) }]));
  const pointer = () => must(box.astdb.get({ family: 'sc/ptr', key: tag }));
  const { uid, gid, mode } = statSync(file);
  const before = pointer();

  await box.users(scope, ['Ben']);
  isStuck = true;
  const job = await box.applied(scope);
  expect(job).toMatchObject({ status: 'NEEDS_HELP', error: { step: 'verify' } });
  expect(pointer()).not.toBe(before);
  expect(readFileSync(file, 'utf8')).not.toBe(text);
  const commands = job.error?.commands ?? [];
  expect(commands.some((command) => command.includes(`-C ${box.asterisk.paths.conf} -rx 'dialplan reload'`))).toBe(
    true,
  );

  const said = commands
    .filter((command) => !command.startsWith('#'))
    .map((command) => execFileSync('/bin/sh', ['-c', command]).toString());
  await expect.poll(pointer, { timeout: 5_000 }).toBe(before);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(statSync(file)).toMatchObject({ uid, gid, mode });
  expect(said.at(-1)).toContain(`sc-in-${tag}`);
  // What a shell can't do is said, table by table, without a secret.
  expect(commands.filter((command) => command.startsWith('# in the realtime database'))).toHaveLength(3);

  isStuck = false;
  expect(await box.service.recover()).toMatchObject([{ id: job.id, result: 'ROLLED_BACK', told: true }]);
  expect(must(await box.realtime.readAll(tag))).toHaveLength(1);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
});
