import type { CreatedUser } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { byFirstName, openOffice, type Office } from './office.ts';

/* The part that all tenants share, restored to an earlier version: who dials for help is heard as they were then. */
let office: Office;
let ann: CreatedUser;
beforeAll(async () => {
  office = await openOffice('sqlite');
  ({ ann } = byFirstName<'ann'>(await office.company('Acme', ['Ann Lee'])));
});
afterAll(() => office?.release());

const applyBox = async (): Promise<void> => {
  const { id } = await office.admin.applies.startBox.mutate({});
  await vi.waitFor(
    async () => expect((await office.admin.applies.boxJob.query({ id })).status).toBe('SUCCESS'),
    20_000,
  );
};
const setBox = async (emergencyNumbers: string[], emergencyEndpoint: string | null): Promise<void> => {
  const { revision } = await office.admin.box.get.query();
  await office.admin.box.update.mutate({ revision, emergencyNumbers, emergencyEndpoint });
};
const dials = async (number: string): Promise<number> => {
  const line = await office.line(ann, { register: false });
  const call = await line.invite({ dialled: number });
  await call.dialog?.hangUp();
  return call.code;
};

test('emergency numbers that were taken away are back by the restore and its apply, and reach help', async () => {
  await setBox(['112', '911'], 'helper');
  await applyBox();
  const [then] = (await office.admin.history.boxGenerations.query({ limit: 1 })).rows;
  expect(await dials('112')).toBe(200);

  await setBox(['911'], null);
  await applyBox();
  expect(await dials('112')).toBe(404);
  const before = office.helper.carried.length;

  const generation = then!.generation;
  const { mark, changes } = await office.admin.history.boxRestorePlan.query({ generation });
  expect(changes).toMatchObject([
    {
      kind: 'box',
      fields: [
        { field: 'emergencyNumbers', from: '911', to: '112, 911' },
        { field: 'emergencyEndpoint', from: '', to: 'helper' },
      ],
    },
  ]);
  expect(await office.admin.history.boxRestore.mutate({ generation, mark })).toMatchObject({ pendingCount: 1 });
  expect(await dials('112'), 'nothing is live before the apply').toBe(404);
  await applyBox();
  expect(await dials('112')).toBe(200);
  expect(await dials('911')).toBe(200);
  expect(office.helper.carried.slice(before).map((call) => call.dialled)).toEqual(['112', '911']);
  expect(await office.asterisk.cli('dialplan show sc-emergency-dial')).toContain('PJSIP/112@helper');
});
