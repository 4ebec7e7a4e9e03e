import { expect, test } from 'vitest';
import { addressesFrom } from './ask.ts';

/** Types these answers, one a question. */
async function typing(...answers: string[]) {
  const said: string[] = [];
  const result = await addressesFrom(
    async () => answers.shift() ?? expect.fail('one question too many'),
    (line) => said.push(line),
  );
  return { result, said, left: answers };
}

test('Enter alone keeps phones on this machine', async () => {
  expect((await typing('')).result).toBeUndefined();
});

test('answers are checked as the flags are, and asked for again', async () => {
  const { result, said, left } = await typing(
    'eth0',
    ' 192.0.2.10 ',
    'not a host',
    'pbx.example.com',
    '192.0.2.0',
    '192.0.2.0/24, 10.0.0.0/8',
  );
  expect(result).toEqual({
    sipBind: '192.0.2.10',
    publicAddress: 'pbx.example.com',
    localNets: ['192.0.2.0/24', '10.0.0.0/8'],
  });
  expect(said).toHaveLength(3);
  expect(said[0]).toContain('it was given eth0');
  expect(left).toEqual([]);
});
