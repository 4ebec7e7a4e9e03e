import { expect, test } from 'vitest';
import { BusyHashing, passwords, weaknessOf } from './index.ts';

test('a hash is argon2id at 19 MiB, never twice the same, and verifies', async () => {
  const p = passwords();
  const [one, two] = await Promise.all([p.hash('correct staple'), p.hash('correct staple')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
  expect(one).not.toBe(two);
  expect(await p.verify(one, 'correct staple')).toBe(true);
  expect(await p.verify(one, 'wrong staple')).toBe(false);
});

test('an account that does not exist is a wrong password', async () => {
  const p = passwords();
  expect(await p.verify(undefined, 'anything')).toBe(false);
  expect(await p.verify(undefined, 'nobody has this password')).toBe(false);
});

test('a flood waits its turn, and is refused when the queue is full', async () => {
  const p = passwords({ limit: 1, queue: 2 });
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => p.hash(`password number ${n}`)));
  expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect((outcomes[4] as PromiseRejectedResult).reason).toBeInstanceOf(BusyHashing);
  expect(await p.hash('afterwards it works again')).toContain('$argon2id$');
});

test('a refusal for want of room is not remembered for accounts that do not exist', async () => {
  const p = passwords({ limit: 1, queue: 0 });
  const [, refused] = await Promise.allSettled([p.hash('password number 1'), p.verify(undefined, 'anything')]);
  expect((refused as PromiseRejectedResult).reason).toBeInstanceOf(BusyHashing);
  expect(await p.verify(undefined, 'anything')).toBe(false);
});

test.each([
  ['short', 'too-short'],
  ['password2026!', 'too-common'],
  ['1234567890', 'too-common'],
  ['aaaaaaaaaaaa', 'too-common'],
  ['Qwertyuiop1', 'too-common'],
  ['ann.miller-rocks', 'contains-email'],
  ['my-acmecorp-login', 'contains-email'],
  ['tall giraffe eats 7', undefined],
])('%j is judged %s', (password, verdict) => expect(weaknessOf(password, 'ann.miller@acmecorp.example')).toBe(verdict));
