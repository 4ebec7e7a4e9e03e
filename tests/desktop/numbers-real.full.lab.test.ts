import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcher } from './launch/index.ts';
import { person } from './person.ts';
import { realDesktop, type RealDesktop } from './real-desktop.ts';

/** US9, US2 on what `npm start` gives: a number from the carrier's list to a person, and what becomes of it when they go. */
describe(`public numbers with a real agent, on ${launcher}`, () => {
  let real: RealDesktop;
  const me = () => person(real.desktop.page);
  const link = (name: string) =>
    real.desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const row = (part: RegExp) => real.desktop.page.getByRole('row', { name: part });
  const undo = (text: string) =>
    real.desktop.page.getByRole('alert').filter({ hasText: text }).getByRole('button', { name: 'Undo' });
  beforeAll(async () => {
    real = await realDesktop(20_000);
    for (const name of ['Ann Lee', 'Ben Ode']) {
      await me().opensNewUser();
      await me().createsUser(name);
      await me().closesThePanel();
    }
  });
  afterAll(async () => {
    await real?.end();
  });

  test('a pasted list is looked through, imported without its bad row, and given to the tenant', async () => {
    const { page } = real.desktop;
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
    const { page } = real.desktop;
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
    const { page } = real.desktop;
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
