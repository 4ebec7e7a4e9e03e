import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Secret } from '../crypto/index.ts';
import { tlsMaterial, type TlsMaterial } from '../tls/index.ts';
import { sendBySmtp, type Letter, type SmtpServer } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'smtp-'));
const PASSWORD = 'kelp-lantern-orbit';
let tls: TlsMaterial;
let server: SMTPServer | undefined;
let got: { from: string; to: string[]; user: string | undefined; secure: boolean; text: string }[] = [];
beforeAll(async () => {
  tls = await tlsMaterial({ directory: join(folder, 'tls'), names: ['localhost'] });
});
afterEach(async () => {
  got = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  if (server) server.close(() => resolve());
  else resolve();
  server = undefined;
  await promise;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A real server on loopback that knows one user. */
async function listening(options: Partial<SMTPServerOptions> = {}): Promise<number> {
  const made = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      username === 'box' && password === PASSWORD ? done(null, { user: 'box' }) : done(new Error('535 wrong password')),
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString('latin1')));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: session.user,
          secure: session.secure,
          text,
        });
        done(null, '2.0.0 taken as 4711');
      });
    },
    ...options,
  });
  // Whoever hangs up in the middle of TLS.
  made.on('error', () => undefined);
  server = made;
  const { promise, resolve } = Promise.withResolvers<void>();
  made.listen(0, '127.0.0.1', () => resolve());
  await promise;
  return (made.server.address() as AddressInfo).port;
}
const withTls = (): Partial<SMTPServerOptions> => ({
  key: tls.key,
  cert: tls.certificate,
  disabledCommands: [],
});
const letter: Letter = {
  from: { name: 'Phones of Acme', address: 'phones@acme.example' },
  to: 'ann@acme.example',
  subject: 'New voicemail from Ben Ode (1002)',
  text: 'Ben Ode left a message.\n',
  messageId: '<l1@acme.example>',
};
const on = (port: number, more: Partial<SmtpServer> = {}): SmtpServer => ({
  host: 'localhost',
  port,
  security: 'none',
  login: undefined,
  ...more,
});
const login = (password = PASSWORD) => ({ username: 'box', password: new Secret(password) });

test('a letter arrives with its recording, and the server’s answer is told', async () => {
  const port = await listening();
  const content = Buffer.from('RIFF of a message');
  const done = await sendBySmtp(on(port), { ...letter, attachment: { name: 'm.wav', type: 'audio/wav', content } });
  expect(done).toEqual({ ok: true, value: '250 2.0.0 taken as 4711' });
  expect(got).toMatchObject([{ from: 'phones@acme.example', to: ['ann@acme.example'], secure: false }]);
  expect(got[0]?.text).toContain('Message-ID: <l1@acme.example>');
  expect(got[0]?.text).toContain('Auto-Submitted: auto-generated');
  expect(got[0]?.text).toContain(content.toString('base64'));
});

test('STARTTLS with a certificate that is known, and the password goes behind it', async () => {
  const port = await listening({ ...withTls(), authOptional: false });
  expect(await sendBySmtp(on(port, { security: 'starttls', login: login(), trust: tls.ca }), letter)).toMatchObject({
    ok: true,
  });
  expect(got).toMatchObject([{ user: 'box', secure: true }]);
});

test('TLS from the first byte', async () => {
  const port = await listening({ ...withTls(), secure: true });
  expect(await sendBySmtp(on(port, { security: 'tls', trust: tls.ca }), letter)).toMatchObject({ ok: true });
  expect(got).toMatchObject([{ secure: true }]);
});

test.each(['starttls', 'tls'] as const)(
  'a certificate of nobody known ends it before anything is said: %s',
  async (security) => {
    const port = await listening({ ...withTls(), secure: security === 'tls' });
    expect(await sendBySmtp(on(port, { security, login: login() }), letter)).toMatchObject({
      error: { trouble: 'certificate', isFinal: false },
    });
    expect(got).toEqual([]);
  },
);

test('where the server offers no STARTTLS, nothing is sent in clear', async () => {
  const port = await listening();
  expect(await sendBySmtp(on(port, { security: 'starttls', login: login(), trust: tls.ca }), letter)).toMatchObject({
    error: { trouble: 'no-starttls' },
  });
  expect(got).toEqual([]);
});

test('a wrong password is said so, and stands in no answer', async () => {
  const port = await listening({ ...withTls(), authOptional: false });
  const done = await sendBySmtp(
    on(port, { security: 'starttls', login: login('not-the-password'), trust: tls.ca }),
    letter,
  );
  expect(done).toMatchObject({ error: { trouble: 'credentials', isFinal: false } });
  expect(JSON.stringify(done)).not.toContain('not-the-password');
});

test('a reader whom the server does not know is final, one that it can’t take now is not', async () => {
  const refuse = (responseCode: number) => (_: unknown, __: unknown, done: (error: Error) => void) =>
    done(Object.assign(new Error('no such mailbox here'), { responseCode }));
  let port = await listening({ onRcptTo: refuse(550) });
  expect(await sendBySmtp(on(port), letter)).toMatchObject({
    error: { trouble: 'recipient-refused', isFinal: true, answer: expect.stringContaining('no such mailbox here') },
  });
  server?.close(() => undefined);
  port = await listening({ onRcptTo: refuse(451) });
  expect(await sendBySmtp(on(port), letter)).toMatchObject({ error: { trouble: 'later', isFinal: false } });
});

test('nobody there, and a name that is nobody’s', async () => {
  const port = await listening();
  const { promise, resolve } = Promise.withResolvers<void>();
  server?.close(() => resolve());
  server = undefined;
  await promise;
  expect(await sendBySmtp(on(port, { host: '127.0.0.1' }), letter)).toMatchObject({ error: { trouble: 'refused' } });
  expect(await sendBySmtp(on(port, { host: 'mail.invalid' }), letter)).toMatchObject({ error: { trouble: 'name' } });
});

test('no line break becomes a header, and no address a second one', async () => {
  const port = await listening();
  await sendBySmtp(on(port), {
    ...letter,
    from: { name: 'Phones\r\nBcc: eve@evil.example', address: 'phones@acme.example' },
    subject: 'New\r\nBcc: eve@evil.example\r\n\r\nowned',
  });
  expect(got.flatMap(({ to }) => to)).toEqual(['ann@acme.example']);
  expect(got[0]?.text).not.toMatch(/^Bcc:/im);
});
