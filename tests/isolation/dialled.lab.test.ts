import { generationFamily, pointerKey } from '@synergycall/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storesOr } from '../lab/runs.ts';
import { NOBODY, twoCompanies, type TwoCompanies } from './two-companies.ts';

/** What a phone dials, and what somebody wrote into AstDB, never becomes a dial string (ASTERISK.md, attacks). */
describe.each(storesOr('mariadb'))('dial strings from outside, phones in %s', (store) => {
  let scene: TwoCompanies;
  beforeAll(async () => {
    scene = await twoCompanies(store);
  });
  beforeEach(() => scene.fresh());
  afterAll(() => scene?.release());

  const anns = (dialled: string | Buffer) => scene.lines.ann.invite({ dialled });

  test('the way is open: 1002 rings', async () => {
    expect(await anns('1002')).toMatchObject({ code: 486, rang: true });
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  test.each([
    '1%40sink%26Local%2F666%40leak,5,b(sub%5Es%5E1)',
    'sip:1%40sink%26Local%2F666%40leak',
    '1002%26Local%2F666%40leak',
    '1002&Local%2F1005%40leak',
    '1002%0D%0ALocal%2F666%40leak',
    '1002%0D%0AAction:%20Originate%0D%0A',
    '1002%0A',
    '1002%00',
    '1002,1',
    '1$%7BSHELL(id)%7D',
    '%24%7BEXTEN%7D',
    '1%22%7C1=%221',
    'Local%2F666%40leak',
    '666%40leak',
    'leak',
    's',
    'h',
    'i',
    '*1005',
    '01005',
    '+1005',
    '1005#',
    `1005${'0'.repeat(300)}`,
  ])('dialling %j reaches no other company and no other context', async (dialled) => {
    const { code } = await anns(dialled);
    // A NUL ends the number for Asterisk too: that one is a call to 1002.
    expect(code).toBe(dialled.endsWith('%00') ? 486 : 404);
    expect(scene.damage()).toEqual(dialled.endsWith('%00') ? { rang: ['ben'], leaked: 0 } : NOBODY);
  });

  test('another company’s phone can’t be dialled by its name, in any notation', async () => {
    const name = scene.endpoint('cleo');
    for (const dialled of [name, `PJSIP%2F${name}`, `1002%26PJSIP%2F${name}`, `PJSIP/${name}`, `${name}%40127.0.0.1`])
      expect((await anns(dialled)).code).toBe(404);
    const { code } = await scene.lines.ann.invite({
      requestUri: `sip:${name}@${scene.lines.cleo.contact.split('@')[1]}`,
    });
    expect(code).toBe(404);
    expect(scene.damage()).toEqual(NOBODY);
  });

  test('raw bytes are no number', async () => {
    const raw = [
      [0xff, 0xfe],
      [0x31, 0x80, 0x32],
      [0x31, 0x7f],
      [0xc3, 0xbc],
      [0x31, 0x0a, 0x32],
    ].map((bytes) => anns(Buffer.from(bytes)));
    const escaped = ['%FF%FE', '1%802', '1%7F', '%C3%BC', '1002%C3%BC'].map(anns);
    // 0: PJSIP drops what is no SIP.
    for (const call of raw) expect([404, 400, 0]).toContain((await call).code);
    for (const call of escaped) expect((await call).code).toBe(404);
    expect(scene.damage()).toEqual(NOBODY);
  });

  test('the domain of a number says nothing: 1005@leak is one’s own company’s 1005', async () => {
    for (const requestUri of [
      'sip:1005@leak',
      `sip:1005@127.0.0.1;context=leak`,
      'sip:1005;tenant=beta@127.0.0.1',
      `sip:1005@${scene.beta}`,
    ])
      expect((await scene.lines.ann.invite({ requestUri })).code).toBe(404);
    expect(scene.damage()).toEqual(NOBODY);
  });

  describe('a poisoned AstDB', () => {
    const POISON = ['&Local/666@leak', ',5,b(leak^s^1)', '&PJSIP/CLEO', '${SHELL(id)}', '"', '\n'];
    const generation = async (): Promise<number> => {
      const found = await scene.office.ami.dbGet(pointerKey(scene.acme));
      return Number(found.ok ? found.value : undefined);
    };
    const withValue = async (key: { family: string; key: string }, value: string): Promise<number> => {
      const before = await scene.office.ami.dbGet(key);
      if (!before.ok || before.value === undefined) throw new Error(`${key.family}/${key.key} is not there`);
      await scene.office.asterisk.cli(`database put ${key.family} ${key.key} "${value.replace(/["\\]/g, '\\$&')}"`);
      const { code } = await anns('1002');
      expect(await scene.office.ami.dbPut({ ...key, value: before.value })).toMatchObject({ ok: true });
      return code;
    };
    const poisonOf = (real: string): string[] => [
      ...POISON.map((tail) => real + tail.replace('CLEO', scene.endpoint('cleo'))),
      scene.endpoint('cleo'),
      'Local/666@leak',
      '666@leak',
      '',
    ];

    test('in a member’s name rings nobody, and no foreign phone', async () => {
      const key = { family: generationFamily(scene.acme, await generation()), key: `u/${scene.people.ben.user.id}/1` };
      for (const value of poisonOf(scene.endpoint('ben')))
        expect([value, await withValue(key, value)]).toEqual([value, 500]);
      expect(scene.damage()).toEqual(NOBODY);
    });
    test('in an extension’s target rings nobody, not even the other company’s person', async () => {
      const key = { family: generationFamily(scene.acme, await generation()), key: 'x/1002' };
      for (const value of [...poisonOf(`user:${scene.people.ben.user.id}`), `user:${scene.people.cleo.user.id}`])
        expect([value, await withValue(key, value)]).not.toEqual([value, 486]);
      expect(scene.damage()).toEqual(NOBODY);
    });
    test('in the pointer leads nowhere, not into the other company’s generation', async () => {
      const other = await scene.office.ami.dbGet(pointerKey(scene.beta));
      const foreign = other.ok ? (other.value ?? '') : '';
      for (const value of [
        foreign,
        `${await generation()}/../../${scene.beta}/${foreign}`,
        '999999',
        'x',
        '',
        '${SHELL(id)}',
        '&Local/666@leak',
      ])
        expect([value, await withValue(pointerKey(scene.acme), value)]).toEqual([value, 500]);
      expect(scene.damage()).toEqual(NOBODY);
    });
    test('and afterwards all is as before', async () => {
      expect((await anns('1002')).code).toBe(486);
      expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
    });
  });
});
