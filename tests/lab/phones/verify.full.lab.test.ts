import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { labAsterisk } from '../asterisk.ts';
import { claimPort } from '../ports.ts';
import { sampleSchema } from '../sample-realtime.ts';
import type { LabAsterisk } from '../types.ts';
import { extensions, pjsip, secretOf, type HandMadeUser } from './hand-made.ts';
import {
  callLoad,
  carrier,
  phone,
  rawLine,
  registerLoad,
  type Carrier,
  type Phone,
  type PhoneOptions,
} from './index.ts';

let asterisk: LabAsterisk;
let trunk: Carrier;
const CARRIER = '127.0.0.2';
const opened: { leaves(): Promise<void> }[] = [];
const here = <T extends { leaves(): Promise<void> }>(one: T): T => {
  opened.push(one);
  return one;
};
const udp = () => ({ host: '127.0.0.1', port: asterisk.ports.sip });
const device = async (username: HandMadeUser, more: Partial<PhoneOptions> = {}): Promise<Phone> =>
  here(await phone({ username, secret: secretOf(username), server: udp(), ...more }));
const line = async (username: HandMadeUser) => {
  const raw = await rawLine({ server: udp(), username, secret: secretOf(username) });
  here({
    leaves: async () => {
      await raw.unregister();
      await raw.close();
    },
  });
  return raw;
};

beforeAll(async () => {
  const port = await claimPort();
  asterisk = await labAsterisk({
    realtime: 'sqlite',
    schema: sampleSchema,
    handWritten: { pjsip: pjsip({ address: CARRIER, port }), extensions },
  });
  trunk = await carrier({ server: udp(), address: CARRIER, port });
}, 300_000);
afterAll(async () => {
  await trunk?.close();
  await asterisk?.release();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.leaves()));
  trunk.answers();
});

describe('two baresip phones', () => {
  test('register, call, hear each other, press digits and hang up', async () => {
    const [alice, bob] = await Promise.all([device('alice', { tone: 440 }), device('bob', { tone: 620 })]);
    await Promise.all([alice.registers(), bob.registers()]);
    const call = await alice.calls('1002');
    const incoming = await bob.rings();
    expect(incoming.from).toEqual({ number: '1001', name: 'alice the phone' });
    await call.rings();
    await incoming.answers();
    await call.answered();
    await Promise.all([alice.hears(620), bob.hears(440)]);
    await expect(bob.hears(1000, { within: 800 })).rejects.toThrow(/does not hear 1000 Hz/);
    await alice.sendsDtmf('12#');
    await bob.receivesDtmf('12#');
    await call.hangUp();
    expect(await call.ended()).toMatchObject({ code: 200, by: 'us' });
    expect(await incoming.ended()).toMatchObject({ code: 200, by: 'them' });
  });

  test('one refuses, one gives up, and silence is silence', async () => {
    const [alice, bob] = await Promise.all([device('alice'), device('bob')]);
    await bob.registers();
    const refused = await alice.calls('1002'); // a phone may call without being registered
    await (await bob.rings()).reject();
    expect(await refused.ended()).toMatchObject({ code: 486, by: 'refusal' });
    const given = await alice.calls('1002');
    const missed = await bob.rings();
    await given.hangUp();
    expect(await missed.ended()).toMatchObject({ code: 487 });
    await bob.staysSilent(300);
    expect(await (await alice.calls('7777')).ended()).toMatchObject({ code: 404, by: 'refusal' });
  });

  test('a call is handed on to a third phone', async () => {
    const [alice, bob, carol] = await Promise.all([
      device('alice'),
      device('bob', { tone: 620 }),
      device('carol', { tone: 1000 }),
    ]);
    await Promise.all([alice, bob, carol].map((one) => one.registers()));
    const call = await alice.calls('1002');
    await (await bob.rings()).answers();
    await call.answered();
    const handedOn = alice.transfersTo('1003');
    await (await carol.rings()).answers();
    expect((await handedOn).code).toBe(200);
    await Promise.all([bob.hears(1000), carol.hears(620)]);
    expect((await call.ended()).code).toBe(200);
    await bob.hangsUp();
  });

  test('a wrong password is refused, and no secret is in what is said about it', async () => {
    const wrong = 'not-the-right-one';
    const stranger = await device('alice', { secret: wrong });
    expect((await stranger.isRefused()).code).toBe(401);
    const error: unknown = await stranger.registers().catch((cause: unknown) => cause);
    expect(String(error)).toMatch(/REGISTER was refused with 401[\s\S]*-> REGISTER/);
    expect(`${String(error)}${stranger.log.toString()}`).not.toContain(wrong);
    expect(stranger.log.toString()).toMatch(/response="\*\*\*"/);
  });

  test('leaving unregisters, vanishing does not', async () => {
    const [alice, bob] = await Promise.all([device('alice'), device('bob')]);
    await Promise.all([alice.registers(), bob.registers()]);
    await alice.leaves();
    await bob.vanishes();
    const contacts = await asterisk.cli('pjsip show contacts');
    expect(contacts).not.toContain('alice/');
    expect(contacts).toContain('bob/');
  });
});

