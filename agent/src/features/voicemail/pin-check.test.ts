import { ok } from '@synergycall/domain';
import { expect, test } from 'vitest';
import type { AmiMessage } from '../../platform/ami/index.ts';
import { answerPins } from './pin-check.ts';

/** Asterisk with one caller who types, and an agent that knows one PIN. */
function scene() {
  let hear: (event: AmiMessage) => void = () => undefined;
  const answers = new Map<string, string>();
  const said: string[] = [];
  const clock = { now: 1_000 };
  let typed = '';
  let asks = 0;
  const log = { warn: (...words: unknown[]) => void said.push(JSON.stringify(words)), info: () => undefined };
  answerPins({
    events: { on: (_, listener) => ((hear = listener), () => undefined) },
    writer: {
      send: (action, fields) => {
        said.push(`${action} ${JSON.stringify(fields)}`);
        return Promise.resolve(ok({ response: 'Success', value: typed }));
      },
      dbPut: ({ family, key, value }) => {
        answers.set(`${family}/${key}`, value);
        return Promise.resolve(ok(undefined));
      },
    },
    hashOf: ({ tag, box }) => Promise.resolve(tag === 'a7k2' && box === 'u00000000001' ? 'hash of 4711' : undefined),
    verify: (hash, pin) => Promise.resolve(hash === `hash of ${pin}`),
    now: () => clock.now,
    log: log as never,
  });
  return {
    said,
    clock,
    /** What the core is told. */
    async types(pin: string, { tag = 'a7k2', box = 'u00000000001', ask = '' } = {}) {
      typed = pin;
      const key = ask === '' ? `1.${(asks += 1)}` : ask;
      hear({ event: 'UserEvent', userevent: 'ScPin', ask: key, tag, box, channel: 'PJSIP/a7k2-000001-00000001' });
      await new Promise((resolve) => setImmediate(resolve));
      return answers.get(`sc/ask/${key}`);
    },
  };
}

test('the right PIN opens the box, another one does not, nor does that of another box (FR-033)', async () => {
  const { types } = scene();
  expect(await types('4711')).toBe('ok');
  expect(await types('4712')).toBe('wrong');
  expect(await types('4711', { box: 'u00000000002' })).toBe('wrong');
  expect(await types('4711', { tag: 'b8m3' })).toBe('wrong');
  expect(await types('', { box: '' })).toBe('wrong');
});
test('five at the same moment count as five', async () => {
  const { types } = scene();
  const answers = await Promise.all(Array.from({ length: 8 }, () => types('1')));
  expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(5);
  expect(await types('4711')).toBe('locked');
});
test('after five wrong ones the box takes none for a quarter of an hour, the right one neither', async () => {
  const { types, clock, said } = scene();
  for (const pin of ['1', '2', '3', '4', '5']) expect(await types(pin)).toBe('wrong');
  expect(await types('4711')).toBe('locked');
  // Nobody else is locked out.
  expect(await types('4711', { box: 'u00000000002' })).toBe('wrong');
  clock.now += 15 * 60_000;
  expect(await types('4711')).toBe('ok');
  expect(said.join()).not.toMatch(/4711|"[1-5]"/);
});
test('a right PIN forgets the wrong ones before it', async () => {
  const { types } = scene();
  for (let round = 0; round < 3; round++) {
    for (const pin of ['1', '2', '3', '4']) expect(await types(pin)).toBe('wrong');
    expect(await types('4711')).toBe('ok');
  }
});
test.each(['../../sc/ptr', '1.1&2', 'x'.repeat(41)])('a question of another form is not answered: %s', async (ask) => {
  expect(await scene().types('4711', { ask })).toBeUndefined();
});
