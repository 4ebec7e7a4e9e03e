import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { greetingFiles, hasGreeting, openSpool, sweepLocks, type Spool } from './index.ts';
import { parseMessage } from './message-file.ts';

const place = { tag: 'a7k2', box: 'ann000000vsr' };
let root: string;
let spool: Spool;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'spool-'));
  spool = openSpool(root);
});
afterEach(() => rmSync(root, { recursive: true }));

const box = () => join(root, 'voicemail', 'vm-a7k2', 'ann000000vsr');
const idOf = (n: number) => `17950000${n}0-0000000${n}`;
/** As app_voicemail leaves it; its sound says which it was. */
function left(folder: string, number: number, n: number, caller = '"Ben Ode" <1002>'): void {
  mkdirSync(join(box(), folder), { recursive: true });
  const file = join(box(), folder, `msg${String(number).padStart(4, '0')}`);
  const at = 1_795_000_000 + n * 10;
  writeFileSync(
    `${file}.txt`,
    `;\n; Message Information file\n;\n[message]\norigmailbox=ann000000vsr\ncallerid=${caller}\norigtime=${at}\ncategory=\nmsg_id=${idOf(n)}\nflag=\nduration=${n}\n`,
  );
  writeFileSync(`${file}.wav`, `sound ${n}`);
}
const sounds = (folder: string): string[] =>
  existsSync(join(box(), folder))
    ? readdirSync(join(box(), folder))
        .filter((file) => file.endsWith('.wav'))
        .toSorted()
        .map((file) => `${file.slice(3, 7)} ${readFileSync(join(box(), folder, file), 'utf8')}`)
    : [];
const ids = async () => {
  const found = await spool.list(place);
  return found.map(({ id, heard }) => `${id} ${heard ? 'heard' : 'new'}`);
};

test('messages are those of all folders in which one may keep them, the newest first, with caller and length', async () => {
  left('INBOX', 0, 2);
  left('Old', 0, 1, 'Unknown');
  left('Friends', 0, 3, '+4930123456');
  left('Deleted', 0, 4);
  const found = await spool.list(place);
  expect(found).toMatchObject([
    { id: idOf(3), heard: true, callerName: '', callerNumber: '+4930123456', seconds: 3 },
    { id: idOf(2), heard: false, callerName: 'Ben Ode', callerNumber: '1002', at: new Date(1_795_000_020_000) },
    { id: idOf(1), heard: true, callerName: '', callerNumber: '' },
  ]);
  expect(await spool.unheard(place)).toMatchObject([{ id: idOf(2) }]);
  expect(await spool.list({ ...place, box: 'ben000000vsr' })).toEqual([]);
});

