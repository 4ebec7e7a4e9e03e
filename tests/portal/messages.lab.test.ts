import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { byFirstName, openOffice, type Office } from '../calls/office.ts';
import type { Company } from '../lab/index.ts';
import { mailServer } from '../lab/mail-server.ts';
import { toneWav } from '../lab/phones/tone.ts';
import type { Phone, RawLine } from '../lab/phones/index.ts';
import { builtPortal, type BuiltPortal } from './built-portal.ts';
import { portalAt, type Visitor } from './portal-page.ts';

/* Voicemail for its person: letters, and the portal in a real Chromium, with a real agent, Asterisk and mail server. */
const EMAIL = 'ann@acme.example';
const PASSWORD = 'harbour crane wooden whistle';
const TONE = 620;

let built: BuiltPortal;
let office: Office;
let mail: Awaited<ReturnType<typeof mailServer>>;
let acme: Company;
let ann: CreatedUser;
let cleo: CreatedUser;
let sales: string;
let visitor: Visitor;

beforeAll(async () => {
  built = await builtPortal();
  mail = await mailServer();
  office = await openOffice('sqlite', { portalDirectory: built.directory });
  acme = await office.company('Acme', [{ name: 'Ann Lee', email: EMAIL, voicemailEnabled: true }, 'Cleo Fay'], {
    apply: false,
  });
  ({ ann, cleo } = byFirstName<'ann' | 'cleo'>(acme));
  const tenantId = acme.tenant.id;
  const settings = { kind: 'mailbox' as const, email: 'sales@acme.example', listeners: [ann.user.id] };
  sales = (await office.admin.flow.create.mutate({ tenantId, name: 'Sales', extension: 1500 as never, settings })).id;
  await office.admin.account.create.mutate({
    tenantId,
    name: 'Ann Lee',
    email: EMAIL,
    password: PASSWORD,
    role: 'end_user',
    userId: ann.user.id,
  });
  await office.apply(tenantId);
  await office.admin.mail.update.mutate({
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    username: null,
    fromAddress: 'phones@acme.example',
    fromName: 'Phones of Acme',
    revision: 0,
  });
});
afterEach(async () => {
  await visitor?.leave();
  await office.everybodyLeaves();
});
afterAll(async () => {
  await office?.release();
  await mail?.close();
  built?.remove();
});

const folder = (id: string) => join(office.asterisk.paths.spool, 'voicemail', `vm-${acme.tenant.tag}`, id);
const files = (id: string): string[] =>
  existsSync(folder(id)) ? readdirSync(folder(id), { recursive: true, encoding: 'utf8' }) : [];
const messagesIn = (id: string, where: string) =>
  files(id).filter((name) => new RegExp(`^${where}/msg\\d{4}\\.wav$`).test(name)).length;
const waited = (ask: () => unknown, what: string, within = 40_000) =>
  expect.poll(ask, { timeout: within, interval: 50, message: what }).toBeTruthy();

/** Two seconds of the caller's tone. */
async function leavesMessage(from: Phone, extension: number, id: string): Promise<void> {
  const before = messagesIn(id, 'INBOX');
  const call = await from.calls(String(extension));
  await call.answered();
  await waited(
    () => files(id).some((name) => /tmp\/.*\.wav$/.test(name) && statSync(join(folder(id), name)).size > 32_000),
    'nothing is recorded',
  );
  await call.hangUp();
  await waited(() => messagesIn(id, 'INBOX') > before, 'no message came');
}
const caller = () => office.registered(cleo, { tone: TONE });
const lamp = (line: RawLine): string | undefined =>
  line.log.messages
    .filter(({ method }) => method === 'NOTIFY')
    .map(({ body }) => /Messages-Waiting: (yes|no)/.exec(body)?.[1])
    .findLast((said) => said !== undefined);
const lettersTo = (to: string) => mail.got.filter((one) => one.to === to);

async function portal(path: string) {
  visitor = await portalAt(office.url, { email: EMAIL, password: PASSWORD });
  await visitor.signIn(path);
  return visitor;
}
const article = (visit: Visitor) => visit.page.getByRole('article').first();

