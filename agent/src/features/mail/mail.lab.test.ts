import { fail, ok, type Failure, type TenantId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { Letter, sendBySmtp, SmtpRefusal, SmtpServer } from '../../platform/smtp/index.ts';
import { contextOf, silent } from '../../router.fake.ts';
import { createCallerFactory, failureOf, router } from '../../rpc/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { enqueueMail, mailRouter, mailSender, type NewLetter } from './index.ts';
import { waitAfter } from './sender.ts';

/* Settings, outbox and sender on a real PostgreSQL; the server is one that does as the test says (platform/smtp has a real one). */
let server: LabPostgres;
let box: Office;
let acme: TenantId;
let refuse: SmtpRefusal | undefined;
let held: Promise<void> | undefined;
const sent: { server: SmtpServer; letter: Letter }[] = [];
const send: typeof sendBySmtp = async (to, letter) => {
  await held;
  if (refuse) return fail(refuse);
  sent.push({ server: to, letter });
  return ok('250 taken');
};
const MINUTE = 60_000;
let now = Date.now();

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  box = await office(lab.url);
  acme = (await box.tenant({ name: 'Acme' })).tenant.id;
});
afterAll(async () => {
  await box?.close();
  await server?.release();
});
beforeEach(async () => {
  sent.length = 0;
  [refuse, held] = [undefined, undefined];
  now = Date.now() + 1_000;
  await box.database.inPlatform(box.platform, ({ db }) => db.deleteFrom('mail_outbox').execute());
});

const deps = () => ({ boxId: box.boxId, keyring: box.deps.keyring, send });
let woken = 0;
const admin = () =>
  createCallerFactory(router({ mail: mailRouter({ ...deps(), sender: { wake: () => void (woken += 1) } }) }))(
    contextOf(box.database, [{ role: 'platform_admin', tenantId: null, userId: null }]),
  ).mail;
const refusal = (call: Promise<unknown>): Promise<Failure | undefined | 'done'> =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
const SETTINGS = {
  host: 'mail.acme.example',
  port: 587,
  security: 'starttls',
  username: 'box',
  fromAddress: 'phones@acme.example',
  fromName: 'Phones of Acme',
} as const;
const setUp = async (more: object = {}) => {
  const revision = (await admin().settings()).settings?.revision ?? 0;
  return admin().update({ ...SETTINGS, password: 'kelp-lantern', revision, ...more });
};
const write = (more: Partial<NewLetter> = {}) =>
  box.database.inPlatform(box.platform, (tx) =>
    enqueueMail(tx, {
      tenantId: acme,
      kind: 'voicemail',
      to: 'ann@acme.example',
      subject: 'New',
      text: 'Hello\n',
      ...more,
    }),
  );
const outbox = async () => (await admin().outbox({})).rows;
const stored = async () =>
  (await box.database.read(box.platform, ({ db }) => db.selectFrom('mail_outbox').selectAll().execute()))[0];
const sender = () =>
  mailSender({ ...deps(), database: box.database, scope: box.platform, log: silent, now: () => now });
/** One letter, if one is due. */
async function looks(): Promise<void> {
  await sender().stop();
}