test('SIP over TLS with SRTP, SIP over TCP, and a foreign authority is not trusted', async () => {
  const ca = readFileSync(asterisk.tls.ca, 'utf8');
  const server = { host: '127.0.0.1', port: asterisk.ports.sipTls };
  const [tess, bob] = await Promise.all([
    device('tess', { server, transport: 'tls', ca, tone: 700 }),
    device('bob', { transport: 'tcp', tone: 500 }),
  ]);
  await Promise.all([tess.registers(), bob.registers()]);
  const call = await tess.calls('1002');
  await (await bob.rings()).answers();
  await call.answered();
  await Promise.all([tess.hears(500), bob.hears(700)]);
  expect(tess.log.messages.find((m) => m.method === 'INVITE')?.body).toMatch(
    /RTP\/SAVP [\s\S]*a=crypto:.*inline:\*\*\*/,
  );
  await call.hangUp();
  const foreign =
    readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8').split(/(?<=-----END CERTIFICATE-----\n)/)[0] ?? '';
  const careful = await device('tess', { server, transport: 'tls', ca: foreign });
  await expect(careful.registers()).rejects.toThrow(/not trusted/);
});

test('a browser registers over WSS and talks to a baresip phone', async () => {
  const webby = await device('webby', {
    server: { host: '127.0.0.1', port: asterisk.ports.wss },
    transport: 'wss',
    ca: readFileSync(asterisk.tls.ca, 'utf8'),
    tone: 800,
  });
  const bob = await device('bob', { tone: 620 });
  await Promise.all([webby.registers(), bob.registers()]);
  const out = await webby.calls('1002');
  await (await bob.rings()).answers();
  await out.answered();
  await Promise.all([webby.hears(620), bob.hears(800)]);
  await webby.sendsDtmf('42');
  await bob.receivesDtmf('42');
  expect(webby.log.messages.find((m) => m.method === 'INVITE')?.body).toMatch(/UDP\/TLS\/RTP\/SAVPF/);
  await out.hangUp();
  const back = await bob.calls('1005');
  const incoming = await webby.rings();
  expect(incoming.from.number).toBe('1002');
  await incoming.answers();
  await Promise.all([webby.hears(620), bob.hears(800)]);
  await back.hangUp();
  expect((await incoming.ended()).by).toBe('them');
  const stranger = await device('webby', {
    secret: 'not-the-right-one',
    server: { host: '127.0.0.1', port: asterisk.ports.wss },
    transport: 'wss',
  });
  expect((await stranger.isRefused()).code).toBe(401);
});

describe('the carrier', () => {
  test('rings in, and the caller sees who answers', async () => {
    const bob = await device('bob');
    await bob.registers();
    const inbound = trunk.calls('+33199000002', { from: '+33612345678', name: 'A Caller' });
    const incoming = await bob.rings();
    expect(incoming.from).toEqual({ number: '+33612345678', name: 'A Caller' });
    await incoming.answers();
    const call = await inbound;
    expect(call).toMatchObject({ code: 200, rang: true });
    await call.dialog?.hangUp();
    expect((await incoming.ended()).by).toBe('them');
    expect((await trunk.calls('+33199000099', { from: '+33612345678' })).code).toBe(404);
  });

  test('takes a call with its numbers, refuses with 503, rings, or says nothing', async () => {
    const alice = await line('alice');
    const out = await alice.invite({ dialled: '0612345678' });
    const taken = await trunk.nextCall();
    expect(taken).toMatchObject({
      dialled: '+33612345678',
      from: { number: '+33199000000' },
      asserted: { number: '1001' },
    });
    await taken.dialog?.hangUp();
    await out.dialog?.ends();
    trunk.refuses(503);
    expect(await alice.invite({ dialled: '0612345678' })).toMatchObject({ code: 503, rang: false });
    trunk.rings();
    expect(await alice.invite({ dialled: '0612345678', cancelAfter: 300 })).toMatchObject({ code: 487, rang: true });
    trunk.keepsSilent();
    expect(await alice.invite({ dialled: '0612345678', cancelAfter: 300 })).toMatchObject({ code: 487, rang: false });
    expect(trunk.carried).toHaveLength(4);
  });
});

