import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowView } from '@synergycall/domain';
import { toneWav } from '../lab/phones/tone.ts';
import { violations } from './axe.ts';
import { ensureBuilt } from './build.ts';
import { cutOff } from './cut-off.ts';
import { fakePrompts } from './fake-agent/prompts.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';

/** US2, FR-034: menus, announcements and general mailboxes, as an admin makes and changes them. Fake agent. */
describe(`menus, announcements and mailboxes on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  const folder = mkdtempSync(join(tmpdir(), 'sounds-'));
  const file = (name: string, content: Buffer | string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const page = () => desktop.page;
  const dialog = (name?: string | RegExp) => page().getByRole('dialog', name === undefined ? {} : { name });
  const row = (part: RegExp) => page().getByRole('row', { name: part });
  const button = (name: string | RegExp) => page().getByRole('button', { name });
  const peek = (name: string) => page().getByRole('complementary', { name });
  const option = (name: RegExp) => page().getByRole('option', { name });
  const stored = (name: string): FlowView | undefined => agent.state.flows.find((flow) => flow.name === name);
  const menu = (name: string) => {
    const settings = stored(name)?.settings;
    return settings?.kind === 'menu' ? settings : undefined;
  };
  const prompt = (name: string) => fakePrompts(agent.state).find((one) => one.prompt.name === name)?.prompt;
  const goes = (name: string) =>
    page().getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click();
  const gone = () => dialog().waitFor({ state: 'detached' });
  const picks = async (label: string, typed: string, found: RegExp) => {
    await dialog().getByRole('combobox', { name: label }).fill(typed);
    await option(found).click();
  };
  const shots = process.env['SYNERGYCALL_SHOTS'];
  let shot = 0;
  const clean = async (name: string) => {
    if (shots !== undefined)
      await page().screenshot({ path: `${shots}/story-${String(++shot).padStart(2, '0')}-${name}.png` });
    expect.soft(await violations(page()), name).toEqual([]);
    expect.soft(await cutOff(page()), name).toEqual([]);
  };

  beforeAll(async () => {
    await ensureBuilt();
    agent = await startFakeAgent();
    desktop = await launchDesktop({ bypassCSP: true });
    desktop.page.setDefaultTimeout(15_000);
    const me = person(desktop.page);
    await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent });
    await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
    await me.createsTenant('Acme Logistics');
    seed(agent.state, agent.state.tenants[0]!);
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a mailbox that two people hear, its address corrected where it is wrong', async () => {
    await goes('Mailboxes');
    await page().getByText('No general mailboxes yet').waitFor();
    await button('New mailbox').first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Support messages');
    await dialog().getByRole('textbox', { name: 'Extension', exact: true }).fill('1700');
    await picks('Add a person', 'Cem', /Cem Yılmaz/);
    await picks('Add a person', 'Frida', /Frida Åkesson/);
    await dialog().getByRole('textbox', { name: 'E-mail address' }).fill('support');
    await dialog().getByRole('button', { name: 'Create' }).click();
    await dialog().getByText('Write an e-mail address', { exact: false }).waitFor();
    await dialog().getByRole('textbox', { name: 'E-mail address' }).fill('support@acme.example');
    await clean('mailbox-new');
    await dialog().getByRole('button', { name: 'Create' }).click();
    await row(/Support messages.*New.*1700.*Takes messages for Cem Yılmaz and Frida Åkesson/).waitFor();
    expect(stored('Support messages')?.settings).toMatchObject({ email: 'support@acme.example' });
    expect(stored('Support messages')?.people.map(({ name }) => name)).toEqual(['Cem Yılmaz', 'Frida Åkesson']);
    await clean('mailbox');
  });

  test('a menu: keys by keyboard, what each is for, a recording uploaded and heard on the spot', async () => {
    await goes('Menus');
    await page().getByText('No menus yet').waitFor();
    await clean('menus-empty');
    await button('New menu').first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Main menu');
    await dialog().getByRole('textbox', { name: 'Extension', exact: true }).fill('1600');
    // What is no sound is refused where it was chosen.
    const upload = dialog().getByLabel('Upload a file: Recording').and(page().locator('input'));
    await upload.setInputFiles(file('notes.mp3', 'no sound at all'));
    await dialog().getByText('This file can’t be played.').waitFor();
    // What is written while it uploads stays, and nothing is sent before it is there.
    agent.state.slow.set('prompt.create', 2_000);
    await upload.setInputFiles(file('Welcome_to_Acme.wav', toneWav(700, 2)));
    await dialog().getByRole('textbox', { name: 'Text to be recorded' }).fill('Welcome to Acme.');
    expect(await dialog().getByRole('button', { name: 'Create' }).isDisabled()).toBe(true);
    await dialog()
      .getByRole('combobox', { name: 'Recording' })
      .and(page().locator('[value="Welcome to Acme"]'))
      .waitFor();
    await dialog().getByRole('button', { name: 'Hear Welcome to Acme' }).click();
    await dialog().getByRole('button', { name: 'Stop Welcome to Acme' }).waitFor();
    // It ends by itself.
    await dialog().getByRole('button', { name: 'Hear Welcome to Acme' }).waitFor();
    agent.state.slow.delete('prompt.create');
    expect(await dialog().getByRole('textbox', { name: 'What it says' }).inputValue()).toBe('Welcome to Acme.');
    await dialog().getByRole('button', { name: 'Add key 1' }).click();
    await page().getByRole('combobox', { name: 'Key 1 leads to' }).and(page().locator(':focus')).waitFor();
    await page().keyboard.type('Hana');
    await option(/Hana Kim/).waitFor();
    await page().keyboard.press('Enter');
    await page().keyboard.press('Tab');
    await page().keyboard.type('Sales');
    await dialog().getByRole('button', { name: 'Add key 2' }).click();
    await picks('Key 2 leads to', 'Support', /Support messages/);
    await dialog().getByRole('button', { name: 'Add key *' }).click();
    await dialog().getByText('Leads nowhere: to callers it is a wrong key.').waitFor();
    await clean('menu-new');
    await dialog().getByRole('button', { name: 'Remove key *' }).click();
    await picks('When nothing is pressed', 'Support', /Support messages/);
    await dialog().getByRole('textbox', { name: 'Waits for a key' }).fill('0');
    await dialog().getByRole('button', { name: 'Create' }).click();
    await dialog().getByText('This is too small or too short.').waitFor();
    await dialog().getByRole('textbox', { name: 'Waits for a key' }).fill('7');
    await dialog().getByRole('switch', { name: 'Callers may dial extensions' }).click();
    await dialog().getByRole('button', { name: 'Create' }).click();
    await row(/Main menu.*New.*1600.*1 Sales, 2 Support messages/).waitFor();
    expect(menu('Main menu')).toMatchObject({
      promptId: prompt('Welcome to Acme')?.id,
      promptText: 'Welcome to Acme.',
      waitSeconds: 7,
      tries: 3,
      dialling: true,
      labels: { '1': 'Sales' },
    });
    expect(stored('Main menu')?.exits).toMatchObject({
      key1: { name: 'Hana Kim' },
      key2: { name: 'Support messages' },
      keystar: null,
      timeout: { name: 'Support messages' },
      invalid: null,
    });
    await peek('Main menu').getByText('Key 1, Sales').waitFor();
    await peek('Main menu').getByRole('button', { name: 'Hear Welcome to Acme' }).waitFor();
    await clean('menu');
  });

  test('a sub-menu that is only text waits among the announcements, and gets its recording there', async () => {
    await button('New menu').first().click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Languages');
    await dialog().getByRole('textbox', { name: 'Text to be recorded' }).fill('For English press 1.');
    await dialog().getByRole('button', { name: 'Add key *' }).click();
    // A key may lead back.
    await picks('Key * leads to', 'Main', /Main menu/);
    await dialog().getByRole('button', { name: 'Create' }).click();
    await row(/Languages.*\* Main menu · not recorded yet/).waitFor();
    await goes('Announcements');
    const work = page().getByRole('region', { name: '1 announcement is still to be recorded' });
    await work.getByText('For English press 1.').waitFor();
    await clean('to-record');
    const upload = work.getByLabel('Upload a recording for Languages').and(page().locator('input'));
    // What can't be played in the menu is not kept.
    agent.state.failNext.set('flow.update', { code: 'flow.not-found', id: stored('Languages')?.id ?? '' });
    await upload.setInputFiles(file('languages.wav', toneWav(500, 1)));
    await work.getByRole('alert').waitFor();
    expect(prompt('Languages')).toBe(undefined);
    await upload.setInputFiles(file('languages.wav', toneWav(500, 1)));
    await page().getByText('Languages has its recording').waitFor();
    await work.waitFor({ state: 'detached' });
    await row(/Languages.*0:01.*1 call flow/).waitFor();
    expect(menu('Languages')?.promptId).toBe(prompt('Languages')?.id);
  });

  test('an announcement is heard, renamed and taken back, replaced where it is played, and said who plays it', async () => {
    await row(/Welcome to Acme.*0:02.*1 call flow/).click();
    const beside = peek('Welcome to Acme');
    await beside.getByRole('link', { name: 'Main menu' }).waitFor();
    await beside.getByRole('button', { name: 'Hear Welcome to Acme' }).click();
    await beside.getByRole('button', { name: 'Stop Welcome to Acme' }).click();
    await beside.getByRole('button', { name: 'Hear Welcome to Acme' }).waitFor();
    await button('More actions for Welcome to Acme').click();
    await page().getByRole('menuitem', { name: 'Rename' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('Greeting');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await row(/Greeting/).waitFor();
    await button('Undo').click();
    await row(/Welcome to Acme/).waitFor();
    const before = prompt('Welcome to Acme')?.id;
    await peek('Welcome to Acme').getByRole('button', { name: 'Replace' }).click();
    await dialog().getByText('1 call flow plays it, and will play the new recording', { exact: false }).waitFor();
    await dialog()
      .getByLabel('Sound file')
      .and(page().locator('input'))
      .setInputFiles(file('second.wav', toneWav(500, 4)));
    await dialog().getByRole('button', { name: 'Hear second.wav' }).waitFor();
    await clean('replace');
    await dialog().getByRole('button', { name: 'Replace', exact: true }).click();
    await row(/Welcome to Acme.*0:04.*1 call flow.*second\.wav/).waitFor();
    expect(prompt('Welcome to Acme')?.id).not.toBe(before);
    expect(menu('Main menu')?.promptId).toBe(prompt('Welcome to Acme')?.id);
    expect(stored('Main menu')?.pending).toBe('new');
  });

  test('deleting one asks what is heard there instead; somebody else’s change in between is said', async () => {
    await button('More actions for Welcome to Acme').click();
    await page().getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByText('These play Welcome to Acme:').waitFor();
    const confirm = dialog().getByRole('button', { name: 'Delete' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog().getByRole('radio', { name: 'Another announcement' }).check();
    await picks('Announcement', 'Lang', /Languages/);
    await clean('prompt-delete');
    agent.state.failNext.set('prompt.delete', {
      code: 'revision.stale',
      entity: 'prompt',
      id: 'x',
      expected: 1,
      actual: 2,
    });
    await confirm.click();
    await dialog().getByText('Someone else changed', { exact: false }).waitFor();
    await confirm.click();
    await gone();
    await row(/Welcome to Acme/).waitFor({ state: 'detached' });
    expect(menu('Main menu')?.promptId).toBe(prompt('Languages')?.id);
  });

  test('in the picture keys read as keys, lead elsewhere right there, also back to their own menu', async () => {
    await goes('Call flows');
    await page()
      .getByRole('navigation', { name: 'Where calls come in' })
      .getByRole('link', { name: /Main menu/ })
      .click();
    const picture = page().getByRole('list', { name: 'Where calls go: Main menu' });
    await picture.getByRole('button', { name: /^Main menu.*1600/ }).waitFor();
    await picture.getByRole('button', { name: 'key 1, Sales: change where calls go from Main menu' }).waitFor();
    await clean('picture');
    await picture.getByRole('button', { name: 'key 2: change where calls go from Main menu' }).click();
    await dialog().getByRole('combobox', { name: 'Key 2' }).fill('Main');
    await option(/Main menu/).click();
    await picture.getByRole('button', { name: /^Main menu.*shown above/ }).waitFor();
    expect(stored('Main menu')?.exits.key2?.name).toBe('Main menu');
    await button('Undo').click();
    await picture.getByRole('button', { name: /^Main menu.*shown above/ }).waitFor({ state: 'detached' });
    await picture.getByRole('button', { name: /^Main menu.*1600/ }).click();
    await dialog('Edit Main menu').waitFor();
    // Somebody else saves meanwhile: nothing of theirs is overwritten unseen.
    Object.assign(stored('Main menu')!, { revision: stored('Main menu')!.revision + 1 });
    await dialog().getByRole('textbox', { name: 'What key 2 is for' }).fill('Messages');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().getByText('Someone else changed', { exact: false }).waitFor();
    expect(await dialog().getByRole('textbox', { name: 'What key 2 is for' }).inputValue()).toBe('Messages');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await gone();
    await picture.getByRole('button', { name: 'key 2, Messages: change where calls go from Main menu' }).waitFor();
  });

  test('wherever calls can go, somebody’s voicemail is offered without knowing the word for it', async () => {
    await button('key 1, Sales: change where calls go from Main menu').click();
    await dialog().getByRole('combobox').fill('Cem');
    await option(/A message for somebody/).click();
    await option(/Cem Yılmaz.*voicemail/).click();
    await gone();
    expect(stored('Main menu')?.exits.key1?.destination).toMatchObject({ kind: 'voicemail' });
  });

  test('deleting a mailbox shows which keys lead there, and asks where they should', async () => {
    await goes('Mailboxes');
    await row(/Support messages/).click();
    await button('More actions for Support messages').click();
    await page().getByRole('menuitem', { name: 'Delete' }).click();
    await dialog().getByText('Main menu: key 2').waitFor();
    await dialog().getByText('Main menu: nobody answers or presses a key in time').waitFor();
    await dialog().getByRole('radio', { name: 'To another destination' }).check();
    await picks('Destination', 'Frida', /Frida Åkesson/);
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await page().getByText('No general mailboxes yet').waitFor();
    expect(stored('Main menu')?.exits.key2?.name).toBe('Frida Åkesson');
  });

  test('support hears and changes nothing; a failure keeps its place; offline says how old it is', async () => {
    agent.state.role = 'support';
    await goes('Announcements');
    await page().reload();
    await page().getByText('Your role may hear announcements, not change them.').waitFor();
    await row(/Languages/).click();
    await peek('Languages').getByRole('button', { name: 'Hear Languages' }).waitFor();
    expect(await button(/Replace|New announcement|More actions/).count()).toBe(0);
    agent.state.failNext.set('prompt.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page().reload();
    await page().getByText('The application database does not answer').waitFor();
    await button('Try again').click();
    await row(/Languages/).waitFor();
    await agent.cut();
    await page().getByText('What you see is from', { exact: false }).waitFor();
    await peek('Languages').getByRole('button', { name: 'Hear Languages' }).click();
    // What can't be fetched is said, and the button is one again.
    await page().getByRole('alert').filter({ hasText: 'can’t be reached' }).first().waitFor();
  });
});
