import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createFlow,
  createPrompt,
  deletePrompt,
  findFlow,
  updateFlow,
} from '../../agent/src/features/callflow/index.ts';
import { wavOf } from '../../agent/src/platform/sound/index.ts';
import { soundFiles } from '../../agent/src/platform/sound-files/index.ts';
import { flowSettings, type FlowId, type PromptId, type TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';

/* Announcements on a real box: there before a call can hear them, gone when none can. */
let box: TestBox;
/** What stands in the way of writing, for one test. */
let before: (() => Promise<void>) | undefined;
beforeAll(async () => {
  box = await testBox({
    watch: (deps) => ({
      ...deps,
      asterisk: {
        ...deps.asterisk,
        putKeys: async (entries) => {
          await before?.();
          return deps.asterisk.putKeys(entries);
        },
      },
    }),
  });
}, 120_000);
afterAll(() => box?.release());

const wav = (seconds: number) => wavOf({ rate: 8_000, values: new Float32Array(8_000 * seconds).fill(0.1) });
const settings = (promptId: PromptId | null) => flowSettings.parse({ kind: 'menu', promptId });

async function company(name: string) {
  const { scope, view } = await box.tenant(name);
  const tag = view.tag as TenantTag;
  const { tenantId } = scope;
  const prompt = async (seconds: number): Promise<PromptId> =>
    (
      await box.database.inTenant(scope, async (tx) =>
        must(await createPrompt(tx, { tenantId, name: 'Welcome', fileName: '' }, { wav: wav(seconds), seconds })),
      )
    ).id;
  const menu = (promptId: PromptId | null) =>
    box.database.inTenant(scope, async (tx) =>
      must(await createFlow(tx, { tenantId, name: 'Main', extension: null, settings: settings(promptId), exits: {} })),
    );
  const plays = (id: FlowId, promptId: PromptId | null) =>
    box.database.inTenant(scope, async (tx) => {
      const revision = (await findFlow(tx, id))?.revision ?? 0;
      return must(await updateFlow(tx, { tenantId, id, revision, settings: settings(promptId) }));
    });
  return { scope, tag, prompt, menu, plays };
}
const files = () => soundFiles(box.address.asterisk.etc);
const fileOf = (tag: string, id: string) => join(box.address.asterisk.etc, 'sounds.d/synergycall', tag, `${id}.wav`);

test('an announcement is on disk before calls hear of it, and goes when no call can hear it any more', async () => {
  const { scope, tag, prompt, menu, plays } = await company('Acme');
  const [first, second, unused] = [await prompt(1), await prompt(2), await prompt(3)];
  const { id } = await menu(first);
  let there: readonly string[] = [];
  before = async () => void (there = await files().list(tag));
  expect(await box.applied(scope)).toMatchObject({ status: 'SUCCESS', error: null });
  expect(there).toEqual([first]);
  expect(await readFile(fileOf(tag, first))).toEqual(wav(1));
  before = undefined;

  await plays(id, second);
  expect(await box.applied(scope)).toMatchObject({ status: 'SUCCESS' });
  // Nobody is in a call, so the generation that played the first one went, and it with it.
  expect(await files().list(tag)).toEqual([second]);
  expect(unused).not.toBe(second);

  // Deleted from the model, and live until the next apply.
  await plays(id, null);
  await box.database.inTenant(scope, async (tx) =>
    must(await deletePrompt(tx, { tenantId: scope.tenantId, id: second, revision: 1 })),
  );
  await rm(fileOf(tag, second));
  expect(await box.service.reconcile()).toMatchObject({ complete: true });
  expect(await readFile(fileOf(tag, second))).toEqual(wav(2));
  expect(await box.applied(scope)).toMatchObject({ status: 'SUCCESS' });
  expect(await files().list(tag)).toEqual([]);
}, 120_000);

test('a disk that refuses it ends the apply before anything is touched; what is half written is written again', async () => {
  const { scope, tag, prompt, menu } = await company('Beta');
  const only = await prompt(1);
  await menu(only);
  // A file stands where the company's folder should be.
  const folder = join(box.address.asterisk.etc, 'sounds.d/synergycall', tag);
  await writeFile(folder, '');
  const failed = await box.applied(scope);
  expect(failed).toMatchObject({ status: 'ROLLED_BACK', error: { step: 'write', object: 'announcements' } });
  await rm(folder);
  await files().write(tag, only, wav(1).subarray(0, 100));
  expect(await box.applied(scope)).toMatchObject({ status: 'SUCCESS' });
  expect(await readFile(fileOf(tag, only))).toEqual(wav(1));
}, 120_000);

test('two companies’ announcements stand apart, and one’s apply leaves the other’s alone', async () => {
  const [one, two] = [await company('Gamma'), await company('Delta')];
  const theirs = await two.prompt(1);
  await two.menu(theirs);
  expect(await box.applied(two.scope)).toMatchObject({ status: 'SUCCESS' });
  const mine = await one.prompt(1);
  await one.menu(mine);
  expect(await box.applied(one.scope)).toMatchObject({ status: 'SUCCESS' });
  expect([await files().list(one.tag), await files().list(two.tag)]).toEqual([[mine], [theirs]]);
}, 120_000);
