import { describe, expect, test } from 'vitest';
import { ConfigTextError, parseSections, renderSections, type Section } from '../index.ts';

const sections: Section[] = [
  {
    name: 'carrier',
    settings: [
      ['type', 'endpoint'],
      ['context', 'sc-trunk'],
      ['set_var', 'A=1'],
      ['set_var', 'B=ü "x"'],
    ],
  },
  {
    name: 'carrier-aor',
    settings: [
      ['type', 'aor'],
      ['contact', 'sip:198.51.100.7:5060'],
      ['empty', ''],
    ],
  },
];

test('is written as pjsip.conf has it', () =>
  expect(renderSections(sections, ['made'])).toBe(
    '; made\n\n[carrier]\ntype=endpoint\ncontext=sc-trunk\nset_var=A=1\nset_var=B=ü "x"\n\n[carrier-aor]\ntype=aor\ncontact=sip:198.51.100.7:5060\nempty=\n',
  ));
test('reads back as the same sections', () =>
  expect(parseSections(renderSections(sections))).toEqual({ sections, includes: [], problems: [] }));

describe('refuses', () => {
  test.each(['a\nb', 'a;b', ' a', 'a ', '\u0000', '> object', 'x'.repeat(3_000)])('the value %j', (value) =>
    expect(() => renderSections([{ name: 'a', settings: [['k', value]] }])).toThrow(ConfigTextError),
  );
  test.each(['a]b', 'a b', 'a](!)', '', 'a\n'])('the section %j', (name) =>
    expect(() => renderSections([{ name, settings: [] }])).toThrow(ConfigTextError),
  );
  test.each(['', 'a b', 'a+', '#include', 'a=', '[x]'])('the key %j', (key) =>
    expect(() => renderSections([{ name: 'a', settings: [[key, 'v']] }])).toThrow(ConfigTextError),
  );
});

test('reading names templates, commands and lines outside sections', () =>
  expect(parseSections('a=1\n[t](!)\n[x]\n#exec id\n#include "y.conf"\nk => v ; remark\n')).toEqual({
    sections: [{ name: 'x', settings: [['k', 'v']] }],
    includes: [{ file: 'y.conf', optional: false }],
    problems: [
      { line: 1, problem: 'no-section' },
      { line: 2, problem: 'syntax' },
      { line: 4, problem: 'syntax' },
    ],
  }));
