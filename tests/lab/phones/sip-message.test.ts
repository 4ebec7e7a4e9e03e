import { expect, test } from 'vitest';
import { digestAnswer } from './digest.ts';
import { netstrings } from './baresip-control.ts';
import { header, maskSecrets, methodOf, parseSip, partyOf, sipLog, tagOf, uriOf } from './sip-message.ts';
import { shareOfTone, toneWav } from './tone.ts';
import { watch } from './watch.ts';

test('reads requests and responses, compact and folded headers', () => {
  const invite = parseSip(
    'INVITE sip:1 2@h SIP/2.0\r\nf: <sip:a@h>;tag=x\r\nSubject: one\r\n two\r\ni: abc\r\nCSeq: 1 INVITE\r\n\r\nv=0\r\n',
    'sent',
  );
  expect(invite).toMatchObject({ method: 'INVITE', requestUri: 'sip:1 2@h', body: 'v=0\r\n' });
  expect(invite && header(invite, 'subject')).toBe('one two');
  const ringing = parseSip('SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\n\r\n', 'received');
  expect(ringing).toMatchObject({ code: 180, reason: 'Ringing' });
  expect(ringing && methodOf(ringing)).toBe('INVITE');
  expect(parseSip('\r\n\r\n', 'received')).toBeUndefined();
});

test.each([
  ['"Eve \\"x\\" <a>" <sip:100@h>;tag=1', { name: 'Eve "x" <a>', number: '100' }],
  ['Bob <sip:+33@h:5060;transport=udp>', { name: 'Bob', number: '+33' }],
  ['sip:1001@h', { name: '', number: '1001' }],
  ['<sip:h>', { name: '', number: '' }],
])('knows who %j is', (value, party) => expect(partyOf(value)).toEqual(party));

test('finds tag and URI beside hostile display names', () => {
  expect(tagOf('"a;tag=evil" <sip:1@h>;tag=real')).toBe('real');
  expect(uriOf('"<sip:evil@x>" <sip:1@h>;tag=real')).toBe('sip:1@h');
});

test('shows no secret: digest answers, SDES keys, account lines, the secret itself', () => {
  const text = maskSecrets(
    'Authorization: Digest username="a", nonce="n", response="0123456789abcdef0123456789abcdef", cnonce="0011223344556677"\r\na=crypto:1 AES inline:KEYKEY|2^31\r\nauth_pass="pass word";regint=1\r\nhunter22',
    ['hunter22'],
  );
  expect(text).not.toMatch(/0123456789abcdef|0011223344556677|KEYKEY|pass word|hunter22/);
  expect(text).toContain('nonce="n"');
  const log = sipLog();
  expect(log.tail()).toContain('no SIP message yet');
});

test('answers the digest of RFC 2617', () => {
  // RFC 2617 3.5, without qop since the client nonce is random here.
  const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
  const answer = digestAnswer({
    challenge,
    method: 'GET',
    uri: '/dir/index.html',
    username: 'Mufasa',
    secret: 'Circle Of Life',
  });
  expect(answer).toContain('response="670fd8c2df070c60b045671b8b24ff02"');
});

test('hears the tone that is there and no other, and nothing in silence', () => {
  const wav = toneWav(440, 1);
  const samples = Int16Array.from({ length: 3200 }, (_, i) => wav.readInt16LE(44 + i * 2));
  expect(shareOfTone(samples, 440)).toBeGreaterThan(0.95);
  expect(shareOfTone(samples, 620)).toBeLessThan(0.05);
  expect(shareOfTone(new Int16Array(3200), 440)).toBe(0);
});

test('puts netstrings together again however they were cut', () => {
  const frames: string[] = [];
  const read = netstrings((frame) => frames.push(frame));
  for (const byte of Buffer.from('5:héo!,2:{},')) read(Buffer.from([byte]));
  expect(frames).toEqual(['héo!', '{}']);
});

test('a wait ends by what happens, by its time, or by a break, and says which', async () => {
  const look = watch(() => '  -> REGISTER');
  let there = false;
  const happens = look.until(() => there || undefined, { within: 5000, sentence: 'x' });
  there = true;
  look.changed();
  await expect(happens).resolves.toBe(true);
  await expect(look.until(() => undefined, { within: 1, sentence: 'bob: no call came' })).rejects.toThrow(
    'bob: no call came within 1 ms\nLast SIP messages:\n  -> REGISTER',
  );
  const broken = look.until(() => undefined, { within: 5000, sentence: 'bob: no call came' });
  look.broken('it has left');
  await expect(broken).rejects.toThrow('bob: no call came: it has left');
});
