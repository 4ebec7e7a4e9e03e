/** Mail, messages and greetings, for the walk over the router (router.lab.test.ts). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '@synergycall/domain';
import { enqueueMail } from './features/mail/index.ts';
import type { MessageDeps } from './features/voicemail/index.ts';
import type { AppDatabase } from './platform/database/index.ts';
import { wavOf } from './platform/sound/index.ts';
import { greetingFiles, openSpool } from './platform/spool/index.ts';
import { mintPlatformScope, systemActor } from './rpc/index.ts';
import { inTenant, type World } from './router.walk.fake.ts';

/** Whoever writes into it takes it away. */
export const FAKE_SPOOL = join(tmpdir(), `synergycall-fake-spool-${process.pid}`);

/** Nobody is on the phone, and every lamp does as it is told. */
export const fakeMessageDeps = (): MessageDeps => ({
  spool: openSpool(FAKE_SPOOL),
  greetings: greetingFiles(FAKE_SPOOL),
  phones: {
    isOpen: () => Promise.resolve(ok(false)),
    refresh: () => Promise.resolve(),
    tellGreeting: () => Promise.resolve(ok(undefined)),
  },
});

export const fakeMail = {
  send: () => Promise.resolve(ok('250 taken')),
  sender: { wake: () => undefined },
};

const user = (w: World) => ({ ...inTenant(w), id: w['user'] as string });
const SOUND = wavOf({ rate: 8_000, values: new Float32Array(800) });
const MESSAGE = '1795000000-00000001';
const message = (w: World) => ({ mailbox: w['user'] as string, id: MESSAGE });

function leaveMessage(tag: string, box: string): void {
  const folder = join(FAKE_SPOOL, 'voicemail', `vm-${tag}`, box, 'INBOX');
  mkdirSync(folder, { recursive: true });
  const facts = `[message]\ncallerid="Ben" <1002>\norigtime=1795000000\nmsg_id=${MESSAGE}\nduration=7\n`;
  writeFileSync(join(folder, 'msg0000.txt'), facts);
  writeFileSync(join(folder, 'msg0000.wav'), SOUND);
}

async function waitingLetter(w: World): Promise<{ id: string }> {
  const database = w['database'] as AppDatabase;
  const scope = mintPlatformScope(systemActor('test'));
  await database.inPlatform(scope, (tx) =>
    enqueueMail(tx, {
      tenantId: w['tenant'],
      kind: 'voicemail',
      to: 'ann@acme.example',
      subject: 'New',
      text: 'Hello',
    }),
  );
  const { rows } = await database.read(scope, async ({ db }) => ({
    rows: await db.selectFrom('mail_outbox').select('id').execute(),
  }));
  return { id: rows[0]?.id ?? '' };
}

const SECRET = 'a-mail-password';
const settings = (w: World) => {
  w['secrets'].push(SECRET);
  return {
    revision: 0,
    host: 'mail.example',
    port: 587,
    security: 'starttls',
    username: 'box',
    password: SECRET,
    fromAddress: 'phones@box.example',
    fromName: 'Phones',
  };
};

/** Of a person's own messages. */
export const MESSAGE_ACTS = ['self.recording', 'self.markMessage', 'self.removeMessage', 'self.putBackMessage'];

export const mailWalk = [
  { path: 'mail.update', input: settings },
  { path: 'mail.settings' },
  { path: 'mail.test', input: () => ({ to: 'petra@box.example' }) },
  { path: 'mail.retry', input: waitingLetter },
  { path: 'mail.outbox', input: () => ({ state: 'waiting', search: 'ann', limit: 5 }) },
  { path: 'voicemail.setNotification', input: (w: World) => ({ ...user(w), notify: 'recording' }) },
  { path: 'voicemail.notification', input: user },
  {
    path: 'tenant.get',
    input: inTenant,
    keep: (a: World, w: World) => leaveMessage(String(a['tag']), String(w['user'])),
  },
  { path: 'self.messages', as: 'ann' },
  { path: 'self.recording', as: 'ann', input: message },
  { path: 'self.markMessage', as: 'ann', input: (w: World) => ({ ...message(w), heard: true }) },
  { path: 'self.removeMessage', as: 'ann', input: message },
  { path: 'self.putBackMessage', as: 'ann', input: (w: World) => ({ ...message(w), heard: false }) },
  { path: 'self.setGreeting', as: 'ann', input: () => ({ sound: SOUND.toString('base64') }) },
  { path: 'self.greeting', as: 'ann' },
  { path: 'self.greetingSound', as: 'ann' },
  { path: 'self.removeGreeting', as: 'ann' },
  { path: 'self.setNotification', as: 'ann', input: () => ({ notify: null }) },
  { path: 'self.notification', as: 'ann' },
];
