import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carrier, type Carrier } from '../lab/phones/index.ts';
import { launcher } from './launch/index.ts';
import { realDesktop, type RealDesktop } from './real-desktop.ts';

const PASSWORD = 'carrier-password-Xy7;^';

/** US8, FR-021, FR-022 on what `npm start` gives: a trunk from its form to the carrier's registrar, and off again. */
describe(`trunks with a real agent and a carrier, on ${launcher}`, () => {
  let real: RealDesktop;
  let registering: Carrier;
  const row = (part: RegExp) => real.desktop.page.getByRole('row', { name: part });
  const dialog = () => real.desktop.page.getByRole('dialog');
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
  const peek = () => real.desktop.page.getByRole('complementary', { name: 'Main carrier' });
  /** The box is applied where its trunks are. */
  const appliesBox = async () => {
    await real.desktop.page.getByRole('button', { name: 'Look and apply' }).click();
    await dialog().getByRole('button', { name: 'Apply box' }).click();
    await dialog()
      .getByText(/^Live since/)
      .first()
      .waitFor();
    await dialog().getByRole('button', { name: 'Close' }).first().click();
    await dialog().waitFor({ state: 'detached' });
  };
  beforeAll(async () => {
    real = await realDesktop(30_000);
    registering = await carrier({
      server: { host: '127.0.0.1', port: real.place.ports.sip },
      address: '127.0.0.2',
      accounts: [{ username: 'box1', secret: PASSWORD }],
    });
  });
  afterAll(async () => {
    await registering?.close();
    await real?.end();
  });

  test('a wrong password is told as the carrier’s refusal; replaced and applied, the trunk is registered', async () => {
    const { page } = real.desktop;
    await page.getByRole('link', { name: 'All trunks' }).click();
    await page.getByRole('button', { name: 'New trunk' }).first().click();
    await field('Name').fill('Main carrier');
    await field('Carrier’s host').fill(registering.address);
    await field('User name').fill('box1');
    await dialog().getByLabel('Password', { exact: true }).fill('wrong-password-Zz1');
    await dialog().getByRole('combobox', { name: 'Country', exact: true }).fill('Germ');
    await dialog().getByRole('option', { name: 'Germany (+49)' }).click();
    await dialog().getByRole('button', { name: /^More/ }).click();
    await field('Port').fill(String(registering.port));
    await dialog().getByRole('button', { name: 'Create trunk' }).click();
    await dialog().getByText('127.0.0.2 is no public address', { exact: false }).waitFor();
    await dialog().getByRole('switch', { name: 'Allow private addresses' }).click();
    await dialog().getByRole('button', { name: 'Create trunk' }).click();
    await row(/Main carrier.*Not live yet.*New.*The box/).waitFor();
    await appliesBox();
    await row(/Main carrier.*Refused by the carrier/).waitFor();
    await peek().getByText('Ask it for both and replace the password here', { exact: false }).waitFor();
    expect(registering.registrar.contacts.has('box1')).toBe(false);
    await peek().getByRole('button', { name: 'Edit' }).click();
    await dialog().getByLabel('Replace password').fill(PASSWORD);
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('1 change of the box is not live yet').waitFor();
    await appliesBox();
    await registering.registered('box1');
    await row(/Main carrier.*Registered/).waitFor();
    await page.getByText('1 trunk, 1 up').waitFor();
    expect(await page.evaluate(() => document.body.innerText)).not.toContain(PASSWORD);
  });

  test('a tenant’s page shows it without what is the platform’s; off and applied, it is off', async () => {
    const { page } = real.desktop;
    await page.getByRole('link', { name: 'Trunks', exact: true }).click();
    await row(/Main carrier.*Box.*Registered/).click();
    expect(await peek().getByText('box1').count()).toBe(0);
    await peek().getByRole('link', { name: 'Open among all trunks' }).click();
    await peek().getByText('box1').waitFor();
    await page.getByRole('button', { name: 'More actions for Main carrier' }).click();
    await page.getByRole('menuitem', { name: 'Switch off' }).click();
    await row(/Main carrier.*Still on/).waitFor();
    await appliesBox();
    await row(/Main carrier.*Off/).waitFor();
    // It signed out: the carrier's challenge was answered although its credentials go with it.
    await registering.until(() => (registering.registrar.contacts.has('box1') ? undefined : true), {
      within: 15_000,
      sentence: 'it stays registered',
    });
  });
});
