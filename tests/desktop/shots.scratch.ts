import { mkdirSync } from 'node:fs';
import { ensureBuilt } from './build.ts';
import { startFakeAgent } from './fake-agent/index.ts';
import { fakeDids } from './fake-agent/did-memory.ts';
import { launchDesktop } from './launch/index.ts';
import { person } from './person.ts';
import { seed } from './seed.ts';
import { csvOf, seedDids, seedManyDids } from './did-seed.ts';

const out = '/tmp/shots';
mkdirSync(out, { recursive: true });
const [scheme = 'light', w = '1440', only = ''] = process.argv.slice(2);
const width = Number(w);
await ensureBuilt();
const agent = await startFakeAgent();
const desktop = await launchDesktop({
  colorScheme: scheme as 'light',
  bypassCSP: true,
  viewport: { width: 1440, height: 860 },
});
const { page } = desktop;
page.setDefaultTimeout(15000);
page.on('console', (m) => {
  if (m.type() === 'error' && !/favicon/.test(m.text())) console.log('console:', m.text().slice(0, 400));
});
page.on('pageerror', (e) => console.log('pageerror', e.message));
const me = person(page);
await me.connects({ ...agent, name: 'fake agent', bootstrapCode: agent.state.bootstrapCode, fake: agent } as never);
await me.setsUpTheFirstAdmin(agent.state.bootstrapCode);
await me.createsTenant('Acme Logistics');
const acme = agent.state.tenants[0]!;
agent.state.addTenant('Beta Bakery');
seed(agent.state, acme);
const open = (path: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
const t = (rest: string) => `/t/${acme.id}/${rest}`;
const shot = async (name: string) => {
  await page.waitForTimeout(250);
  await page.screenshot({ path: `${out}/${name}-${scheme}-${width}.png` });
  console.log('shot', name);
};
await page.setViewportSize({ width, height: 860 });
await open(t('numbers'));
await page.getByText('No phone numbers yet').waitFor();
await shot('01-empty');
await open('/inventory');
await page.getByText('No numbers on this box yet').waitFor();
await shot('02-inventory-empty');
const people = agent.state.users;
seedDids(agent.state, acme, people);
await open(t('numbers'));
await page.reload();
await page.getByRole('grid').waitFor();
await shot('03-list');
await page.getByRole('row', { name: /0101/ }).click();
await page.getByText('Assign to a person').waitFor();
await shot('04-peek');
await page
  .getByRole('combobox', { name: 'Assign to a person' })
  .or(page.getByLabel('Assign to a person'))
  .first()
  .click();
await page.getByRole('option').first().waitFor();
await shot('05-peek-options');
await page.getByRole('option', { name: /Cem/ }).click();
await page
  .getByText(/rings Cem/)
  .first()
  .waitFor();
await shot('06-assigned');
await page.keyboard.press('Escape');
await page.getByRole('checkbox', { name: 'Select +1 202 555 0101' }).click();
await page.getByRole('checkbox', { name: 'Select +1 202 555 0102' }).click();
await shot('07-bulk');
await page.getByRole('button', { name: 'Assign to…' }).click();
await page.getByRole('dialog').waitFor();
await shot('08-assign-dialog');
await page.getByRole('button', { name: 'Cancel' }).click();
await page.getByRole('button', { name: /Change who is rung/ }).click();
await page.getByRole('dialog').waitFor();
await shot('09-default-dialog');
await page.getByRole('button', { name: 'Cancel' }).click();
acme.defaultDestination = {
  destination: { kind: 'user', userId: people[5]!.id },
  name: people[5]!.name,
  detail: '1006',
};
await page.reload();
await page.getByText('Default:').first().waitFor();
await shot('10-default');
await open(`/t/${acme.id}/users/${people[0]!.id}/devices`);
await page.getByRole('button', { name: 'Assign number' }).waitFor();
await shot('11-person');
await page.getByRole('button', { name: 'Assign number' }).click();
await page
  .getByRole('option')
  .first()
  .waitFor()
  .catch(() => undefined);
await shot('12-person-assign');
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await page.getByRole('dialog').waitFor({ state: 'detached' });
acme.defaultDestination = {
  destination: { kind: 'user', userId: people[0]!.id },
  name: people[0]!.name,
  detail: '1001',
};
await page.getByRole('button', { name: /More actions for Cem/ }).click();
await page.getByRole('menuitem', { name: 'Delete' }).click();
await page.getByText('Where should these calls go?').waitFor();
await page.getByLabel('To another person').check();
await shot('13-delete');
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await open('/inventory');
await page.getByRole('grid').waitFor();
await shot('14-inventory');
await page.getByRole('row', { name: /\+49 301 234 560/ }).click();
await page.getByRole('button', { name: 'Give to a tenant' }).waitFor();
await shot('15-inventory-peek');
await page.getByRole('button', { name: 'Give to a tenant' }).click();
await page.getByRole('dialog').waitFor();
await shot('16-allocate');
await page.getByRole('button', { name: 'Cancel' }).click();
await page.getByRole('button', { name: 'New number' }).click();
await page.getByRole('dialog').waitFor();
await page.getByRole('button', { name: 'Add number' }).click();
await shot('17-new');
await me.closesThePanel();
await open('/inventory/import');
await page.getByText('Drop a CSV').waitFor();
await shot('18-import');
await page
  .getByLabel('Or paste it')
  .fill(
    csvOf(117, [
      '+12025550101,Reception desk,Carrier One,',
      '0301234,Bad,,',
      '+12025550100,Taken,,Beta Bakery',
      '+33201000000,Twice,,',
      '+33777000111,Where,,Gamma',
    ]),
  );
await page.getByRole('button', { name: 'Look at the rows' }).click();
await page.getByRole('grid', { name: 'Rows of the file' }).waitFor();
await shot('19-review');
await page.getByText(/^All/).first().click();
await shot('20-review-all');
await page.getByText('3 invalid').first().click();
await page.getByRole('row').nth(1).click();
await shot('21-review-row');
await page.getByRole('checkbox', { name: /Import without/ }).check();
await page.getByRole('button', { name: /^Import 1/ }).click();
await page.getByText(/are imported/).waitFor();
await shot('22-imported');
await open('/inventory/import');
await page.getByRole('button', { name: /Undo the import/ }).waitFor();
await shot('23-earlier');
await open(t('preview'));
await page.getByText('Preview').first().waitFor();
await shot('24-preview');
await open('/settings');
await page.getByText('Default destination').waitFor();
await shot('25-settings');
await page.getByRole('button', { name: 'Edit' }).first().click();
await page.getByRole('dialog').waitFor();
await shot('26-edit-tenant');
await me.closesThePanel();
await page.keyboard.press('Control+k');
await page.keyboard.type('202555');
await page.getByText('Assign +1').first().waitFor();
await shot('27-palette');
await page.keyboard.press('Escape');
agent.state.role = 'support';
await open(t('numbers'));
await page.reload();
await page.getByText('Your role may look').waitFor();
await page.getByRole('row', { name: /0101/ }).click();
await shot('28-support');
agent.state.role = 'platform_admin';
void fakeDids;
void seedManyDids;
void only;
await desktop.close();
await agent.stop();
process.exit(0);
