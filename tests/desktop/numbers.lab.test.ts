import { readFileSync } from 'node:fs';
import { personOf, type UserView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { csvOf, seedDids, seedManyDids } from './did-seed.ts';
import { fakeDids } from './fake-agent/did-memory.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

/** US9, US2, FR-107, FR-108: public numbers as an admin sees and moves them. Fake agent. */
describe(`public numbers on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const acme = () => agent.state.tenants[0]!;
  const who = (name: string): UserView => agent.state.users.find((u) => u.name === name)!;
  const stored = (number: string) => [...fakeDids(agent.state).dids.values()].find((x) => x.number === number);
  const targetOf = (number: string) =>
    agent.state.users.find((u) => u.id === personOf(stored(number)?.target))?.name ?? null;
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const row = (part: string | RegExp) => desktop.page.getByRole('row', { name: part });
  const dialog = () => desktop.page.getByRole('dialog');
  const toast = (text: string | RegExp) => desktop.page.getByRole('alert').filter({ hasText: text });
  const undo = (text: string | RegExp) => toast(text).getByRole('button', { name: 'Undo' });
  /** Chooses in a field that finds as one types. */
  const pick = async (label: string, typed: string) => {
    await desktop.page.getByRole('combobox', { name: label }).fill(typed);
    await desktop.page.getByRole('option', { name: new RegExp(typed) }).click();
  };
  const opensNumbers = async () => {
    await link('Phone numbers').click();
    await desktop.page.getByRole('grid', { name: 'Phone numbers' }).waitFor();
  };

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    agent.state.addTenant('Beta Bakery');
    seed(agent.state, acme());
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('an empty place teaches the next step, up to the first import', async () => {
    const { page } = desktop;
    await link('Phone numbers').click();
    await page.getByText('No phone numbers yet').waitFor();
    await page.getByRole('button', { name: 'Open the inventory' }).click();
    await page.getByText('No numbers on this box yet').waitFor();
    await page.getByRole('button', { name: 'Import numbers' }).click();
    await page.getByRole('heading', { name: 'Import numbers', level: 1 }).waitFor();
    await page.getByText('Nothing was imported yet.').waitFor();
    seedDids(agent.state, acme(), agent.state.users);
    await page.reload();
  });

  test('lists numbers as one reads them, with where they lead, and finds one by any part of it (FR-107)', async () => {
    const { page } = desktop;
    await opensNumbers();
    await row(/\+1 202 555 0100.*Reception.*Cem Yılmaz, 1001.*Assigned/).waitFor();
    await row(/\+1 202 555 0101.*No destination.*Unassigned/).waitFor();
    const search = page.getByRole('textbox', { name: 'Search number, label, provider or note' });
    await page.keyboard.press('/');
    await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
    await search.fill('(555) 01-04');
    await page.getByText('1 found').waitFor();
    await row(/0104/).waitFor();
    await search.fill('zzz');
    await page.getByText('No number has “zzz” in itself, its label, provider or note.').waitFor();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await page.getByRole('radiogroup', { name: 'Status' }).getByText('Unassigned').click();
    await page.getByText('4 found').waitFor();
    await page.getByRole('combobox', { name: 'Provider' }).click();
    await page.getByRole('option', { name: 'Carrier One' }).click();
    await page.getByText('2 found').waitFor();
    await page.getByRole('combobox', { name: 'Provider' }).click();
    await page.getByRole('option', { name: 'All providers' }).click();
    await page.getByRole('radiogroup', { name: 'Status' }).getByText('All').click();
    await row(/0100/).waitFor();
  });

  test('assigns a number beside the list, by typing a name, and takes it back (US2)', async () => {
    const { page } = desktop;
    await row(/0101/).click();
    await pick('Assign to a person', 'Frida');
    await row(/0101.*Frida Åkesson, 1006.*Assigned.*Changed/).waitFor();
    await page.getByText('1 change pending').waitFor();
    await expect.poll(() => targetOf('+12025550101')).toBe('Frida Åkesson');
    await undo('+1 202 555 0101 rings Frida Åkesson').click();
    await row(/0101.*No destination.*Unassigned/).waitFor();
    await expect.poll(() => targetOf('+12025550101')).toBe(null);
  });

  test('is driven by the keyboard: move, open, assign, label, close', async () => {
    const { page } = desktop;
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: '+1 202 555 0101' }).waitFor({ state: 'detached' });
    const grid = page.getByRole('grid', { name: 'Phone numbers' });
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: '+1 202 555 0101' });
    await panel.waitFor();
    await page.keyboard.type('Gus');
    await page.getByRole('option', { name: /Gus Pereira/ }).waitFor();
    await page.keyboard.press('Enter');
    await row(/0101.*Gus Pereira/).waitFor();
    const label = panel.getByRole('textbox', { name: 'Label' });
    await label.fill('Night desk');
    await page.keyboard.press('Enter');
    await row(/0101.*Night desk/).waitFor();
    await expect.poll(() => label.evaluate((each) => each === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => grid.evaluate((each) => each === document.activeElement)).toBe(true);
    await expect
      .poll(() => stored('+12025550101'))
      .toMatchObject({ label: 'Night desk', target: { userId: who('Gus Pereira').id } });
  });

  test('copies a number as phones take it', async () => {
    await row(/0100/).click();
    const panel = desktop.page.getByRole('complementary', { name: '+1 202 555 0100' });
    await panel.getByRole('button', { name: 'Copy +1 202 555 0100' }).click();
    await expect.poll(() => desktop.clipboard()).toBe('+12025550100');
    await panel.getByRole('button', { name: 'Close the side panel' }).click();
  });

  test('assigns, unassigns and returns many at once; an assigned one is not returned (FR-106)', async () => {
    const { page } = desktop;
    await page.getByRole('grid', { name: 'Phone numbers' }).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: 'Select +1 202 555 0104' }).click();
    const bar = page.getByRole('region', { name: 'With the chosen numbers' });
    await bar.getByText('2 selected').waitFor();
    await bar.getByRole('button', { name: 'Return' }).hover();
    await page.getByRole('tooltip').filter({ hasText: '1 of them is assigned' }).waitFor();
    await bar.getByRole('button', { name: 'Assign to…' }).click();
    await dialog().getByText('1 of them rings someone now').waitFor();
    await pick('Assign to a person', 'Hana');
    await dialog().getByRole('button', { name: 'Assign 2 numbers' }).click();
    await row(/0104.*Hana Kim/).waitFor();
    await bar.waitFor({ state: 'detached' });
    await undo('2 numbers ring Hana Kim').click();
    await row(/0101.*Gus Pereira/).waitFor();
    await row(/0104.*No destination/).waitFor();
    await expect.poll(() => [targetOf('+12025550101'), targetOf('+12025550104')]).toEqual(['Gus Pereira', null]);

    await page.getByRole('checkbox', { name: 'Select +1 202 555 0101' }).click();
    await bar.getByRole('button', { name: 'Unassign' }).click();
    await row(/0101.*No destination/).waitFor();
    await page.getByRole('checkbox', { name: 'Select +1 202 555 0105' }).click();
    await bar.getByRole('button', { name: 'Return' }).click();
    await dialog().getByRole('button', { name: 'Return to the platform' }).click();
    await row(/0105/).waitFor({ state: 'detached' });
    expect(stored('+12025550105')?.tenantId).toBe(null);
    await undo('1 number is returned').click();
    await row(/0105/).waitFor();
  });

  test('shows at once what was chosen, and the truth when the agent refuses', async () => {
    agent.state.failNext.set('did.assign', { code: 'destination.not-found', kind: 'user', id: 'x' });
    await row(/0102/).click();
    await pick('Assign to a person', 'Frida');
    await toast('What calls should go to is not here any more').waitFor();
    await row(/0102.*No destination/).waitFor();
    await toast('What calls should go to').getByRole('button', { name: 'Close' }).click();
    await desktop.page.keyboard.press('Escape');
  });

  test('the default destination says where the others ring, and is changed here and in the settings', async () => {
    const { page } = desktop;
    await page.getByText('Calls to numbers without a destination reach nobody').waitFor();
    await page.getByRole('button', { name: /: calls to numbers without a destination$/ }).click();
    await pick('Default destination', 'Frida');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Calls to numbers without a destination ring Frida Åkesson, 1006').waitFor();
    await row(/0102.*Default: Frida Åkesson/).waitFor();
    await undo('Numbers without a destination ring Frida Åkesson').click();
    await row(/0102.*No destination/).waitFor();
    await link('Settings').click();
    await page.getByRole('button', { name: 'Edit' }).first().click();
    await pick('Default destination', 'Cem');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await toast('Acme Logistics is saved').waitFor();
    expect(acme().defaultDestination?.name).toBe('Cem Yılmaz');
  });

  test('a person’s page shows the numbers that reach them, takes one more and lets one go (FR-108)', async () => {
    const { page } = desktop;
    await person(page).opensUser('Cem Yılmaz');
    const chips = page.getByRole('list', { name: 'Phone numbers' });
    await chips.getByRole('link', { name: '+1 202 555 0100' }).waitFor();
    await page.getByRole('button', { name: 'Assign number' }).click();
    await page.getByRole('combobox', { name: 'Number' }).fill('0102');
    await page.getByRole('option', { name: /0102/ }).click();
    await chips.getByRole('link', { name: '+1 202 555 0102' }).waitFor();
    expect(targetOf('+12025550102')).toBe('Cem Yılmaz');
    await chips.getByRole('button', { name: 'Unassign +1 202 555 0102' }).click();
    await chips.getByRole('link', { name: '+1 202 555 0102' }).waitFor({ state: 'detached' });
    await undo('+1 202 555 0102 is unassigned').click();
    await chips.getByRole('link', { name: '+1 202 555 0102' }).waitFor();
    await chips.getByRole('link', { name: '+1 202 555 0100' }).click();
    await page.getByRole('complementary', { name: '+1 202 555 0100' }).waitFor();
  });

  test('deleting a person shows what leads to them and asks where that should go', async () => {
    const { page } = desktop;
    await person(page).opensUser('Cem Yılmaz');
    await page.getByRole('button', { name: 'More actions for Cem Yılmaz' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByText('2 numbers ring Cem Yılmaz:').waitFor();
    await dialog().getByText('Calls to numbers without a destination ring Cem Yılmaz too.').waitFor();
    const remove = dialog().getByRole('button', { name: 'Delete' });
    expect(await remove.isDisabled()).toBe(true);
    await dialog().getByRole('radio', { name: 'To another person' }).check();
    expect(await remove.isDisabled()).toBe(true);
    await pick('Assign to a person', 'Gus');
    await remove.click();
    await toast('Cem Yılmaz is deleted').waitFor();
    await opensNumbers();
    await row(/0100.*Gus Pereira/).waitFor();
    await row(/0102.*Gus Pereira/).waitFor();
    await page.getByText('Calls to numbers without a destination ring Gus Pereira').waitFor();
  });

  test('a number is found and assigned from the palette, and its change is told before it is applied', async () => {
    const { page } = desktop;
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search users, pages and actions').fill('555 0104');
    await page.getByRole('button', { name: 'Assign +1 202 555 0104' }).click();
    await page.getByRole('complementary', { name: '+1 202 555 0104' }).waitFor();
    await page.keyboard.type('Jo');
    await page.getByRole('option', { name: /^Jo/ }).waitFor();
    await page.keyboard.press('Enter');
    await row(/0104.*Jo, 1009/).waitFor();
    await page.getByRole('link', { name: 'Preview' }).click();
    await page.getByText('+1 202 555 0104 now rings Jo 1009 instead of going to the default').waitFor();
    await page.getByRole('link', { name: '+1 202 555 0104' }).click();
    await page.getByRole('complementary', { name: '+1 202 555 0104' }).waitFor();
    await person(page).applies();
    await page
      .getByText(/^Live since/)
      .first()
      .waitFor();
    await row(/0104.*Changed/).waitFor({ state: 'detached' });
  });

  test('the inventory takes a number, gives it to a tenant and takes it back (FR-102, FR-103)', async () => {
    const { page } = desktop;
    await link('Number inventory').click();
    await page.getByRole('grid', { name: 'Number inventory' }).waitFor();
    await page.keyboard.press('n');
    const number = dialog().getByRole('textbox', { name: 'Number', exact: true });
    await number.fill('030 123');
    await dialog().getByRole('button', { name: 'Add number' }).click();
    await dialog().getByText('with plus sign and country code', { exact: false }).first().waitFor();
    await number.fill('+1 (202) 555-0100');
    await dialog().getByRole('button', { name: 'Add number' }).click();
    await dialog().getByText('is there already and belongs to Acme Logistics', { exact: false }).waitFor();
    await number.fill('0044 20 7946 0958');
    await dialog().getByRole('button', { name: 'Add number' }).click();
    const panel = page.getByRole('complementary', { name: '+44 207 946 0958' });
    await panel.getByRole('textbox', { name: 'Provider' }).fill('Carrier Three');
    await panel.getByRole('button', { name: 'Save changes' }).click();
    await row(/\+44 207 946 0958.*Carrier Three.*Free/).waitFor();
    await panel.getByRole('button', { name: 'Give to a tenant' }).click();
    await dialog().getByRole('combobox', { name: 'Tenant' }).fill('Beta');
    await dialog().getByRole('option', { name: 'Beta Bakery' }).click();
    await dialog().getByRole('button', { name: 'Give' }).click();
    await row(/\+44 207 946 0958.*Beta Bakery.*Unassigned/).waitFor();
    await panel.getByRole('button', { name: 'Take back' }).click();
    await dialog().getByRole('button', { name: 'Take back' }).click();
    await row(/\+44 207 946 0958.*Free/).waitFor();
    await undo('1 number is free again').click();
    await row(/\+44 207 946 0958.*Beta Bakery/).waitFor();
    await page.getByRole('combobox', { name: 'Tenant' }).click();
    await page.getByRole('option', { name: 'Beta Bakery' }).click();
    await page.getByText('1 found').waitFor();
    await page.getByRole('combobox', { name: 'Tenant' }).click();
    await page.getByRole('option', { name: 'All tenants' }).click();
  });

  test('an import shows every row first, goes without bad rows only when told to, and is taken back (FR-101)', async () => {
    const { page } = desktop;
    const before = fakeDids(agent.state).dids.size;
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const text = csvOf(120, [
      '+12025550101,Night reception,Carrier One,',
      '0301234,Bad,,',
      '+12025550100,Taken,,Beta Bakery',
    ]);
    await page
      .getByLabel('File with numbers')
      .setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByText('numbers.csv: nothing is written yet.').waitFor();
    expect(fakeDids(agent.state).dids.size).toBe(before);
    const rows = page.getByRole('radiogroup', { name: 'Kind of row' });
    await rows.getByText('1 in conflict').click();
    await row(/\+1 202 555 0100.*Conflict.*is assigned \(Acme Logistics\)\. Unassign it there first/).waitFor();
    await rows.getByText('1 invalid').click();
    await row(/0301234.*“0301234” is no public number\. Write it with plus sign/).waitFor();
    await rows.getByText('1 changed').click();
    await row(/\+1 202 555 0101.*Label: Night desk → Night reception/).click();
    await page.getByRole('complementary').getByRole('rowheader', { name: 'Label' }).waitFor();
    const run = page.getByRole('button', { name: 'Import 121 numbers' });
    expect(await run.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('checkbox', { name: 'Import without the 2 bad rows' }).check();
    await run.click();
    await page.getByRole('grid', { name: 'Number inventory' }).waitFor();
    await page.getByText(`${before + 120} numbers on this box`).waitFor();
    await undo('121 numbers are imported').click();
    await page.getByText(`${before} numbers on this box`).waitFor();
    expect(stored('+12025550101')?.label).toBe('Night desk');
  });

  test('what was looked at is what is imported: a change meanwhile asks to look again; earlier imports can be undone', async () => {
    const { page } = desktop;
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page
      .getByRole('list', { name: 'Earlier imports' })
      .getByText(/^Taken back/)
      .waitFor();
    await page.getByLabel('Or paste it').fill('nothing here');
    await page.getByRole('button', { name: 'Look at the rows' }).click();
    await page.getByText('This file can’t be read from line 1 on.').waitFor();
    await page.getByLabel('Or paste it').fill(csvOf(3));
    await page.getByRole('button', { name: 'Look at the rows' }).click();
    await page.getByRole('grid', { name: 'Rows of the file' }).waitFor();
    stored('+12025550101')!.revision++;
    await page.getByRole('button', { name: 'Import 3 numbers' }).click();
    await page.getByText('The file, or what it would change, is not as you looked at it.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('is not as you looked at it').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Import 3 numbers' }).click();
    await toast('3 numbers are imported').waitFor();
    stored('+33201000000')!.revision++;
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('button', { name: /^Undo the import of/ }).click();
    await dialog().getByRole('button', { name: 'Take it back' }).click();
    await toast('1 number has changed since the import.').getByText('+33201000000').waitFor();
    await toast('1 number has changed').getByRole('button', { name: 'Close' }).click();
  });

  test('exports what can be imported again', async () => {
    const { page } = desktop;
    await link('Number inventory').click();
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'As CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^numbers-\d{4}-\d\d-\d\d\.csv$/);
    expect(readFileSync(await file.path(), 'utf8')).toContain('+12025550100,Reception,Carrier One,,Acme Logistics');
    await toast(/numbers exported/).waitFor();
  });

  test('shows a skeleton while it loads, a failure in place, and what a role may not do', async () => {
    const { page } = desktop;
    await opensNumbers();
    agent.state.slow.set('did.list', 1500);
    await page.reload();
    await page.getByRole('status', { name: 'Loading' }).first().waitFor();
    agent.state.slow.clear();
    await page.getByRole('grid', { name: 'Phone numbers' }).waitFor();
    agent.state.failNext.set('did.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page.reload();
    await page.getByText('The application database does not answer').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('grid', { name: 'Phone numbers' }).waitFor();
    agent.state.role = 'support';
    await page.reload();
    await page.getByText('Your role may look at numbers, not change them.').waitFor();
    await row(/0101/).click();
    await page.getByRole('complementary', { name: '+1 202 555 0101' }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: /assign|return|change who/i }).count()).toBe(0);
    expect(await link('Number inventory').count()).toBe(0);
    agent.state.role = 'platform_admin';
    await page.reload();
  });

  test('draws 10,000 numbers without 10,000 rows, looks through 10,000 rows of a file, and finds one', async () => {
    const { page } = desktop;
    const big = agent.state.addTenant('Big Company');
    seedManyDids(agent.state, big, 10_000);
    await page.reload();
    await page.getByRole('button', { name: /^Switch tenant/ }).click();
    await page.keyboard.type('Big');
    await page.keyboard.press('Enter');
    await page.getByText('No users yet').waitFor();
    await opensNumbers();
    await page.getByText('10,000 numbers').waitFor();
    const grid = page.getByRole('grid', { name: 'Phone numbers' });
    expect(await grid.getAttribute('aria-rowcount')).toBe('10001');
    expect(await grid.getByRole('row').count()).toBeLessThan(80);
    await grid.focus();
    await page.keyboard.press('End');
    await row(/Line 00199/).waitFor();
    await page.getByRole('textbox', { name: 'Search number, label, provider or note' }).fill('1009876');
    await page.getByText('1 found').waitFor();
    await row(/Line 09876/).waitFor();
    await link('Number inventory').click();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page
      .getByLabel('File with numbers')
      .setInputFiles({ name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(csvOf(10_000)) });
    const rows = page.getByRole('grid', { name: 'Rows of the file' });
    await rows.waitFor();
    expect(await rows.getByRole('row').count()).toBeLessThan(80);
    await rows.focus();
    await page.keyboard.press('End');
    await row(/Import 9999/).waitFor();
    await page.getByRole('textbox', { name: 'Find in the rows' }).fill('Import 4321');
    await row(/Import 4321/).waitFor();
    expect(await rows.getByRole('row').count()).toBe(2);
  });
});