describe('a raw line', () => {
  test('dials any bytes, and an unreadable request gets no answer', async () => {
    const alice = await line('alice');
    expect((await alice.invite({ dialled: 'sip:1%40sink%26Local%2F666' })).code).toBe(404);
    expect((await alice.invite({ dialled: '10%0D%0A02' })).code).toBe(404);
    const bytes = Buffer.from([0x31, 0xff, 0x32]);
    expect((await alice.invite({ dialled: bytes })).code).toBe(0);
  });

  test('redirects, transfers, and is refused with a wrong secret', async () => {
    const [alice, carol] = [await line('alice'), await line('carol')];
    const bob = await device('bob');
    await Promise.all([bob.registers(), carol.register(), alice.register()]);
    expect((await alice.register({ secret: 'not-the-right-one' })).code).toBe(401);
    carol.answersCallsWith({ say: 'redirect', contact: `<sip:1002@127.0.0.1:${asterisk.ports.sip}>` });
    const redirected = alice.invite({ dialled: '1003' });
    await (await bob.rings()).reject();
    expect((await redirected).code).toBe(486);
    carol.answersCallsWith({ say: 'answer' });
    const call = alice.invite({ dialled: '1002' });
    const atBob = await bob.rings();
    await atBob.answers();
    const { dialog } = await call;
    const outcome = await dialog?.refer(`sip:1003@127.0.0.1:${asterisk.ports.sip}`);
    expect(outcome).toMatchObject({ accepted: { code: 202 }, outcome: { code: 200 } });
    expect(carol.incoming).toHaveLength(2);
    await atBob.hangUp();
  });

  test('joins two calls by an attended transfer', async () => {
    const [alice, bob, carol] = [await line('alice'), await line('bob'), await line('carol')];
    await Promise.all([bob.register(), carol.register()]);
    const [toBob, toCarol] = [await alice.invite({ dialled: '1002' }), await alice.invite({ dialled: '1003' })];
    const target = `sip:1003@127.0.0.1:${asterisk.ports.sip}?Replaces=${encodeURIComponent(toCarol.dialog?.replaces() ?? '')}`;
    expect(await toBob.dialog?.refer(target)).toMatchObject({ accepted: { code: 202 }, outcome: { code: 200 } });
    await bob.incoming[0]?.dialog?.hangUp();
    await carol.incoming[0]?.dialog?.ends(); // they were talking to each other
  });
});

test('sipp registers and calls under load, and counts what failed', async () => {
  const phones = (['alice', 'carol'] as const).map((username) => ({ username, secret: secretOf(username) }));
  expect(
    await registerLoad({ server: udp(), phones: Array.from({ length: 5 }, () => phones).flat(), rate: 20 }),
  ).toMatchObject({ attempted: 10, ok: 10, failed: 0 });
  const calls = await callLoad({ server: udp(), phones, calls: 10, rate: 20, dialled: '1099', talkMs: 200 });
  expect(calls).toMatchObject({ ok: 10, failed: 0 });
  expect(calls.setUp.p99).toBeGreaterThanOrEqual(calls.setUp.p50);
  const refused = await callLoad({ server: udp(), phones, calls: 2, rate: 20, dialled: '7777', within: 10 });
  expect(refused).toMatchObject({ ok: 0, failed: 2 });
  expect(refused.complaint).not.toContain(secretOf('alice'));
});

test('a phone that gets stuck says so in a sentence, with its last SIP messages', async () => {
  const alice = await device('alice');
  await alice.registers();
  await expect(alice.rings({ within: 200 })).rejects.toThrow(
    /^alice: no call came within 200 ms\nLast SIP messages:\n[\s\S]*<- 200 OK/,
  );
  const call = await alice.calls('1004'); // tess is not there
  await expect(call.answered()).rejects.toThrow(/ended with 503|ended with 480|ended with 404/);
  await alice.vanishes();
  await expect(alice.calls('1002')).rejects.toThrow(/gone|ended|closed/);
});
