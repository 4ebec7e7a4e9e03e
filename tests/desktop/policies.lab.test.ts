import type { LimitAlertKind, LimitAlertView, TenantView } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from './build.ts';
import { fakeAlerts } from './fake-agent/alerts.ts';
import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';
import { fakePolicies, type FakePolicy } from './fake-agent/policy-memory.ts';
import { fakeTrunks } from './fake-agent/trunk-memory.ts';
import { fakeSpending } from './fake-agent/spending.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';
import { seedPlaces } from './policy-seed.ts';

/** US5, FR-017 to FR-020: calls out as admins of a tenant and support see them. Fake agent. */
describe(`outbound policies on ${launcher}`, () => {
  let agent: FakeAgent;
  let desktop: Desktop;
  let acme: TenantView;
  const memory = () => fakePolicies(agent.state);
  const stored = (name: string): FakePolicy => [...memory().policies.values()].find((each) => each.name === name)!;
  const ruleNames = (policy = 'Standard') => stored(policy).rules.map(({ name }) => name);
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const button = (name: string | RegExp) => desktop.page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = (name?: string | RegExp) => desktop.page.getByRole('dialog', name === undefined ? {} : { name });
  const field = (name: string) => dialog().getByRole('textbox', { name, exact: true });
  const toast = (text: string | RegExp) => desktop.page.getByRole('alert').filter({ hasText: text });
  const gone = () => dialog().waitFor({ state: 'detached' });
  const rules = () => desktop.page.getByRole('region', { name: 'Rules' });
  const rule = (name: string | RegExp) => rules().getByRole('listitem').filter({ hasText: name });
  const tester = () => desktop.page.getByRole('region', { name: 'Try a number' });
  const pick = async (label: string, option: string | RegExp) => {
    await dialog().getByRole('combobox', { name: label, exact: true }).click();
    await dialog()
      .getByRole('option', { name: option, exact: typeof option === 'string' })
      .click();
  };
  const menu = async (name: string | RegExp, item: string) => {
    await button(name).click();
    await desktop.page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const as = async (role: FakeAgent['state']['role'], path: string) => {
    agent.state.role = role;
    await desktop.page.evaluate((to) => history.pushState(null, '', to), path);
    await desktop.page.reload();
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
    acme = agent.state.tenants[0]!;
    acme.timezone = 'Europe/Berlin';
    seedPlaces(agent.state, acme);
    await desktop.page.reload();
  });
  afterAll(async () => {
    await desktop?.close();
    await agent?.stop();
  });

  test('an empty place leads to a policy and its first rule: a country by its name, trunks in order', async () => {
    const { page } = desktop;
    await link('Outbound policies').click();
    await page.getByText('No outbound policies yet').waitFor();
    await page.keyboard.press('n');
    await field('Name').fill('Standard');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Standard', level: 1 }).waitFor();
    await page.getByText('No rules: every call outside is blocked.', { exact: false }).waitFor();
    await button('New rule').click();
    await dialog().getByRole('button', { name: 'Add rule' }).click();
    await dialog().getByText('Choose at least one country.').waitFor();
    await dialog().getByText('Choose at least one trunk.').waitFor();
    await dialog().getByRole('combobox', { name: 'Countries', exact: true }).fill('germ');
    await dialog().getByRole('option', { name: 'Germany (+49)' }).click();
    await dialog().getByRole('combobox', { name: 'Countries', exact: true }).fill('+43');
    await dialog().getByRole('option', { name: 'Austria (+43)' }).click();
    await page.keyboard.press('Tab');
    await pick('Add a trunk', 'Main carrier');
    await dialog().getByText('A call to +49 301 234 567 is sent to Main carrier as +49301234567.').waitFor();
    await pick('Add a trunk', 'Backup line');
    await dialog().getByRole('button', { name: 'Try Backup line earlier' }).click();
    await field('Digits put before').fill('0');
    await field('Digits taken off the front').fill('2');
    await dialog().getByText('is sent to Backup line as 0301234567.', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Add rule' }).click();
    await toast('Germany, Austria is added').waitFor();
    await gone();
    await rule(/Germany, Austria.*Allow.*by Backup line, Main carrier.*first 2 digits off, 0 before/).waitFor();
    expect(stored('Standard').rules).toMatchObject([
      { name: 'Germany, Austria', match: { by: 'country', codes: ['49', '43'] }, act: { strip: 2, prepend: '0' } },
    ]);
  });

  test('what can’t be used stands at its field, in words; the names of all who share a code lead to it', async () => {
    await button('New rule').click();
    await pick('Numbers', 'Numbers that begin with');
    await dialog().getByRole('radiogroup', { name: 'What becomes of the call' }).getByText('Deny it').click();
    const add = dialog().getByRole('button', { name: 'Add rule' });
    await field('They begin with').fill('0190');
    await add.click();
    await dialog().getByText('Write the beginning of a number with its plus sign').waitFor();
    await pick('Numbers', 'A range of numbers');
    await field('From').fill('+49 30 9999');
    await field('To').fill('+49 30 1111');
    await add.click();
    await dialog().getByText('the lower one comes first', { exact: false }).waitFor();
    await pick('Numbers', 'Asterisk pattern');
    await field('Pattern').fill('0049.');
    await add.click();
    await dialog().getByText('A pattern begins with _+', { exact: false }).waitFor();
    await pick('Numbers', 'Countries');
    await dialog().getByRole('combobox', { name: 'Countries', exact: true }).fill('jamaica');
    await dialog()
      .getByRole('option', { name: /^United States, Canada and \d+ more/ })
      .click();
    await dialog()
      .getByText(/\d+ countries share \+1: all of them match\./)
      .waitFor();
    await desktop.page.keyboard.press('Backspace');
    await desktop.page.keyboard.press('Tab');
    await pick('Numbers', 'Numbers that begin with');
    await field('They begin with').fill('+49 1900');
    await field('Name of the rule').fill('Premium');
    await add.click();
    await gone();
    await rule(/Premium.*Deny.*Begins with \+491900/).waitFor();
    await desktop.page.getByText('Anything else is blocked', { exact: false }).waitFor();
  });

  test('a rule is moved by keyboard, taken back, and drawn with the pointer', async () => {
    const { page } = desktop;
    await button('Move rule 2, Premium').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.getByText('Premium would be rule 1 of 2.').waitFor();
    await page.keyboard.press('Escape');
    expect(ruleNames()).toEqual(['Germany, Austria', 'Premium']);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await toast('Premium is rule 1 now').waitFor();
    await expect
      .poll(() => button('Move rule 1, Premium').evaluate((each) => each === document.activeElement))
      .toBe(true);
    expect(ruleNames()).toEqual(['Premium', 'Germany, Austria']);
    await toast('Premium is rule 1 now').getByRole('button', { name: 'Undo' }).click();
    await button('Move rule 2, Premium').waitFor();
    // Two moves over it: the first begins the drag, the second is over the place.
    await button('Move rule 2, Premium').hover();
    await page.mouse.down();
    await rule('Germany, Austria').hover();
    await rule('Germany, Austria').hover({ position: { x: 60, y: 12 } });
    await page.mouse.up();
    await button('Move rule 1, Premium').waitFor();
    expect(ruleNames()).toEqual(['Premium', 'Germany, Austria']);
    await menu('More actions for rule 1, Premium', 'Move down');
    await button('Move rule 2, Premium').waitFor();
    await menu('More actions for rule 2, Premium', 'Remove');
    await rule('Premium').waitFor({ state: 'detached' });
    await toast('Premium is removed').getByRole('button', { name: 'Undo' }).click();
    await button('Move rule 2, Premium').waitFor();
    await menu('More actions for rule 2, Premium', 'Move up');
    await button('Move rule 1, Premium').waitFor();
  });

  test('the tester says by which rule a number goes, for whom and when, and marks it in the list', async () => {
    const number = tester().getByRole('textbox', { name: 'What is dialled' });
    await number.fill('+49 30 123456');
    await tester().getByText('Rule 1, Premium, does not match').waitFor();
    await tester().getByText('Rule 2, Germany, Austria, allows it').waitFor();
    await tester().getByText('Leaves to +49 301 234 56').waitFor();
    await tester().getByText('030123456', { exact: true }).waitFor();
    await tester().getByText('Backup line, Main carrier', { exact: true }).waitFor();
    await rule(/Germany, Austria.*Decides/).waitFor();
    await number.fill('+491900123');
    await tester().getByText('Blocked by the outbound policy').waitFor();
    await tester().getByText('The caller hears that the call is not permitted.', { exact: false }).waitFor();
    await rule(/Premium.*Decides/).waitFor();
    await number.fill('112');
    await tester().getByText('Emergency call to 112').waitFor();
    await tester().getByText('Live now').click();
    await number.fill('+4930123456');
    await tester().getByText('Nothing was applied yet').waitFor();
    await tester().getByText('After the next apply').click();
    await tester().getByRole('combobox', { name: 'Who dials' }).fill('ann');
    await tester()
      .getByRole('option', { name: /Ann Lee/ })
      .click();
    await tester().getByText('No policy holds: there is no default').waitFor();
  });

  test('two admins at once: what concerns other rules stays, what concerns the same one is shown first', async () => {
    const { page } = desktop;
    await rule('Premium')
      .getByRole('button', { name: /^Premium/ })
      .click();
    await field('Name of the rule').fill('Premium rate');
    const other = stored('Standard');
    other.rules = [...other.rules, { ...other.rules[0]!, name: 'By somebody else' }];
    other.revision++;
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await toast('Premium rate is saved').waitFor();
    await gone();
    expect(ruleNames()).toEqual(['Premium rate', 'Germany, Austria', 'By somebody else']);
    await rule('Premium rate')
      .getByRole('button', { name: /^Premium rate/ })
      .click();
    await field('Name of the rule').fill('Mine');
    other.rules = other.rules.with(0, { ...other.rules[0]!, name: 'Theirs' });
    other.revision++;
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().getByText('Someone else changed this policy meanwhile').waitFor();
    await dialog().getByText('Changed by somebody else to “Theirs”.').waitFor();
    expect(await field('Name of the rule').inputValue()).toBe('Mine');
    expect(ruleNames()[0]).toBe('Theirs');
    await dialog().getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => field('Name of the rule').inputValue()).toBe('Theirs');
    await dialog().getByText('Changed by somebody else', { exact: false }).waitFor({ state: 'detached' });
    await dialog().getByText('Someone else changed this policy meanwhile').waitFor({ state: 'detached' });
    await field('Name of the rule').fill('Premium');
    await page.keyboard.press('Escape');
    await page.getByText('What you wrote is lost.').waitFor();
    await dialog('Leave without saving?').getByRole('button', { name: 'Cancel' }).click();
    await dialog('Leave without saving?').waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await gone();
    await menu('More actions for rule 3, By somebody else', 'Remove');
    await expect.poll(() => ruleNames()).toEqual(['Premium', 'Germany, Austria']);
  });

  test('what was written for a rule that is gone is not laid over the one that has its place', async () => {
    const { page } = desktop;
    await rule('Premium')
      .getByRole('button', { name: /^Premium/ })
      .click();
    await field('Name of the rule').fill('Mine');
    const other = stored('Standard');
    const kept = other.rules;
    other.rules = kept.slice(1);
    other.revision++;
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().getByText('This rule moved or is gone: close this and open it again.').waitFor();
    expect(await field('Name of the rule').inputValue()).toBe('Mine');
    expect(ruleNames()).toEqual(['Germany, Austria']);
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await dialog().getByText('This rule moved or is gone: close this and open it again.').waitFor();
    expect(ruleNames()).toEqual(['Germany, Austria']);
    other.rules = kept;
    other.revision++;
    await page.reload();
    await rule('Premium').waitFor();
  });

  test('the only trunk goes without saying, also where trunks come later than the form; what is written stays', async () => {
    const { trunks } = fakeTrunks(agent.state);
    const [backup] = [...trunks].find(([, { view }]) => view.name === 'Backup line')!;
    const kept = trunks.get(backup)!;
    trunks.delete(backup);
    agent.state.slow.set('trunk.list', 1_500);
    await as('tenant_admin', `/t/${acme.id}/policies/${stored('Standard').id}`);
    await button('New rule').click();
    await field('Name of the rule').fill('Written early');
    await dialog().getByText('Main carrier').waitFor();
    expect(await field('Name of the rule').inputValue()).toBe('Written early');
    agent.state.slow.clear();
    trunks.set(backup, kept);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog('Leave without saving?').getByRole('button', { name: 'Leave', exact: true }).click();
    await gone();
  });

  test('how people dial is told by what becomes of it; what would swallow an emergency number stands at its field', async () => {
    const { page } = desktop;
    const main = page.getByRole('main');
    const text = (name: string) => main.getByRole('textbox', { name, exact: true });
    await page.getByRole('link', { name: 'All outbound policies' }).click();
    await page.getByText('There is no default policy', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'Choose a default' }).click();
    await main.getByText('0301234567 is no number outside').waitFor();
    await main.getByText('As one is used to in the country').click();
    await main.getByRole('combobox', { name: 'Country', exact: true }).fill('Germ');
    await main.getByRole('option', { name: 'Germany (+49)' }).click();
    await main.getByText('0301234567 is read as +49 301 234 567').waitFor();
    await main.getByText('00442079460958 is read as +44 207 946 0958').waitFor();
    await main.getByRole('combobox', { name: 'Without any prefix' }).click();
    await main.getByRole('option', { name: 'Is a number of the town' }).click();
    await text('Code of the town').fill('30');
    await main.getByText('1234567 is read as +49 301 234 567', { exact: true }).waitFor();
    await text('To get a line').fill('112');
    await main.getByRole('combobox', { name: 'Default policy' }).click();
    await main.getByRole('option', { name: 'Standard' }).click();
    await main.getByRole('combobox', { name: 'Number shown outside' }).fill('3457');
    await main.getByRole('option', { name: /\+49\s301\s234\s57.*Ann/ }).click();
    await text('Calls out at once').fill('10');
    await button('Save changes').click();
    await main.getByText('Whoever dials 112 calls 112.', { exact: false }).waitFor();
    await text('To get a line').fill('9');
    await main.getByText('90301234567 is read as +49 301 234 567').waitFor();
    await button('Save changes').click();
    await toast('Calls out are saved').getByText('Goes live with the next apply.').waitFor();
    expect(memory().settings.get(acme.id)).toEqual({
      dialling: {
        countryCode: '49',
        nationalPrefix: '0',
        internationalPrefix: '00',
        outsidePrefix: '9',
        bare: 'local',
        areaCode: '30',
      },
      defaultPolicyId: stored('Standard').id,
      callerId: '+4930123457',
      callsPerMinute: null,
      callsAtOnce: 10,
    });
  });

  test('a person goes by another policy and shows another number; the preview says so and leads to the policy', async () => {
    const { page } = desktop;
    await page.getByRole('tab', { name: 'Policies' }).click();
    await page.getByRole('row', { name: /Standard.*Default.*New.*1 allows, 1 denies.*Everybody/ }).click();
    await menu('More actions for Standard', 'Duplicate');
    await field('Name').fill('standard');
    await dialog().getByRole('button', { name: 'Duplicate' }).click();
    await dialog().getByText('There is an outbound policy standard already', { exact: false }).waitFor();
    await field('Name').fill('Abroad');
    await dialog().getByRole('button', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'Abroad', level: 1 }).waitFor();
    await person(page).opensUser('Ann Lee');
    await page.getByRole('tab', { name: 'Profile' }).click();
    const policy = page.getByRole('combobox', { name: 'Outbound policy' });
    await expect.poll(() => policy.getAttribute('placeholder')).toBe('The company’s: Standard');
    await policy.click();
    await page.getByRole('option', { name: 'Abroad' }).click();
    const shown = page.getByRole('combobox', { name: 'Number shown outside' });
    await shown.click();
    await page.getByRole('option', { name: /\+49\s301\s234\s58/ }).click();
    await button('Save changes').click();
    await toast('Ann Lee is saved').waitFor();
    const ann = agent.state.users.find(({ name }) => name === 'Ann Lee')!;
    expect(ann).toMatchObject({ policyId: stored('Abroad').id, outboundCallerId: '+4930123458' });
    await page.getByRole('link', { name: 'Preview' }).click();
    await page.getByText('Standard: new, 2 rules', { exact: false }).waitFor();
    await page.getByRole('link', { name: 'Abroad', exact: true }).click();
    await page.getByRole('heading', { name: 'Abroad', level: 1 }).waitFor();
    await page.getByText('1 person by name').waitFor();
  });

  test('deleting says who goes by it; the default is made another’s; one that nobody has goes', async () => {
    const { page } = desktop;
    await menu('More actions for Abroad', 'Delete');
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await dialog().getByText('1 person goes by Abroad').waitFor();
    await dialog().getByText('Give them another one first: Ann Lee.').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await gone();
    await menu('More actions for Abroad', 'Make it the default');
    await toast('Abroad is the default').waitFor();
    await page.getByText('Everybody by default, 1 person by name').waitFor();
    await menu('More actions for Abroad', 'Rename');
    await field('Name').fill('Everywhere');
    await dialog().getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'Everywhere', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'All outbound policies' }).click();
    await page.getByRole('row', { name: /Standard.*Nobody/ }).click();
    await menu('More actions for Standard', 'Delete');
    await dialog().getByText('Nobody goes by it', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await toast('Standard is deleted').waitFor();
    await page.getByRole('row', { name: /Everywhere.*Default/ }).waitFor();
    expect(await page.getByRole('row', { name: /Standard/ }).count()).toBe(0);
    await link('Audit').click();
    await page.getByRole('row', { name: /Outbound policy: deleted.*Standard/ }).waitFor();
    await page
      .getByRole('row', { name: /Calls out: settings changed/ })
      .first()
      .waitFor();
  });

  test('support looks and changes nothing; loading, a failure and what is gone are said in their place', async () => {
    const { page } = desktop;
    await as('support', `/t/${acme.id}/policies`);
    await page.getByText('Your role may look at calls out, not change them.').waitFor();
    await page.getByRole('row', { name: /Everywhere/ }).click();
    await page.getByRole('heading', { name: 'Everywhere', level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: /^New|^Move|^More actions/ }).count()).toBe(0);
    expect(await rules().getByRole('button').count()).toBe(0);
    await tester().getByRole('textbox', { name: 'What is dialled' }).fill('+4930123456');
    await tester().getByText('Rule 2, Germany, Austria, allows it').waitFor();
    agent.state.slow.set('policy.list', 1500);
    await as('support', `/t/${acme.id}/policies`);
    await page.getByRole('status', { name: 'Loading' }).first().waitFor();
    agent.state.slow.clear();
    await page.getByRole('row', { name: /Everywhere/ }).waitFor();
    agent.state.failNext.set('policy.list', { code: 'database.down', detail: 'connect ECONNREFUSED' });
    await page.reload();
    await page.getByText('The application database does not answer').waitFor();
    await button('Try again').click();
    await page.getByRole('row', { name: /Everywhere/ }).waitFor();
    await as('support', `/t/${acme.id}/policies/p0p0p0p0p0p0`);
    await page.getByText('This outbound policy is not here any more.').waitFor();
    await as('support', `/t/${acme.id}/policies/settings`);
    await page.getByRole('textbox', { name: 'To get a line' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'To get a line' }).isDisabled()).toBe(true);
    expect(await button('Save changes').count()).toBe(0);
  });

  test('limits that stopped calls are told of above, the newest of each kind, and lead to the limits', async () => {
    const { page } = desktop;
    const alert = (kind: LimitAlertKind, number: string, minutes: number): LimitAlertView => ({
      id: `${kind}${minutes}`,
      tenantId: acme.id,
      at: new Date(Date.now() - minutes * 60_000).toISOString(),
      kind,
      number,
    });
    fakeAlerts(agent.state).push(
      alert('a-minute', '+8135550100', 5),
      alert('a-minute', '+8135550101', 70),
      alert('at-once', '+8135550102', 2_000),
    );
    await as('tenant_admin', `/t/${acme.id}/policies`);
    const line = page.getByRole('note').filter({ hasText: 'Calls out were stopped' });
    await line.getByText('+81 355 501 00', { exact: false }).waitFor();
    expect(await line.count()).toBe(1);
    await line.getByRole('link', { name: 'Look at the limits' }).waitFor();
    fakeAlerts(agent.state).length = 0;
    await page.reload();
    await line.waitFor({ state: 'detached' });
  });

  test('prices are looked at row by row before they replace a list, and export as they came', async () => {
    const { page } = desktop;
    await as('platform_admin', '/settings/prices');
    await page.getByText('No prices yet').waitFor();
    await button('Import').click();
    await page.getByRole('textbox', { name: 'Rows' }).fill('default,0.50,Elsewhere\n49,cheap,Germany');
    await button('Look at the rows').click();
    await page.getByText('No price of at most six places').waitFor();
    expect(await button('Replace the list').isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Rows' }).fill('prefix,price,name');
    await button('Look at the rows').click();
    await page.getByText('There is no price in it, so there is nothing to replace the list with.').waitFor();
    expect(await button('Replace the list').isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Rows' }).fill('default,0.50,Elsewhere\n49,0.0085,Germany');
    await button('Look at the rows').click();
    await page.getByText('2 new', { exact: true }).waitFor();
    await button('Replace the list').click();
    await toast('The list has 2 prices now').waitFor();
    await page.getByRole('row', { name: /\+49.*Germany.*€0\.0085/ }).waitFor();
    expect(fakeSpending(agent.state).lists.get('box')).toEqual([
      { prefix: '', name: 'Elsewhere', micros: 500_000 },
      { prefix: '49', name: 'Germany', micros: 8_500 },
    ]);
  });

  test('what a day may cost is set beside the other limits; what it did stands above, and is lifted for today', async () => {
    const { page } = desktop;
    await as('tenant_admin', `/t/${acme.id}/policies/settings`);
    await page.getByText('There is no limit in use', { exact: false }).waitFor();
    const amount = page.getByRole('textbox', { name: 'Calls out may cost a day (EUR)' });
    await amount.fill('lots');
    await button('Save changes').click();
    await expect.poll(() => amount.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('Write an amount such as 50 or 49.90.').waitFor();
    await amount.fill('20');
    await button('Save changes').click();
    await toast('Calls out are saved').waitFor();
    expect(memory().settings.get(acme.id)?.spendPerDay).toBe(20_000_000);
    fakeSpending(agent.state).spent.set(acme.id, 20_010_000);
    await page.reload();
    await page.getByText('€20.01 of €20.00').waitFor();
    await page.getByText('Calls out are stopped until the day ends').waitFor();
    await button('Lift for today').click();
    await dialog('Lift the limit for today?').getByRole('button', { name: 'Lift for today' }).click();
    await page.getByText('Lifted for today by Tess Admin', { exact: false }).waitFor();
    expect(await button('Lift for today').count()).toBe(0);
  });
});
