import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phone, type Phone } from '../lab/phones/index.ts';
import { launcher } from './launch/index.ts';
import { person } from './person.ts';
import { realDesktop, type RealDesktop } from './real-desktop.ts';

/** US6, FR-031, FR-035 on what `npm start` gives: a real phone's codes and its call for help show while an admin looks. */
describe(`call handling and emergency calls with a real agent and a phone, on ${launcher}`, () => {
  let real: RealDesktop;
  let annPhone: Phone | undefined;
  const page = () => real.desktop.page;
  const content = () => page().getByRole('main');
  const dialog = () => page().getByRole('dialog');
  const row = (part: RegExp) => page().getByRole('row', { name: part });
  const forward = (event: string) => content().getByRole('combobox', { name: event, exact: true });
  const dials = async (code: string) => {
    const call = await annPhone!.calls(code);
    await call.ended();
  };

  beforeAll(async () => {
    real = await realDesktop(30_000);
    const me = person(page());
    await me.opensNewUser();
    const shown = await me.createsUser('Ann Lee');
    await me.closesThePanel();
    await me.opensNewUser();
    await me.createsUser('Ben Ode');
    await me.closesThePanel();
    await page().getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Emergency' }).click();
    await page().getByRole('button', { name: 'New location' }).click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Head office');
    await dialog().getByRole('textbox', { name: 'Address' }).fill('1 Main Street\nBerlin');
    await dialog().getByRole('button', { name: 'Create location' }).click();
    await dialog().waitFor({ state: 'detached' });
    await row(/Head office.*Default.*1 Main Street, Berlin/).waitFor();
    await me.applies();
    await page()
      .getByText(/^Live since/)
      .first()
      .waitFor({ timeout: 60_000 });
    annPhone = await phone({
      username: shown.get('SIP username') ?? '',
      secret: shown.get('Secret') ?? '',
      server: { host: '127.0.0.1', port: real.place.ports.sip },
    });
    await annPhone.registers();
  });
  afterAll(async () => {
    await annPhone?.leaves();
    await real?.end();
  });

  test('do not disturb and a forward by codes at the phone show on the person’s page, which was not touched', async () => {
    await person(page()).opensUser('Ann Lee');
    await page().getByRole('tab', { name: 'Call handling' }).click();
    const dnd = content().getByRole('switch', { name: 'Do not disturb' });
    await dnd.waitFor();
    expect(await dnd.isChecked()).toBe(false);
    await dials('*78');
    await content().getByText('Changed a moment ago at the phone', { exact: false }).waitFor();
    await expect.poll(() => dnd.isChecked(), { timeout: 20_000 }).toBe(true);
    await dials('*901002');
    await expect.poll(() => forward('When busy').inputValue(), { timeout: 20_000 }).toBe('Ben Ode, 1002');
  });

  test('what the admin changes holds for the next call, without an apply: the one who forwards is not rung', async () => {
    await content().getByRole('switch', { name: 'Do not disturb' }).click();
    await page().getByRole('alert').filter({ hasText: 'Ann Lee can be reached again' }).waitFor();
    await forward('All calls').fill('nowhere');
    await content().getByRole('option', { name: 'Nowhere: the call ends' }).click();
    await page().getByRole('alert').filter({ hasText: 'All calls: calls of Ann Lee go to Nowhere' }).waitFor();
    expect(
      await page()
        .getByRole('button', { name: /^Apply to / })
        .count(),
    ).toBe(0);
    await page().getByRole('tab', { name: 'History' }).click();
    await row(/Calls: do not disturb, forwards or ring time changed/)
      .first()
      .waitFor();
  });

  test('a call for help from the phone is said above the page at once, with its place, and that it found no way out', async () => {
    await dials('112');
    const alert = page().getByRole('alert').filter({ hasText: 'Ann Lee called 112' });
    await alert.getByText('from Head office, 1 Main Street, Berlin', { exact: false }).waitFor();
    await alert.getByText('The call found no way out.').waitFor();
    await alert.getByRole('link', { name: 'Look' }).click();
    await row(/Ann Lee.*112.*Head office.*no number.*Found no way out/).waitFor();
    await page().getByText('See in the box’s settings by what emergency calls leave', { exact: false }).waitFor();
  });
});