describe('letters of new messages', () => {
  test('a note goes to the person at once, with caller, time in the company’s zone, and how to hear it', async () => {
    await leavesMessage(await caller(), 1001, ann.user.id);
    await waited(() => lettersTo(EMAIL).length > 0, 'no letter came');
    const [letter] = lettersTo(EMAIL);
    expect(letter?.subject).toBe('New voicemail from Cleo Fay (1002)');
    expect(letter?.source).toContain(`(${acme.tenant.timezone})`);
    expect(letter?.source).toMatch(/Length: \d+ second/);
    expect(letter?.source).toContain('dial *97');
    expect(letter?.source).not.toContain('audio/wav');
  });

  test('messages left while the agent was down are told of once it is back, each once; a general box has its own address', async () => {
    const phone = await caller();
    const before = lettersTo(EMAIL).length;
    await office.agent.stop();
    await leavesMessage(phone, 1001, ann.user.id);
    await leavesMessage(phone, 1500, sales);
    await office.restartAgent();
    await waited(() => lettersTo('sales@acme.example').length > 0, 'no letter came for the general box');
    await waited(() => lettersTo(EMAIL).length > before, 'no letter came after the restart');
    await office.restartAgent();
    // What comes next is told of, so whatever would have been told twice has been by then.
    await leavesMessage(phone, 1500, sales);
    await waited(() => lettersTo('sales@acme.example').length > 1, 'no letter came for the second message');
    expect([lettersTo(EMAIL).length, lettersTo('sales@acme.example').length]).toEqual([before + 1, 2]);
    expect(lettersTo('sales@acme.example')[0]?.subject).toBe('New voicemail from Cleo Fay (1002) for Sales');
  });

  test('with the recording, as the person chose in the portal', async () => {
    const { page, violations } = await portal('/messages/mailbox');
    await page.getByRole('combobox', { name: 'When somebody leaves a message' }).selectOption('recording');
    await page.getByText('Saved.').waitFor();
    expect(await violations()).toEqual([]);
    const before = lettersTo(EMAIL).length;
    await leavesMessage(await caller(), 1001, ann.user.id);
    await waited(() => lettersTo(EMAIL).length > before, 'no letter came');
    const source = lettersTo(EMAIL).at(-1)?.source ?? '';
    expect(source).toContain('Content-Type: audio/wav');
    // As base64: RIFF.
    expect(source).toContain('UklGR');
  });

  test('then deleted, if the person wants it so, and only once the server took the letter; kept for a week', async () => {
    const { page } = await portal('/messages/mailbox');
    const choice = page.getByRole('combobox', { name: 'When somebody leaves a message' });
    await choice.selectOption('recording-delete');
    await page.getByText('Saved.').waitFor();
    const [before, there] = [lettersTo(EMAIL).length, messagesIn(ann.user.id, 'INBOX')];
    mail.refuses = true;
    await leavesMessage(await caller(), 1001, ann.user.id);
    const tries = async () => (await office.admin.mail.outbox.query({ state: 'waiting' })).rows[0];
    await waited(async () => ((await tries())?.attempts ?? 0) > 0, 'the letter was not tried');
    expect(messagesIn(ann.user.id, 'INBOX')).toBe(there + 1);
    mail.refuses = false;
    await office.admin.mail.retry.mutate({ id: (await tries())?.id ?? '' });
    await waited(() => lettersTo(EMAIL).length > before, 'no letter came');
    expect(lettersTo(EMAIL).at(-1)?.source).toContain('the message is deleted from your mailbox');
    await waited(() => messagesIn(ann.user.id, 'Deleted') === 1, 'the message is still there');
    expect(messagesIn(ann.user.id, 'INBOX')).toBe(there);
    const onRecord = async () =>
      (await office.admin.audit.list.query({ tenantId: acme.tenant.id })).rows.filter(
        ({ action }) => action === 'voicemail.remove-sent',
      );
    // The record follows the move.
    await expect.poll(onRecord, { timeout: 10_000 }).toHaveLength(1);
    await choice.selectOption('off');
    await page.getByText('Saved.').waitFor();
  });
});

