import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RawDialog } from '../lab/phones/index.ts';
import { storesOr } from '../lab/runs.ts';
import { twoCompanies, type TwoCompanies } from './two-companies.ts';

/** A transfer and a forward are dialled by the one who makes them: in their company, by their rules. */
describe.each(storesOr('mariadb'))('transfers and forwards, phones in %s', (store) => {
  let scene: TwoCompanies;
  beforeAll(async () => {
    scene = await twoCompanies(store);
  });
  beforeEach(() => scene.fresh());
  afterAll(() => scene?.release());

  const at = (user: string) => `sip:${user}@127.0.0.1:${scene.office.asterisk.ports.sip}`;
  /** Ann talks to Ben. */
  const talk = async (calls = 1): Promise<{ byAnn: RawDialog; byBen: RawDialog }> => {
    scene.lines.ben.answersCallsWith({ say: 'answer' });
    const call = await scene.lines.ann.invite({ dialled: '1002' });
    await scene.office.talking(calls);
    return { byAnn: call.dialog!, byBen: scene.lines.ben.incoming.at(-1)!.dialog! };
  };
  const WHO = ['byAnn', 'byBen'] as const;

  test.each(WHO)('a blind transfer %s reaches a colleague', async (who) => {
    const dialogs = await talk();
    scene.lines.cal.answersCallsWith({ say: 'answer' });
    expect(await dialogs[who].refer(at('1003'))).toMatchObject({ accepted: { code: 202 }, outcome: { code: 200 } });
    expect(scene.damage()).toEqual({ rang: ['ben', 'cal'], leaked: 0 });
  });

  // Who is transferred must not be who is called: one's own phone is left out.
  test.each([
    ['byAnn', '1001', 'ann'],
    ['byBen', '1002', 'ben'],
  ] as const)('a blind transfer %s to %s reaches Acme’s one, not Beta’s', async (who, number, rings) => {
    const dialogs = await talk();
    const before = scene.lines[rings].incoming.length;
    await dialogs[who].refer(at(number), { within: 1_500 });
    await expect.poll(() => scene.lines[rings].incoming.length).toBe(before + 1);
    expect(scene.damage().rang.filter((name) => name === 'bea' || name === 'bob')).toEqual([]);
  });

  test.each(WHO)('a blind transfer %s to a number that only Beta has is refused', async (who) => {
    const dialogs = await talk();
    await dialogs[who].refer(at('1005'), { within: 1_500 });
    await expect.poll(() => scene.office.refusals()).toEqual(['unknown']);
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  test.each(WHO)('a blind transfer %s to a technology, a context or a foreign phone goes nowhere', async (who) => {
    const dialogs = await talk();
    const cleo = scene.endpoint('cleo');
    for (const target of [
      cleo,
      `PJSIP%2F${cleo}`,
      'Local%2F666%40leak',
      '666%40leak',
      's',
      `1003%26PJSIP%2F${cleo}`,
      '1%40sink%26Local%2F666%40leak,5,b(leak%5Es%5E1)',
    ]) {
      if (dialogs[who].over) break;
      const { accepted, outcome } = await dialogs[who].refer(at(target), { within: 700 });
      expect(outcome?.code ?? accepted.code).not.toBe(200);
    }
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  test('the domain of Refer-To leads nowhere else: 1005 at Cleo’s own address is not called', async () => {
    const { byAnn } = await talk();
    const cleoAddress = scene.lines.cleo.contact.split('@')[1] ?? '';
    await byAnn.refer(`sip:1005@${cleoAddress}`, { within: 1_500 });
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  test('an attended transfer joins two calls of one company', async () => {
    const { byAnn, byBen } = await talk();
    scene.lines.cal.answersCallsWith({ say: 'answer' });
    const second = await scene.lines.ann.invite({ dialled: '1003' });
    await scene.office.talking(2);
    const target = `${at('1003')}?Replaces=${encodeURIComponent(second.dialog!.replaces())}`;
    expect(await byAnn.refer(target)).toMatchObject({ accepted: { code: 202 }, outcome: { code: 200 } });
    const byCal = scene.lines.cal.incoming.at(-1)!.dialog!;
    await byBen.hangUp();
    await byCal.ends(); // they were talking to each other
    expect(scene.damage()).toEqual({ rang: ['ben', 'cal'], leaked: 0 });
  });

  test('an attended transfer that names a call nobody has is refused, whatever number stands beside it', async () => {
    const { byAnn } = await talk();
    for (const number of ['1005', '1003']) {
      const target = `${at(number)}?Replaces=${encodeURIComponent('no-such-call;to-tag=a;from-tag=b')}`;
      const { accepted, outcome } = await byAnn.refer(target, { within: 700 });
      expect(outcome?.code ?? accepted.code).not.toBe(200);
    }
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  test.each([
    ['a foreign phone', () => `PJSIP/${scene.endpoint('cleo')}`],
    ['a foreign phone, escaped', () => `PJSIP%2F${scene.endpoint('cleo')}`],
    ['a foreign phone by name', () => scene.endpoint('cleo')],
    ['a channel into another context', () => 'Local%2F666%40leak'],
    ['an extension in another context', () => '666%40leak'],
    ['a number that only Beta has', () => '1005'],
    ['a number that both have', () => '1001'],
  ])('a phone that forwards (302) to %s sends the call nowhere', async (_, contact) => {
    scene.lines.ben.answersCallsWith({ say: 'redirect', contact: `<sip:${contact()}@127.0.0.1>` });
    expect((await scene.lines.ann.invite({ dialled: '1002' })).code).toBeGreaterThanOrEqual(480);
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });
  test('a phone that forwards (302) to the other company’s address sends the call nowhere', async () => {
    scene.lines.ben.answersCallsWith({ say: 'redirect', contact: `<${scene.lines.cleo.contact}>` });
    expect((await scene.lines.ann.invite({ dialled: '1002' })).code).toBeGreaterThanOrEqual(480);
    expect(scene.damage()).toEqual({ rang: ['ben'], leaked: 0 });
  });

  describe('with another company’s call', () => {
    /** Bea talks to Bob; somebody has overheard the identifiers of their call. */
    const overheard = async (): Promise<{ bea: RawDialog; bob: RawDialog }> => {
      scene.lines.bob.answersCallsWith({ say: 'answer' });
      const call = await scene.lines.bea.invite({ dialled: '1002' });
      await scene.office.talking(1);
      return { bea: call.dialog!, bob: scene.lines.bob.incoming.at(-1)!.dialog! };
    };

    test('a phone that knows its Call-ID, but must guess the tags, gets nowhere', async () => {
      const { bea } = await overheard();
      expect(bea.remoteTag.length).toBeGreaterThanOrEqual(32);
      const guess = `${bea.callId};to-tag=${'0'.repeat(36)};from-tag=${bea.localTag}`;
      expect((await scene.lines.ann.invite({ dialled: '1002', headers: [`Replaces: ${guess}`] })).code).toBe(481);
      const { byAnn } = await talk(2);
      const { accepted, outcome } = await byAnn.refer(`${at('1002')}?Replaces=${encodeURIComponent(guess)}`, {
        within: 700,
      });
      expect(outcome?.code ?? accepted.code).not.toBe(200);
      expect(bea.over).toBe(false);
    });

    // KNOWN GAP of Asterisk 22.10: `Replaces` asks for the dialog's three identifiers and for nothing else. They are random,
    // and sent to the two phones of that leg alone; who reads them on the wire (TLS prevents it) can take the call.
    // These two say what happens, not what should: once Asterisk compares endpoints, turn the codes round.
    test('KNOWN GAP: whoever knows all three takes it over by INVITE with Replaces', async () => {
      const { bea } = await overheard();
      const taken = await scene.lines.ann.invite({ dialled: '1002', headers: [`Replaces: ${bea.replaces()}`] });
      expect(taken.code).toBe(200);
    });
    test('KNOWN GAP: whoever knows all three joins it by an attended transfer', async () => {
      const { bea } = await overheard();
      const { byAnn } = await talk(2);
      const { outcome } = await byAnn.refer(`${at('1002')}?Replaces=${encodeURIComponent(bea.replaces())}`, {
        within: 1_500,
      });
      expect(outcome?.code).toBe(200);
    });
  });
});
