import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeze, labAgent, thaw, type LabAgent } from '../lab/index.ts';
import { phone, type Phone } from '../lab/phones/index.ts';
import { longRun } from '../lab/runs.ts';
import { ensureBuilt } from './build.ts';
import { launchDesktop, launcher, type Desktop } from './launch/index.ts';
import { person } from './person.ts';

/** US3 as a new admin meets it, on a real agent, a real Asterisk and real calls. `--full` tells every way an apply can
 * begin and end; those in the middle are told without it by apply-flow (pages), and by queue.lab, freeze.lab and apply-all.lab
 * of features/apply and tests/faults (agent). */
describe(`applying with a real agent, on ${launcher}`, () => {
  let lab: LabAgent;
  let desktop: Desktop;
  const phones: Phone[] = [];
  const me = () => person(desktop.page);
  const link = (name: string) =>
    desktop.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const bar = () => desktop.page.getByRole('region', { name: 'Pending changes' });
  const waiting = () => desktop.page.getByRole('list', { name: 'Waiting applies' });
  const dialog = () => desktop.page.getByRole('dialog');
  const isLive = async () => {
    await bar()
      .getByText(/^Live since /)
      .first()
      .waitFor();
    await bar().getByRole('button', { name: 'Close' }).click();
  };
  const choose = async (entry: string) => {
    await bar().getByRole('button', { name: 'Choose when to apply' }).click();
    await desktop.page.getByRole('menuitem', { name: entry }).click();
    await dialog().waitFor();
  };
  /** A new user is something to apply. @returns their phone, not registered yet */
  const adds = async (name: string): Promise<Phone> => {
    await link('Users').click();
    await me().opensNewUser();
    const told = await me().createsUser(name);
    await me().closesThePanel();
    const made = await phone({
      username: told.get('SIP username') ?? '',
      secret: told.get('Secret') ?? '',
      server: { host: '127.0.0.1', port: lab.asterisk.ports.sip },
    });
    phones.push(made);
    return made;
  };
  beforeAll(async () => {
    await ensureBuilt();
    lab = await labAgent({ realtime: 'sqlite' });
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(20_000);
    await me().connects({
      name: 'real agent',
      url: lab.url,
      caFingerprint: undefined,
      bootstrapCode: '',
      fake: undefined,
      stop: () => Promise.resolve(),
    });
    await me().signsIn(lab.adminLogin.password, lab.adminLogin.email);
    await desktop.page.getByText('No company here yet').waitFor();
    await me().createsTenant('Acme');
  });
  afterAll(async () => {
    for (const each of phones) await each.leaves();
    await desktop?.close();
    await lab?.release();
  });

  test('the first people are previewed, applied step by step, and can call', async () => {
    const { page } = desktop;
    const ann = await adds('Ann Lee');
    const ben = await adds('Ben Ode');
    await bar().getByRole('link', { name: 'Preview' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Ann Lee, 1001: new' }).first().waitFor();
    await page.getByRole('button', { name: 'Show what is written' }).click();
    await page.locator('[data-mark="added"]', { hasText: 'Ann Lee' }).first().waitFor();
    await me().applies();
    await bar().getByRole('list', { name: 'Steps' }).waitFor();
    await bar().getByRole('link', { name: 'Details' }).click();
    await page
      .getByText(/^Live since /)
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Pending changes' }).waitFor({ state: 'detached' });
    await ann.registers();
    await ben.registers();
  });

  longRun('waits for the end of a real call, is withdrawn, waits again and begins by itself', async () => {
    const [ann, ben] = phones as [Phone, Phone];
    const call = await ann.calls('1002');
    await (await ben.rings()).accept();
    await call.answered();
    await adds('Cid Ray');
    await choose('When nobody is in a call');
    await dialog().getByRole('button', { name: 'Schedule' }).click();
    await waiting().getByText('Begins when nobody is in a call', { exact: false }).waitFor();
    await waiting()
      .getByRole('button', { name: /^Withdraw/ })
      .click();
    await waiting().waitFor({ state: 'detached' });
    await choose('When nobody is in a call');
    await dialog().getByLabel('Reason').fill('After the call');
    await dialog().getByRole('button', { name: 'Schedule' }).click();
    await waiting().getByText('After the call').waitFor();
    await call.hangUp();
    await isLive();
  });

  longRun('is scheduled for a time and withdrawn', async () => {
    await adds('Dee Fox');
    await choose('At a time');
    await dialog()
      .getByLabel('Begins')
      .fill(`${new Date().getFullYear() + 1}-01-02T10:00`);
    await dialog().getByRole('button', { name: 'Schedule' }).click();
    await waiting().getByText('Begins 2 Jan', { exact: false }).waitFor();
    await waiting()
      .getByRole('button', { name: /^Withdraw/ })
      .click();
    await waiting().waitFor({ state: 'detached' });
  });

  longRun('takes its turn behind somebody else’s apply', async () => {
    const { tenant } = await lab.company('Beta', ['Bob Beta'], { apply: false });
    const { pid } = lab.asterisk;
    if (pid === undefined) throw new Error('Asterisk does not run');
    // An Asterisk that thinks for a while holds the other apply up.
    await freeze(pid);
    let other: { id: string };
    try {
      other = await lab.admin.applies.start.mutate({ tenantId: tenant.id });
      await me().applies();
      await dialog().getByText('Petra Platform is applying changes since', { exact: false }).waitFor();
      await dialog().getByRole('button', { name: 'Schedule' }).click();
      await dialog().waitFor({ state: 'detached' });
    } finally {
      thaw(pid);
    }
    await isLive();
    const acme = (await lab.admin.tenant.list.query()).rows.find((each) => each.name === 'Acme')!;
    const jobs = (await lab.admin.applies.allJobs.query({})).rows;
    expect(jobs.find((each) => each.id === other.id)?.status).toBe('SUCCESS');
    expect(jobs.find((each) => each.tenantId === acme.id)).toMatchObject({
      status: 'SUCCESS',
      schedule: { mode: 'after' },
    });
  });

  longRun('a freeze holds an apply back until it is removed', async () => {
    const { page } = desktop;
    await adds('Eve Gray');
    await link('Settings').click();
    await page.getByRole('button', { name: 'Add freeze' }).click();
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    await dialog().getByLabel('Reason').fill('Black Friday');
    await dialog()
      .getByLabel('From')
      .fill(`${day(-1)}T00:00`);
    await dialog()
      .getByLabel('Until')
      .fill(`${day(2)}T00:00`);
    await dialog().getByRole('button', { name: 'Add freeze' }).click();
    await bar()
      .getByText(/^Changes are frozen until .*: Black Friday$/)
      .waitFor();
    await me().applies();
    expect(await dialog().getByRole('button', { name: 'Apply', exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Remove the freeze/ }).click();
    await dialog().getByRole('button', { name: 'Remove freeze' }).click();
    await bar()
      .getByText(/^Changes are frozen/)
      .waitFor({ state: 'detached' });
  });

  longRun('applies two companies and the box in one go', async () => {
    const { page } = desktop;
    const beta = (await lab.admin.tenant.list.query()).rows.find((each) => each.name === 'Beta')!;
    await lab.admin.user.create.mutate({ tenantId: beta.id, name: 'Bea Beta' });
    const numbers = page.getByRole('combobox', { name: 'Emergency numbers' });
    await numbers.fill('118');
    await numbers.press('Enter');
    await page.locator('form', { has: numbers }).getByRole('button', { name: /^Save/ }).click();
    await page.getByText('Saved, not live yet').waitFor();
    await link('Apply everything').click();
    await page.getByRole('list', { name: 'Pending' }).getByText('Beta').waitFor();
    await page.getByRole('button', { name: 'Apply everything that is pending' }).click();
    const jobs = page.getByRole('list', { name: 'What came of it' });
    for (const name of ['Box', 'Acme', 'Beta'])
      await jobs
        .getByRole('listitem')
        .filter({ hasText: name })
        .getByText(/^Live since /)
        .first()
        .waitFor();
    await page.getByText('Nothing is pending on the box', { exact: false }).waitFor();
  });

  test('never applies over a hand edit unseen, and leads to it', async () => {
    const { page } = desktop;
    const key = phones[0]?.username.slice(0, 4);
    const found = readdirSync(lab.asterisk.paths.extensionsD, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith(`tenants/${key}.conf`),
    );
    const file = join(lab.asterisk.paths.extensionsD, found ?? 'no tenant file');
    const written = readFileSync(file, 'utf8');
    appendFileSync(file, '; by hand\n');
    await adds('Fay Hill');
    await me().applies();
    await bar()
      .getByText(/^Nothing changed: Changed by hand since it was written: .*\.conf\.$/)
      .first()
      .waitFor();
    await bar().getByRole('link', { name: 'Details' }).click();
    await page.getByRole('link', { name: 'Look at the differences' }).first().click();
    await page.locator('[data-mark="added"]', { hasText: '; by hand' }).waitFor();
    await page.getByRole('button', { name: /^Apply again: / }).waitFor();
    // Taken back by hand, it is in the way no longer.
    writeFileSync(file, written);
    await bar().getByRole('button', { name: 'Close' }).click();
    await me().applies();
    await dialog()
      .getByRole('button', { name: 'Apply', exact: true })
      .or(bar().getByRole('button', { name: 'Close' }))
      .click();
    await link('Users').click();
    await page
      .getByRole('row', { name: /Fay Hill/ })
      .getByText('New')
      .waitFor({ state: 'detached' });
    const acme = (await lab.admin.tenant.list.query()).rows.find((each) => each.name === 'Acme')!;
    expect(await lab.admin.drift.get.query({ tenantId: acme.id, now: true })).toMatchObject({ items: [] });
    await page.reload();
  });

  test('with Asterisk down nothing is changed, and the page says why and what to do', async () => {
    const { page } = desktop;
    await adds('Gil Ives');
    await lab.asterisk.kill();
    await me().applies();
    await page
      .getByText(/^(Nothing changed|Rolled back|Needs you)/)
      .first()
      .waitFor();
    await bar().getByRole('link', { name: 'Details' }).click();
    await page.getByText('Live now', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Apply again to Acme' }).waitFor();
    expect(await page.getByRole('status').allInnerTexts()).toContainEqual(expect.stringMatching(/Asterisk/));
  });
});
