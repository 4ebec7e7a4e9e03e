import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcher } from './launch/index.ts';
import { person } from './person.ts';
import { realDesktop, type RealDesktop } from './real-desktop.ts';

/** US2 on what `npm start` gives: a number leads through hours to a ring group, and to those who ring in it. */
describe(`call flows with a real agent, on ${launcher}`, () => {
  let real: RealDesktop;
  const page = () => real.desktop.page;
  const me = () => person(real.desktop.page);
  const dialog = () => page().getByRole('dialog');
  const row = (part: RegExp) => page().getByRole('row', { name: part });
  const link = (name: string) =>
    page().getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const picks = async (label: string, typed: string, found: RegExp) => {
    await dialog().getByRole('combobox', { name: label }).fill(typed);
    await page().getByRole('option', { name: found }).click();
  };
  const creates = async () => {
    await dialog().getByRole('button', { name: 'Create', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
  };
  /** Whichever way it ends, its words are what the test shows. */
  const applies = async () => {
    await me().applies();
    const bar = page().getByRole('region', { name: 'Pending changes' });
    const verdict = bar.getByText(/^(Live since|Nothing changed|Rolled back|Needs you)/).first();
    await verdict.waitFor({ timeout: 60_000 });
    expect(await verdict.innerText()).toMatch(/^Live since/);
  };

  beforeAll(async () => {
    real = await realDesktop(30_000);
    for (const name of ['Ann Lee', 'Ben Ode']) {
      await me().opensNewUser();
      await me().createsUser(name);
      await me().closesThePanel();
    }
    await link('Number inventory').click();
    await page().getByRole('button', { name: 'New number' }).first().click();
    await dialog().getByRole('textbox', { name: 'Number', exact: true }).fill('+12025550101');
    await dialog().getByRole('button', { name: 'Add number' }).click();
    await page().getByRole('button', { name: 'Give to a tenant' }).click();
    await dialog().getByRole('combobox').click();
    await page().getByRole('option', { name: 'Acme Logistics' }).click();
    await dialog().getByRole('button', { name: 'Give', exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
  });
  afterAll(async () => {
    await real?.end();
  });

  test('a group and hours are made, a number is led to them in the picture, and it is live', async () => {
    await link('Ring groups').click();
    await page().getByRole('button', { name: 'New ring group' }).first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Sales');
    await dialog().getByRole('textbox', { name: 'Extension', exact: true }).fill('1002');
    await picks('Add a person', 'Ann', /Ann Lee/);
    await picks('Add a person', 'Ben', /Ben Ode/);
    await dialog().getByRole('button', { name: 'Create', exact: true }).click();
    // What the agent refuses stands at the field.
    await dialog().getByText('Extension 1002 is taken by Ben Ode.', { exact: false }).waitFor();
    await dialog().getByRole('textbox', { name: 'Extension', exact: true }).fill('1500');
    await creates();
    await row(/Sales.*New.*1500.*Rings Ann Lee and Ben Ode all together, for 20 s/).waitFor();

    await link('Hours').click();
    await page().getByRole('button', { name: 'New schedule' }).first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Opening hours');
    await dialog().getByRole('button', { name: 'More for Monday' }).click();
    await page().getByRole('menuitem', { name: 'Open all day' }).click();
    await dialog().getByRole('button', { name: 'More for Monday' }).click();
    await page().getByRole('menuitem', { name: 'Copy to every day' }).click();
    await picks('When open', 'Sales', /Sales/);
    await creates();
    await row(/Opening hours.*Open.*Open all week/).waitFor();

    await link('Call flows').click();
    await page().getByRole('link', { name: /0101/ }).click();
    await page().getByRole('button', { name: 'by default: change where calls go from +1 202 555 0101' }).click();
    await dialog().getByRole('combobox').fill('Opening');
    await page()
      .getByRole('option', { name: /Opening hours/ })
      .click();
    const picture = page().getByRole('list', { name: 'Where calls go: +1 202 555 0101' });
    await picture.getByRole('button', { name: /^Sales.*Rings Ann Lee and Ben Ode/ }).waitFor();
    await applies();
    await picture.getByText('New', { exact: true }).first().waitFor({ state: 'detached' });
  });

  test('Ann’s page says so; closed by hand, it is said at once', async () => {
    await me().opensUser('Ann Lee');
    await page().getByRole('tab', { name: 'Reached by' }).click();
    await row(/\+1 202 555 0101.*Opening hours, open → Sales.*Rings/).waitFor();
    await row(/Extension 1500.*Sales.*Rings/).waitFor();
    await link('Hours').click();
    await row(/Opening hours/).click();
    await page().getByText('Close now').click();
    await row(/Opening hours.*Closed by hand/).waitFor();
    await me().opensUser('Ann Lee');
    await page().getByRole('tab', { name: 'Reached by' }).click();
    await row(/\+1 202 555 0101.*Opening hours, open → Sales.*Goes elsewhere/).waitFor();
  });

  test('the group is deleted, what led there leads elsewhere, and that is live', async () => {
    await link('Ring groups').click();
    await row(/Sales/).click();
    await page().getByRole('button', { name: 'More actions for Sales' }).click();
    await page().getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByText('Opening hours: open').waitFor();
    await dialog().getByRole('radio', { name: 'To another destination' }).check();
    await picks('Destination', 'Ben', /Ben Ode/);
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await page().getByText('No ring groups yet').waitFor();
    await applies();
    await me().opensUser('Ben Ode');
    await page().getByRole('tab', { name: 'Reached by' }).click();
    await row(/\+1 202 555 0101.*Opening hours, open/).waitFor();
  });
});
