import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installation, type Installation, type Started } from '../start/installation.ts';
import { ensureBuilt } from './build.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';

/** US9, US2 on what `npm start` gives: a number from the carrier's list to a person, and what becomes of it when they go. */
describe(`public numbers with a real agent, on ${launcher}`, () => {
  let place: Installation;
  let started: Started;
  let desktop: Desktop;
  const me = () => person(desktop.page);
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const row = (part: RegExp) => desktop.page.getByRole('row', { name: part });
  const undo = (text: string) =>
    desktop.page.getByRole('alert').filter({ hasText: text }).getByRole('button', { name: 'Undo' });
  beforeAll(async () => {
    await ensureBuilt();
    place = await installation();
    started = place.start();
    const [, code = ''] = await started.until(/one-time code:\s+(\S+)/);
    await started.up();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(20_000);
    await me().connects({
      name: 'real agent',
      url: `https://127.0.0.1:${place.ports.https}`,
      caFingerprint: undefined,
      bootstrapCode: code,
      fake: undefined,
      stop: () => Promise.resolve(),
    });
    await me().setsUpTheFirstAdmin(code);
    await me().createsTenant('Acme Logistics');
    for (const name of ['Ann Lee', 'Ben Ode']) {
      await me().opensNewUser();
      await me().createsUser(name);
      await me().closesThePanel();
    }
  });
  afterAll(async () => {
    await desktop?.close();
    started?.signal('SIGTERM');
    await started?.ended;
    await place?.remove();
  });

  test('a pasted list is looked through, imported without its bad row, and given to the tenant', async () => {
    const { page } = desktop;
    await link('Number inventory').click();
    await page.getByRole('button', { name: 'Import numbers' }).click();
    await page
      .getByLabel('Or paste it')
      .fill(
        [
          'number,label,provider,tenant,extension',
          '+1 202 555 0100,Reception,Carrier One,Acme Logistics,1001',
          '+12025550101,,Carrier One,,',
          '0301234,,,,',
        ].join('\n'),
      );
    await page.getByRole('button', { name: 'Look at the rows' }).click();
    await row(/0301234.*“0301234” is no public number/).waitFor();
    await page.getByText('2 new').click();
    await row(/\+1 202 555 0100.*Label: Reception.*Extension: 1001/).waitFor();
    await page.getByRole('checkbox', { name: 'Import without the 1 bad row' }).check();
    await page.getByRole('button', { name: 'Import 2 numbers' }).click();
    await row(/0100.*Acme Logistics.*Ann Lee, 1001.*Assigned/).waitFor();
    await row(/0101.*Free/).click();
    await page.getByRole('button', { name: 'Give to a tenant' }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Tenant' }).fill('Acme');
    await page.getByRole('dialog').getByRole('option', { name: 'Acme Logistics' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Give' }).click();
    await row(/0101.*Acme Logistics.*Unassigned/).waitFor();
  });

  test('a number is assigned from the list and taken back, labelled, and on record', async () => {
    const { page } = desktop;
    await link('Phone numbers').click();
    await row(/0101.*No destination/).click();
    await page.getByRole('combobox', { name: 'Assign to a person' }).fill('Ben');
    await page.getByRole('option', { name: /Ben Ode/ }).click();
    await row(/0101.*Ben Ode, 1002.*Assigned/).waitFor();
    await undo('+1 202 555 0101 rings Ben Ode').click();
    await row(/0101.*No destination/).waitFor();
    const panel = page.getByRole('complementary', { name: '+1 202 555 0101' });
    await panel.getByRole('textbox', { name: 'Label' }).fill('Night desk');
    await page.keyboard.press('Enter');
    await row(/0101.*Night desk/).waitFor();
    await panel.getByText('Number: label changed: Night desk').waitFor();
  });

  test('who is deleted leaves their numbers to someone else; the export says so', async () => {
    const { page } = desktop;
    await me().opensUser('Ann Lee');
    await page.getByRole('list', { name: 'Phone numbers' }).getByRole('link', { name: '+1 202 555 0100' }).waitFor();
    await page.getByRole('button', { name: 'More actions for Ann Lee' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 number rings Ann Lee:').waitFor();
    await dialog.getByRole('radio', { name: 'To another person' }).check();
    await dialog.getByRole('combobox', { name: 'Assign to a person' }).fill('Ben');
    await dialog.getByRole('option', { name: /Ben Ode/ }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.waitFor({ state: 'detached' });
    await link('Phone numbers').click();
    await row(/0100.*Ben Ode, 1002/).waitFor();
    await link('Number inventory').click();
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'As JSON' }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject([
      { number: '+12025550100', label: 'Reception', tenant: 'Acme Logistics', extension: '1002' },
      { number: '+12025550101', label: 'Night desk', tenant: 'Acme Logistics', extension: '' },
    ]);
  });
});