describe('as app_voicemail numbers them', () => {
  beforeEach(() => [0, 1, 2].forEach((n) => left('INBOX', n, n)));
  test('a message that was heard goes to the end of Old, and the others close the gap', async () => {
    left('Old', 0, 7);
    expect(await spool.setHeard(place, idOf(1), true)).toMatchObject({ ok: true });
    expect([sounds('INBOX'), sounds('Old')]).toEqual([
      ['0000 sound 0', '0001 sound 2'],
      ['0000 sound 7', '0001 sound 1'],
    ]);
    expect(await spool.setHeard(place, idOf(1), false)).toMatchObject({ ok: true });
    expect([sounds('INBOX'), sounds('Old')]).toEqual([
      ['0000 sound 0', '0001 sound 2', '0002 sound 1'],
      ['0000 sound 7'],
    ]);
    expect(readdirSync(join(box(), 'INBOX')).filter((file) => file.startsWith('.lock'))).toEqual([]);
  });
  test('what is deleted is out of sight, can be put back, and goes for good after its time', async () => {
    expect(await spool.remove(place, idOf(0))).toMatchObject({ ok: true });
    expect(await ids()).toEqual([`${idOf(2)} new`, `${idOf(1)} new`]);
    expect(sounds('INBOX')).toEqual(['0000 sound 1', '0001 sound 2']);
    expect(await spool.recording(place, idOf(0))).toEqual({ ok: false, error: 'gone' });
    await spool.purge(place, new Date(Date.now() - 86_400_000));
    expect(await spool.putBack(place, idOf(0), false)).toMatchObject({ ok: true });
    expect(sounds('INBOX')).toEqual(['0000 sound 1', '0001 sound 2', '0002 sound 0']);
    await spool.remove(place, idOf(0));
    await spool.purge(place, new Date(Date.now() + 86_400_000));
    expect(await spool.putBack(place, idOf(0), false)).toEqual({ ok: false, error: 'gone' });
    expect(readdirSync(join(box(), 'Deleted'))).toEqual([]);
  });
  test('what is gone is said so, and nothing moves', async () => {
    expect(await spool.setHeard(place, idOf(9), true)).toEqual({ ok: false, error: 'gone' });
    expect(await spool.remove(place, '../../etc')).toEqual({ ok: false, error: 'gone' });
    expect(sounds('INBOX')).toHaveLength(3);
  });
  test('many at once leave every message there, each once', async () => {
    const turns = [0, 1, 2].map(async (n) => {
      for (const heard of [true, false, true])
        expect(await spool.setHeard(place, idOf(n), heard)).toMatchObject({ ok: true });
    });
    await Promise.all(turns);
    expect(sounds('INBOX')).toEqual([]);
    expect(
      sounds('Old')
        .map((one) => one.slice(5))
        .toSorted(),
    ).toEqual(['sound 0', 'sound 1', 'sound 2']);
    expect(sounds('Old').map((one) => one.slice(0, 4))).toEqual(['0000', '0001', '0002']);
  });
  test('nothing moves while Asterisk has the folder', async () => {
    writeFileSync(join(box(), 'INBOX', '.lock'), '');
    expect(await spool.setHeard(place, idOf(0), true)).toEqual({ ok: false, error: 'locked' });
    expect(sounds('INBOX')).toHaveLength(3);
  }, 20_000);
  test('a lock of an agent that is gone is swept, Asterisk’s own is not', async () => {
    const lock = join(box(), 'INBOX', '.lock');
    writeFileSync(lock, JSON.stringify({ pid: 1, started: 'another boot' }));
    await sweepLocks(box());
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, '');
    await sweepLocks(box());
    expect(existsSync(lock)).toBe(true);
  });
});

test('a greeting takes the place of one that was recorded by phone, and goes whole', async () => {
  const greetings = greetingFiles(root);
  mkdirSync(box(), { recursive: true });
  writeFileSync(join(box(), 'unavail.gsm'), 'by phone');
  await greetings.write(place, Buffer.from('uploaded'));
  expect(readdirSync(box())).toEqual(['unavail.wav']);
  expect(String(await greetings.read(place))).toBe('uploaded');
  expect(hasGreeting(root, place.tag, place.box)).toBe(true);
  await greetings.remove(place);
  expect(readdirSync(box())).toEqual([]);
  expect(await greetings.read(place)).toBeUndefined();
});
test('no name but that of a mailbox becomes a path', async () => {
  await expect(spool.list({ tag: '..', box: 'ann000000vsr' })).rejects.toThrow('no mailbox');
  await expect(greetingFiles(root).write({ tag: 'a7k2', box: '../../../x' }, Buffer.from(''))).rejects.toThrow(
    'no mailbox',
  );
});

test.each([
  ['"Ann \\"Q\\" Lee" <1001>', 'Ann "Q" Lee', '1001'],
  ['Ann Lee <+4930123>', 'Ann Lee', '+4930123'],
  ['<1001>', '', '1001'],
  ['"x\r\tBcc: y" <1;DROP>', 'x Bcc: y', ''],
  ['Unknown', '', ''],
  ['', '', ''],
])('the caller of %j', (callerid, callerName, callerNumber) => {
  const text = `[message]\ncallerid=${callerid}\norigtime=1795000000\nmsg_id=1795000000-00000001\nduration=3\n`;
  expect(parseMessage(text)).toMatchObject({ callerName, callerNumber, seconds: 3 });
});
test('a note that is not complete yet is no message', () => {
  expect(parseMessage('[message]\ncallerid=1001\norigtime=1795000000\n')).toBeUndefined();
});