describe('US6: the mailbox in the browser', () => {
  test('a message is heard, and the lamp of the phone goes out; marked as new it lights again', async () => {
    const line = await office.line(ann);
    await leavesMessage(await caller(), 1001, ann.user.id);
    await waited(() => lamp(line) === 'yes', 'the lamp is not lit');
    const visit = await portal('/messages');
    const { page, violations, complaints } = visit;
    await page.getByText('New', { exact: true }).first().waitFor();
    expect(await violations()).toEqual([]);
    // The lamp tells of the general box, too.
    const unheard = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Mark as heard' }) });
    const played = article(visit);
    await played.getByRole('button', { name: 'Play' }).click();
    const sound = played.locator('audio');
    await expect
      .poll(() => sound.evaluate((one) => (one as HTMLAudioElement).duration), { timeout: 20_000 })
      .toBeGreaterThan(1);
    await sound.evaluate(async (one) => {
      const audio = one as HTMLAudioElement;
      audio.muted = true;
      audio.currentTime = audio.duration - 0.3;
      await audio.play();
    });
    await played.getByText('Heard', { exact: true }).waitFor({ timeout: 20_000 });
    while ((await unheard.count()) > 0) {
      const left = await unheard.count();
      await unheard.first().getByRole('button', { name: 'Mark as heard' }).click();
      await expect.poll(() => unheard.count(), { timeout: 20_000 }).toBe(left - 1);
    }
    await waited(() => lamp(line) === 'no', 'the lamp is still lit');
    expect(messagesIn(ann.user.id, 'INBOX')).toBe(0);
    await page
      .getByRole('article')
      .filter({ hasNotText: 'Sales' })
      .first()
      .getByRole('button', { name: 'Mark as new' })
      .click();
    await waited(() => lamp(line) === 'yes', 'the lamp stays dark');
    expect(complaints).toEqual([]);
  });

  test('a deleted message is gone for the phone too, and comes back by Undo', async () => {
    const visit = await portal('/messages');
    const { page } = visit;
    const all = page.getByRole('article');
    await all.first().waitFor();
    // One may hear the general mailbox too.
    await all.filter({ hasText: 'Sales' }).first().waitFor();
    const before = await all.count();
    const inSpool = () => messagesIn(ann.user.id, 'INBOX') + messagesIn(ann.user.id, 'Old');
    const lying = inSpool();
    await all.filter({ hasNotText: 'Sales' }).first().getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await expect.poll(() => all.count()).toBe(before - 1);
    expect(inSpool()).toBe(lying - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => all.count(), { timeout: 20_000 }).toBe(before);
    expect(inSpool()).toBe(lying);
  });

  test('nothing is moved under somebody who is in that box by phone', async () => {
    const phone = await office.registered(ann);
    const call = await phone.calls('*97');
    await call.answered();
    const doing = async () => {
      const channels = await office.ami.list('CoreShowChannels');
      return channels.ok && channels.value.some((one) => one['application'] === 'VoiceMailMain');
    };
    await waited(doing, 'nobody is in the box');
    const { page } = await portal('/messages');
    const own = page.getByRole('article').filter({ hasNotText: 'Sales' }).first();
    await own.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('This mailbox is in use by phone.').waitFor();
    await call.hangUp();
  });

  test('recordings are one’s own: asked for in parts, and refused to strangers (FR-036)', async () => {
    const { page, context } = await portal('/messages');
    const own = await page.evaluate(async () => {
      const list = (await (await fetch('/api/v1/self/messages')).json()) as { rows: { mailbox: string; id: string }[] };
      const [{ mailbox, id } = { mailbox: '', id: '' }] = list.rows;
      const path = `/recordings/messages/${mailbox}/${id}`;
      const part = await fetch(path, { headers: { range: 'bytes=0-3' } });
      const beyond = await fetch(path, { headers: { range: 'bytes=99999999-' } });
      const foreign = await fetch(`/recordings/messages/000000000000/${id}`);
      return {
        path,
        part: [part.status, part.headers.get('content-range'), await part.text()],
        beyond: beyond.status,
        foreign: foreign.status,
      };
    });
    expect(own.part).toEqual([206, expect.stringMatching(/^bytes 0-3\/\d+$/), 'RIFF']);
    expect([own.beyond, own.foreign]).toEqual([416, 404]);
    await context.clearCookies();
    expect((await context.request.get(own.path)).status()).toBe(401);
  });

  test('an uploaded greeting is heard by the next caller, and gone once it is removed (FR-034, SC-013)', async () => {
    const { page } = await portal('/messages/mailbox');
    await page.getByText('Callers hear your extension').waitFor();
    const choose = (name: string, buffer: Buffer) =>
      page.getByLabel('Greeting as a file').setInputFiles({ name, mimeType: 'audio/wav', buffer });
    await choose('notes.wav', Buffer.from('no sound at all'));
    await page.getByText('This file can’t be played.').waitFor();
    await choose('greeting.wav', toneWav(1_000, 5));
    await page.getByText('Callers hear your own greeting, 0:05 long.').waitFor();
    const phone = await caller();
    const call = await phone.calls('1001');
    await call.answered();
    await call.hears(1_000, { within: 20_000 });
    await call.hangUp();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('Callers hear your extension').waitFor();
    expect(files(ann.user.id).filter((name) => name.startsWith('unavail'))).toEqual([]);
  });

  test('a PIN is set, and what everybody tries first is refused in words', async () => {
    const { page, violations } = await portal('/messages/mailbox');
    const pin = page.getByLabel('New PIN');
    await pin.fill('1234');
    await page.getByRole('button', { name: 'Set PIN' }).click();
    await page.getByText('That is what everybody tries first.').waitFor();
    expect(await violations()).toEqual([]);
    await pin.fill('4711');
    await page.getByRole('button', { name: 'Set PIN' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await pin.inputValue()).toBe('');
  });
});
