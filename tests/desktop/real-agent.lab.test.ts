import { expect, test } from 'vitest';
import { phone } from '../lab/phones/index.ts';
import { installation } from '../start/installation.ts';
import { desktopStory } from './desktop-story.ts';
import { person } from './person.ts';

/** The same story on what `npm start` gives a newcomer: real agent, real PostgreSQL, real Asterisk. */
desktopStory(
  async () => {
    const place = await installation();
    const started = place.start();
    const [, code = ''] = await started.until(/one-time code:\s+(\S+)/);
    await started.up();
    const fingerprint = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(started.printed)?.[0];
    return {
      name: 'real agent',
      url: `https://127.0.0.1:${place.ports.https}`,
      caFingerprint: fingerprint,
      bootstrapCode: code,
      fake: undefined,
      stop: async () => {
        started.signal('SIGTERM');
        await started.ended;
        await place.remove();
      },
    };
  },
  (told) => {
    test('shows a real phone registering and leaving, without a reload', async () => {
      const { desktop, ann } = told();
      const { page } = desktop;
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      const row = page.getByRole('row', { name: /Ann Lee/ });
      await row.getByText('Not registered').waitFor();
      const annPhone = await phone({
        username: ann.get('SIP username') ?? '',
        secret: ann.get('Secret') ?? '',
        transport: 'udp',
        server: { host: '127.0.0.1', port: Number(ann.get('Port')) },
      });
      await annPhone.registers();
      await row.getByText('Registered', { exact: true }).waitFor();
      await row.click();
      await page.getByText(/Registered from 127\.0\.0\.1/).waitFor();
      await annPhone.leaves();
      await row.getByText('Not registered').waitFor({ timeout: 30_000 });
    });

    test('shows a company’s admin that company and no other, and nothing of the box', async () => {
      const { desktop, tess, tenants } = told();
      const { page } = desktop;
      await page.getByRole('button', { name: /^Account of/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await person(page).signsIn(tess.password, tess.email);
      await page.getByRole('button', { name: `Switch tenant, now ${tenants.acme}` }).click();
      await page.getByRole('option').first().waitFor();
      expect(await page.getByRole('option').count()).toBe(1);
      await page.keyboard.press('Escape');
      expect(await page.getByRole('link', { name: 'Tenants' }).count()).toBe(0);
      await page.getByRole('link', { name: 'Users', exact: true }).click();
      await person(page).opensNewUser();
      await person(page).createsUser('Cid Ray');
      await person(page).closesThePanel();
      await page.getByRole('row', { name: /Cid Ray.*1003/ }).waitFor();
    });
  },
);
