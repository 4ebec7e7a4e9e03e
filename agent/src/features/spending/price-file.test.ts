import { amountText, microsOf, pricesCsv } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { priceKeys } from './price-keeper.ts';
import { readPriceFile } from './price-file.ts';

const now = [
  { prefix: '', name: 'Elsewhere', micros: 500_000 },
  { prefix: '49', name: 'Germany', micros: 20_000 },
];
const judged = (csv: string) =>
  readPriceFile(csv, now)?.rows.map(({ line, prefix, result, problem }) => [line, prefix, problem ?? result]);

test('each row is judged against the list as it is; a heading and empty rows are none', () =>
  expect(
    judged(
      'prefix,price,name\n\ndefault,0.5,Elsewhere\n+49,0.03,Germany\n4915,0.12,"Germany, mobile"\nabc,1,X\n44,cheap,UK\n49,1,Twice\n',
    ),
  ).toEqual([
    [3, '', 'same'],
    [4, '49', 'changed'],
    [5, '4915', 'new'],
    [6, 'abc', 'not-a-prefix'],
    [7, '44', 'not-a-price'],
    [8, '49', 'twice'],
  ]));
test('spreadsheets of countries with a decimal comma are read', () =>
  expect(readPriceFile('*;0,5;Sonst\n49;0,0085;Deutschland\n', [])?.prices.map(({ micros }) => micros)).toEqual([
    500_000, 8_500,
  ]));
test('a decimal comma between commas is no price of its whole part; nothing but “default” and “*” is every other number', () =>
  expect(judged('default,0,50,Everywhere else\n+,0.5\n-,0.5\n49,0.02,Germany,,\n')).toEqual([
    [1, '', 'not-a-price'],
    [2, '', 'not-a-prefix'],
    [3, '', 'not-a-prefix'],
    [4, '49', 'same'],
  ]));
test.each(['1.2.3', '-1', '1,000', '', '0.1234567', '1e3', '99999999'])('%j is no price', (amount) =>
  expect(microsOf(amount)).toBeUndefined(),
);
test('what is exported is read again as the same list', () => {
  const odd = [...now, { prefix: '358', name: 'Finland, "all"', micros: 1 }];
  expect(readPriceFile(pricesCsv(odd), odd)?.rows.map(({ result }) => result)).toEqual(['same', 'same', 'same']);
  expect(readPriceFile(pricesCsv(odd), [])?.prices).toEqual(odd);
});
test.each([
  [1_500_000, '1.50'],
  [8_500, '0.0085'],
  [0, '0.00'],
  [12_000_001, '12.000001'],
])('%i millionths are %s', (micros, text) => expect([amountText(micros), microsOf(text)]).toEqual([text, micros]));
test('lists stand in AstDB by prefix, with the lengths of prefixes, the longest first', () =>
  expect(
    priceKeys([
      { list: 'box', prefix: '', micros: '5' },
      { list: 'box', prefix: '49', micros: '2' },
      { list: 'box', prefix: '4915123456', micros: '1' },
      { list: 'a7k2', prefix: '', micros: '9' },
    ]).map(({ family, key, value }) => `${family}/${key} = ${value}`),
  ).toEqual([
    'sc/price/box/any = 5',
    'sc/price/box/49 = 2',
    'sc/price/box/4915123456 = 1',
    'sc/price/a7k2/any = 9',
    'sc/price/box/lengths = 1002',
  ]));