describe('how mail leaves', () => {
  test('without settings letters wait, and nobody is asked', async () => {
    await write();
    await looks();
    expect(await admin().settings()).toEqual({ settings: null, waiting: 1, failed: 0 });
    expect(await admin().test({ to: 'petra@box.example' })).toEqual({
      accepted: false,
      trouble: 'not-set-up',
      answer: '',
    });
  });
  test('the password goes in and never comes out (SC-023)', async () => {
    const view = await setUp();
    expect(view.settings).toEqual({ ...SETTINGS, hasLogin: true, revision: 1 });
    const kept = await box.database.read(box.platform, async ({ db }) => ({
      settings: await db.selectFrom('mail_settings').selectAll().execute(),
      audit: await db.selectFrom('audit').selectAll().where('action', 'like', 'mail.%').execute(),
    }));
    expect(kept.audit.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain('kelp-lantern');
    expect(await admin().test({ to: 'petra@box.example' })).toMatchObject({ accepted: true, answer: '250 taken' });
    expect(sent[0]?.server.login?.password.reveal('test')).toBe('kelp-lantern');
  });
  test('a stored password is shown to no other server: whoever names another gives it again', async () => {
    await setUp();
    for (const other of [{ host: 'evil.example' }, { port: 25 }, { security: 'tls' }, { username: 'eve' }])
      expect(await refusal(setUp({ ...other, password: undefined }))).toEqual({
        code: 'input.invalid',
        issues: [{ path: 'password', problem: 'mail.password-again' }],
      });
    expect(await refusal(setUp({ fromName: 'Acme', password: undefined }))).toBe('done');
  });
  test('a password in clear goes to this machine alone', async () => {
    expect(await refusal(setUp({ security: 'none' }))).toMatchObject({ issues: [{ problem: 'mail.in-clear' }] });
    expect(await refusal(setUp({ security: 'none', host: '127.0.0.1' }))).toBe('done');
    expect(await refusal(setUp({ security: 'none', username: null, password: undefined }))).toBe('done');
    await setUp();
  });
  test('what somebody else changed meanwhile is not overwritten', async () => {
    const { settings } = await setUp();
    await setUp({ fromName: 'Other' });
    expect(await refusal(setUp({ revision: settings!.revision }))).toMatchObject({ code: 'revision.stale' });
  });
});

describe('a letter', () => {
  beforeEach(async () => void (await setUp()));

  test('is there with what it tells of, or neither', async () => {
    const broken = box.database.inPlatform(box.platform, async (tx) => {
      await enqueueMail(tx, { tenantId: acme, kind: 'emergency', to: 'a@b.example', subject: 'x', text: 'y' });
      throw new Error('the rest failed');
    });
    await expect(broken).rejects.toThrow('the rest failed');
    expect(await outbox()).toEqual([]);
  });
  test('goes out once, and what it said is gone then', async () => {
    await write({ attachment: { name: 'message 1.wav', content: Buffer.from('RIFF') } });
    await looks();
    await looks();
    expect(sent.map(({ letter }) => letter)).toMatchObject([
      {
        to: 'ann@acme.example',
        from: { name: 'Phones of Acme', address: 'phones@acme.example' },
        attachment: { name: 'message-1.wav', content: Buffer.from('RIFF') },
        messageId: expect.stringMatching(/^<[0-9a-z]{12}@acme\.example>$/),
      },
    ]);
    expect(await outbox()).toMatchObject([{ state: 'sent', attempts: 1, answer: '250 taken', tenantName: 'Acme' }]);
    expect(await stored()).toMatchObject({ body: null, attachment: null });
  });
  test('several agents send each letter once', async () => {
    for (let n = 0; n < 12; n++) await write({ to: `p${n}@acme.example` });
    const agents = [sender(), sender(), sender()];
    const waiting = async () => (await admin().settings()).waiting;
    await expect.poll(waiting, { timeout: 30_000, interval: 50 }).toBe(0);
    await Promise.all(agents.map((agent) => agent.stop()));
    expect(sent.map(({ letter }) => letter.to).toSorted()).toEqual(
      Array.from({ length: 12 }, (_, n) => `p${n}@acme.example`).toSorted(),
    );
  });
  test('is tried again with longer and longer waits for two days, and then kept with the server’s words', async () => {
    refuse = { trouble: 'later', answer: '451 come back', isFinal: false };
    await write();
    const waits: number[] = [];
    for (let turn = 0; turn < 40; turn++) {
      await looks();
      const [letter] = await outbox();
      if (letter?.state === 'failed') break;
      const next = Date.parse(letter!.nextAt!);
      waits.push(Math.round((next - now) / MINUTE));
      now = next;
    }
    expect(waits.slice(0, 9)).toEqual([1, 2, 5, 15, 30, 60, 120, 240, 240]);
    expect(waits.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(43 * 60);
    expect(await outbox()).toMatchObject([{ state: 'failed', trouble: 'later', answer: '451 come back' }]);
    expect(await admin().settings()).toMatchObject({ waiting: 0, failed: 1 });
    refuse = undefined;
    const id = (await outbox())[0]!.id;
    const before = woken;
    await admin().retry({ id });
    expect(woken).toBe(before + 1);
    await looks();
    expect(sent).toHaveLength(1);
    expect(await refusal(admin().retry({ id }))).toEqual({ code: 'not-found', what: 'letter' });
  });
  test('that its reader’s server will never take is given up at once, and the next one goes', async () => {
    refuse = { trouble: 'recipient-refused', answer: '550 nobody', isFinal: true };
    await write();
    await looks();
    refuse = undefined;
    await write({ to: 'bob@acme.example' });
    await looks();
    expect((await outbox()).map(({ state, to }) => `${to} ${state}`)).toEqual([
      'bob@acme.example sent',
      'ann@acme.example failed',
    ]);
  });
  test('behind one that met no server is not sent the same way: the round ends', async () => {
    refuse = { trouble: 'refused', answer: 'connect ECONNREFUSED', isFinal: false };
    await write();
    await write();
    await looks();
    expect((await outbox()).map(({ attempts }) => attempts).toSorted((a, b) => a - b)).toEqual([0, 1]);
  });
  test('that is under way ends before the agent stops', async () => {
    const gate = Promise.withResolvers<void>();
    held = gate.promise;
    await write();
    const running = sender();
    let isStopped = false;
    const stopping = running.stop().then(() => void (isStopped = true));
    expect(isStopped).toBe(false);
    gate.resolve();
    await stopping;
    expect(await outbox()).toMatchObject([{ state: 'sent' }]);
  });
  test('holds one subject, whatever a caller’s phone said', async () => {
    await write({ subject: 'From Eve\r\nBcc: all@acme.example\r\n\r\nowned' });
    expect(await outbox()).toMatchObject([{ subject: 'From Eve Bcc: all@acme.example owned' }]);
    await expect(write({ to: 'a@b.example\r\nBcc: c@d.example' })).rejects.toThrow();
  });
  test('is found by its state and by a part of its address, page by page', async () => {
    for (let n = 0; n < 5; n++) await write({ to: `p${n}@acme.example`, subject: n === 3 ? 'Fire' : 'New' });
    const first = await admin().outbox({ limit: 2 });
    expect([first.total, first.rows.length]).toEqual([5, 2]);
    const second = await admin().outbox({ limit: 3, cursor: first.nextCursor! });
    expect(second.nextCursor).toBeNull();
    expect(new Set([...first.rows, ...second.rows].map(({ to }) => to)).size).toBe(5);
    expect((await admin().outbox({ search: 'FIRE' })).rows).toMatchObject([{ to: 'p3@acme.example' }]);
    expect((await admin().outbox({ state: 'sent' })).rows).toEqual([]);
    expect(JSON.stringify(first)).not.toContain('Hello');
  });
});

test('waits grow to four hours', () => {
  expect([1, 2, 8, 9, 100].map(waitAfter)).toEqual([1, 2, 240, 240, 240].map((minutes) => minutes * MINUTE));
});
