import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phone, type Phone } from '../lab/phones/index.ts';
import { toneWav } from '../lab/phones/tone.ts';
import { launcher } from './launch/index.ts';
import { person } from './person.ts';
import { realDesktop, type RealDesktop } from './real-desktop.ts';

const HERTZ = 700;

/** US2, FR-034, SC-004 on what `npm start` gives: an announcement is uploaded, a phone hears it, and presses a key. */
describe(`a menu with a real agent and real phones, on ${launcher}`, () => {
  let real: RealDesktop;
  const phones: Phone[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'sounds-'));
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
  const phoneOf = async (shown: ReadonlyMap<string, string>): Promise<Phone> => {
    const made = await phone({
      username: shown.get('SIP username') ?? '',
      secret: shown.get('Secret') ?? '',
      server: { host: '127.0.0.1', port: real.place.ports.sip },
    });
    phones.push(made);
    return made;
  };
  let ann: ReadonlyMap<string, string>;
  let ben: ReadonlyMap<string, string>;

  beforeAll(async () => {
    real = await realDesktop(30_000);
    const makes = async (name: string) => {
      await me().opensNewUser();
      const shown = await me().createsUser(name);
      await me().closesThePanel();
      return shown;
    };
    ann = await makes('Ann Lee');
    ben = await makes('Ben Ode');
  });
  afterAll(async () => {
    for (const each of phones) await each.leaves();
    await real?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a mailbox and a menu are made, with an announcement that is heard before anything is live', async () => {
    await link('Mailboxes').click();
    await page().getByRole('button', { name: 'New mailbox' }).first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Messages');
    await picks('Add a person', 'Ben', /Ben Ode/);
    await creates();
    await row(/Messages.*Takes messages for Ben Ode/).waitFor();

    await link('Menus').click();
    await page().getByRole('button', { name: 'New menu' }).first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Main menu');
    await dialog().getByRole('textbox', { name: 'Extension', exact: true }).fill('1600');
    const file = join(folder, 'Welcome.wav');
    writeFileSync(file, toneWav(HERTZ, 8));
    await dialog().getByLabel('Upload a file: Recording').and(page().locator('input')).setInputFiles(file);
    await dialog().getByRole('button', { name: 'Hear Welcome' }).click();
    await dialog().getByRole('button', { name: 'Stop Welcome' }).click();
    await dialog().getByRole('button', { name: 'Add key 1' }).click();
    await picks('Key 1 leads to', 'Ben', /Ben Ode/);
    await dialog().getByRole('textbox', { name: 'What key 1 is for' }).fill('Sales');
    await picks('When nothing is pressed', 'Messages', /Messages/);
    await creates();
    await row(/Main menu.*New.*1600.*1 Sales/).waitFor();
    await applies();
  });

  test('a phone that dials it hears the announcement, and its key rings whom it should', async () => {
    const [annPhone, benPhone] = [await phoneOf(ann), await phoneOf(ben)];
    await annPhone.registers();
    await benPhone.registers();
    const call = await annPhone.calls('1600');
    await call.answered();
    await call.hears(HERTZ, { within: 15_000 });
    await call.sendsDtmf('1');
    const ringing = await benPhone.rings({ within: 15_000 });
    expect(ringing.from.number).toBe('1001');
    await ringing.answers();
    await ringing.hangUp();
    await call.ended();
  });

  test('deleting the announcement asks what is heard instead; the menu then waits for a recording, and that is live', async () => {
    await link('Announcements').click();
    await row(/Welcome.*0:08.*1 call flow/).click();
    await page().getByRole('button', { name: 'More actions for Welcome' }).click();
    await page().getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByRole('link', { name: 'Main menu' }).waitFor();
    await dialog().getByRole('radio', { name: 'A general one, until theirs is recorded' }).check();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await page()
      .getByRole('region', { name: '1 announcement is still to be recorded' })
      .getByText('Main menu')
      .waitFor();
    await page().getByText('Nothing recorded yet').waitFor();
    await applies();
  });
});
