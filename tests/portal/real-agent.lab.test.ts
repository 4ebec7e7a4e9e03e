import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedUser } from '@synergycall/domain';
import { ADMIN, labAgent, type LabAgent } from '../lab/agent.ts';
import { phone, rawLine } from '../lab/phones/index.ts';
import { builtPortal, type BuiltPortal } from './built-portal.ts';
import { portalAt } from './portal-page.ts';
import { portalSpec } from './portal-spec.ts';

const EMAIL = 'ann@acme.example';
const PASSWORD = 'harbour crane wooden whistle';

let built: BuiltPortal;
let lab: LabAgent;
let ann: CreatedUser;
let ben: CreatedUser;
beforeAll(async () => {
  built = await builtPortal();
  lab = await labAgent({ realtime: 'sqlite', portalDirectory: built.directory });
  const { tenant, people } = await lab.company('Acme', [{ name: 'Ann Lee', email: EMAIL }, 'Ben Ode']);
  ann = people[0]!;
  ben = people[1]!;
  await lab.admin.account.create.mutate({
    tenantId: tenant.id,
    name: 'Ann Lee',
    email: EMAIL,
    password: PASSWORD,
    role: 'end_user',
    userId: ann.user.id,
  });
});
afterAll(async () => {
  await lab?.release();
  built?.remove();
});

describe('the portal of a real agent', () => {
  portalSpec(async () => ({
    url: lab.url,
    email: EMAIL,
    password: PASSWORD,
    name: 'Ann Lee',
    extension: ann.user.extension ?? 0,
    deviceLabel: 'Desk phone',
    admin: ADMIN,
    close: () => Promise.resolve(),
  }));

  test('a real phone that registers, and one that leaves, show without a reload', async () => {
    const { page, signIn, leave } = await portalAt(lab.url, { email: EMAIL, password: PASSWORD });
    await signIn('/devices');
    const desk = page.getByRole('article', { name: 'Desk phone' });
    await desk.getByText('Not registered').waitFor();
    const { sipUsername, secret, port, transport } = ann.credentials!;
    const annPhone = await phone({ username: sipUsername, secret, transport, server: { host: '127.0.0.1', port } });
    await annPhone.registers();
    await desk.getByText('Registered', { exact: true }).waitFor();
    await desk.getByText('127.0.0.1').waitFor();
    expect(await page.content()).not.toContain(secret);
    await annPhone.leaves();
    await desk.getByText('Not registered').waitFor({ timeout: 30_000 });
    await leave();
  });

  test('SC-013: do not disturb, switched on in the browser, counts for the next call, and off again', async () => {
    const server = { host: '127.0.0.1', port: lab.asterisk.ports.sip };
    const [annLine, benLine] = await Promise.all(
      [ann, ben].map(async ({ credentials }) => {
        const { sipUsername: username, secret } = credentials!;
        const one = await rawLine({ server, username, secret });
        one.answersCallsWith({ say: 'refuse', code: 486, ringing: true });
        expect((await one.register()).code).toBe(200);
        return one;
      }),
    );
    const { page, signIn, leave } = await portalAt(lab.url, { email: EMAIL, password: PASSWORD });
    await signIn('/calls');
    const turn = async () => {
      const before = await page.getByRole('switch').isChecked();
      await page.getByRole('switch').click();
      await expect.poll(() => page.getByRole('switch').isChecked(), { timeout: 15_000 }).toBe(!before);
      // Saved, and not only drawn so.
      await page.getByText('Saved. It counts for the next call.').waitFor();
    };
    await turn();
    expect(await benLine!.invite({ dialled: '1001' })).toMatchObject({ code: 486, rang: false });
    expect(annLine!.incoming).toHaveLength(0);
    await turn();
    expect(await benLine!.invite({ dialled: '1001' })).toMatchObject({ code: 486, rang: true });
    expect(annLine!.incoming).toHaveLength(1);
    await leave();
    await Promise.all([annLine!.close(), benLine!.close()]);
  });

  test('a suspended person is told so after a reload', async () => {
    const { page, signIn, leave } = await portalAt(lab.url, { email: EMAIL, password: PASSWORD });
    await signIn();
    await lab.admin.user.suspend.mutate({ tenantId: ann.user.tenantId, id: ann.user.id });
    await page.reload();
    await page.getByText('Your extension is suspended').waitFor();
    await lab.admin.user.restore.mutate({ tenantId: ann.user.tenantId, id: ann.user.id });
    await page.reload();
    await page.getByText('1001').waitFor();
    expect(await page.getByText('Your extension is suspended').count()).toBe(0);
    await leave();
  });
});
