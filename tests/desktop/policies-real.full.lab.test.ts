import type { CreatedUser } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carrier, phone, type Carrier, type Phone } from '../lab/phones/index.ts';
import { installation, type Installation, type Started } from '../start/installation.ts';
import { ensureBuilt } from './build.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { ADMIN, person } from './person.ts';

const PASSWORD = 'carrier-password-Xy7';

/** US5, FR-017 to FR-020 on what `npm start` gives: what the tester says of a number is what a real call does. */
describe(`outbound policies with a real agent, a phone and a carrier, on ${launcher}`, () => {
  let place: Installation;
  let started: Started;
  let desktop: Desktop;
  let main: Carrier;
  let ann: CreatedUser;
  let annPhone: Phone;
  const dialog = () => desktop.page.getByRole('dialog');
  const button = (name: string | RegExp) => desktop.page.getByRole('button', { name, exact: typeof name === 'string' });
  const tester = () => desktop.page.getByRole('region', { name: 'Try a number' });
  const tries = (number: string) => tester().getByRole('textbox', { name: 'What is dialled' }).fill(number);
  const content = () => desktop.page.getByRole('main');
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

  beforeAll(async () => {
    await ensureBuilt();
    place = await installation();
    started = place.start();
    const [, code = ''] = await started.until(/one-time code:\s+(\S+)/);
    await started.up();
    main = await carrier({
      server: { host: '127.0.0.1', port: place.ports.sip },
      address: '127.0.0.2',
      accounts: [{ username: 'box1', secret: PASSWORD }],
    });
    // What is not of these pages is made without them.
    const { token } = await place.client().auth.bootstrap.mutate({ code, ...ADMIN });
    const agent = place.client(token ?? undefined);
    const acme = await agent.tenant.create.mutate({ name: 'Acme Logistics', timezone: 'Europe/Berlin' });
    await agent.trunk.createAny.mutate({
      inTenant: acme.id,
      kind: 'registration',
      name: 'Main carrier',
      host: main.address,
      port: main.port,
      username: 'box1',
      secret: PASSWORD,
      allowPrivate: true,
      inbound: {
        where: 'request-uri',
        countryCode: '49',
        nationalPrefix: '0',
        internationalPrefix: '00',
        bare: 'e164',
      },
    });
    ann = await agent.user.create.mutate({ tenantId: acme.id, name: 'Ann Lee' });
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(30_000);
    const me = person(desktop.page);
    await me.connects({
      name: 'real agent',
      url: `https://127.0.0.1:${place.ports.https}`,
      caFingerprint: undefined,
      bootstrapCode: code,
      fake: undefined,
      stop: () => Promise.resolve(),
    });
    await me.signsIn();
  });
  afterAll(async () => {
    await annPhone?.leaves();
    await desktop?.close();
    await main?.close();
    started?.signal('SIGTERM');
    await started?.ended;
    await place?.remove();
  });

  test('habits, a policy with one rule, made the default: the tester says what is sent before anything is live', async () => {
    const { page } = desktop;
    await link('Outbound policies').click();
    await page.getByRole('tab', { name: 'Dialling and limits' }).click();
    await content().getByText('As one is used to in the country').click();
    await content().getByRole('combobox', { name: 'Country', exact: true }).fill('Germ');
    await content().getByRole('option', { name: 'Germany (+49)' }).click();
    await content().getByText('0301234567 is read as', { exact: false }).waitFor();
    await button('Save changes').click();
    await page.getByRole('alert').filter({ hasText: 'Calls out are saved' }).waitFor();
    await page.getByRole('tab', { name: 'Policies' }).click();
    await button('New policy').click();
    await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Standard');
    await dialog().getByRole('button', { name: 'Create policy' }).click();
    await page.getByRole('heading', { name: 'Standard', level: 1 }).waitFor();
    await button('New rule').click();
    await dialog().getByRole('combobox', { name: 'Countries', exact: true }).fill('germ');
    await dialog().getByRole('option', { name: 'Germany (+49)' }).click();
    await page.keyboard.press('Tab');
    // The only trunk goes without saying.
    await dialog().getByText('A call to', { exact: false }).waitFor();
    await dialog().getByRole('textbox', { name: 'Digits taken off the front' }).fill('2');
    await dialog().getByRole('textbox', { name: 'Digits put before' }).fill('0');
    await dialog().getByRole('button', { name: 'Add rule' }).click();
    await dialog().waitFor({ state: 'detached' });
    await button('More actions for Standard').click();
    await page.getByRole('menuitem', { name: 'Make it the default' }).click();
    await page.getByText('Everybody by default').waitFor();
    await tries('0301234567');
    await tester().getByText('Rule 1, Germany, allows it').waitFor();
    await tester().getByText('0301234567', { exact: true }).waitFor();
    await tester().getByText('Main carrier', { exact: true }).waitFor();
    await tester().getByText('Live now').click();
    await tester().getByText('Nothing was applied yet').waitFor();
  });

  test('applied, a real call does what the tester says: out by the carrier as it was told, or refused', async () => {
    const { page } = desktop;
    await person(page).applies();
    await page
      .getByText(/^Live since/)
      .first()
      .waitFor();
    await tester().getByText('Rule 1, Germany, allows it').waitFor();
    await main.registered('box1');
    const { credentials } = ann;
    annPhone = await phone({
      username: credentials!.sipUsername,
      secret: credentials!.secret,
      server: { host: '127.0.0.1', port: place.ports.sip },
    });
    await annPhone.registers();
    const call = await annPhone.calls('0301234567');
    expect((await main.nextCall({ within: 10_000 })).dialled).toBe('0301234567');
    await call.answered();
    await call.hangUp();
    await tries('00442079460958');
    await tester().getByText('Blocked by the outbound policy').waitFor();
    await tester().getByText('SIP 403').waitFor();
    const refused = await annPhone.calls('00442079460958');
    expect((await refused.ended()).code).toBe(403);
    expect(main.carried).toHaveLength(1);
  });

  test('the tracer shows what is live beside what the next apply would make of the same call', async () => {
    const { page } = desktop;
    await button('More actions for rule 1, Germany').click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByText('No rules: every call outside is blocked.', { exact: false }).waitFor();
    await link('Call tracer').click();
    await content().getByText('A call from a phone').click();
    await content().getByRole('combobox', { name: 'From whose phone' }).fill('Ann');
    await page.getByRole('option', { name: /Ann Lee/ }).click();
    await content().getByRole('textbox', { name: 'What is dialled' }).fill('030 1234567');
    const column = (name: string) => content().getByRole('region', { name, exact: true });
    await column('Live now').getByText('Leaves to', { exact: false }).waitFor();
    await column('After the next apply').getByText('Blocked by the outbound policy').waitFor();
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByRole('row', { name: 'Ann Lee' }).click();
    await button('Open page').click();
    await page.getByRole('link', { name: 'What reaches Ann Lee?' }).click();
    await page.getByRole('row', { name: /1001.*Extension.*Directly.*Rings/ }).waitFor();
  });
});
