import { expect, test } from 'vitest';
import { translator } from './translate.ts';

const t = translator(
  { plain: 'Users', named: 'Hello {name}', many: '{count|one # user|other # users} of {tenant}' },
  'en',
);

test('a message without parameters is taken as it is', () => expect(t('plain')).toBe('Users'));
test('names are put in as they are, also when they look like a parameter', () =>
  expect(t('named', { name: '{count}' })).toBe('Hello {count}'));
test('counts take the plural form and the grouping of the language', () => {
  expect(t('many', { count: 1, tenant: 'Acme' })).toBe('1 user of Acme');
  expect(t('many', { count: 10_000, tenant: 'Acme' })).toBe('10,000 users of Acme');
});
