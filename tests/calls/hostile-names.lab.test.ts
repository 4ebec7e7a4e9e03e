import type { CreatedUser } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { shownName } from '../../agent/src/platform/realtime/index.ts';
import { failureOf, type Company } from '../lab/index.ts';
import { partyOf } from '../lab/phones/index.ts';
import { dialplanText, loadedDialplan } from './files.ts';
import { openOffice, type Office } from './office.ts';
import { storesOr } from '../lab/runs.ts';

/** One line each, so they are names of people; what they mean to Asterisk's parsers is nobody's business. */
const NAMES = [
  'Eve\\n[evil]',
  '${SHELL(id)}',
  '$[1+1]',
  ';',
  'semi; colon',
  'Eve "Boss" Ode',
  '"',
  'back\\slash',
  'end\\',
  "it's",
  'a,b|c&d^e',
  '<sip:1002@evil>;tag=1',
  'same => n,System(id)',
  '#include /etc/passwd',
  '${DB_DELETE(sc/ptr)}',
  '%0D%0A[evil]',
  '😀 Ann 👩‍👩‍👧',
  'שלום עולם',
  'Zoë 你好',
  'x'.repeat(200),
  'é'.repeat(200),
  '😀'.repeat(200),
  ';'.repeat(200),
  `\${SHELL(id)}${'\\'.repeat(180)}`,
];
const REFUSED = [
  'Eve\n[evil]',
  'Eve\r\nX: y',
  'tab\there',
  'nul\0',
  '',
  '   ',
  ' outer',
  'x'.repeat(201),
  '\u202Eevil',
  'line\u2028two',
  'half \ud83d',
  '\u009bC1',
];
const titled = (names: readonly string[]) =>
  names.map(
    (name) => [name.length > 30 ? `${name.slice(0, 12)}… (${name.length})` : JSON.stringify(name), name] as const,
  );

describe.each(storesOr('sqlite'))('hostile names, phones in %s', (store) => {
  let office: Office;
  let company: Company;
  let ann: CreatedUser;
  let before: { loaded: string[]; text: string };

  beforeAll(async () => {
    office = await openOffice(store);
    company = await office.company('Acme', ['Ann Lee']);
    ann = company.people[0]!;
    before = { loaded: await loadedDialplan(office, ''), text: dialplanText(office) };
  });
  afterEach(() => office.everybodyLeaves());
  afterAll(() => office?.release());

  test('reach the called phone’s display, and never the dialplan', async () => {
    const people: CreatedUser[] = [];
    for (const name of NAMES)
      people.push(
        await office.admin.user.create.mutate({
          tenantId: company.tenant.id,
          name,
          device: { label: name.slice(0, 80), transport: 'udp' },
        }),
      );
    expect(people.map((one) => one.user.name)).toEqual(NAMES);
    await office.apply(company.tenant.id);
    const display = await office.line(ann);
    for (const one of people)
      expect((await (await office.line(one, { register: false })).invite({ dialled: '1001' })).code).toBe(486);
    const shown = display.incoming.map((call) => partyOf(call.invite.headers['from']![0]!));
    expect(shown).toEqual(
      people.map((one) => ({ name: shownName(one.user.name), number: String(one.user.extension) })),
    );
    for (const call of display.incoming)
      expect(call.invite.raw.split('\r\n').filter((line) => /^\[evil\]|^X:/.test(line))).toEqual([]);

    expect(await loadedDialplan(office, '')).toEqual(before.loaded);
    expect(dialplanText(office)).toBe(before.text);
    // AstDB holds ids and numbers alone, and names of phones for lamps and pickup.
    const keys = await office.asterisk.cli('database show sc');
    for (const line of keys.split('\n').filter((text) => text.startsWith('/sc/')))
      expect(line).toMatch(/^\/sc\/[0-9a-z/-]+ *: ([0-9a-z:;-]*|(&PJSIP\/[0-9a-z]{4}-[0-9a-z]{6})+) *$/);
  });

  test('of companies stay out as well', async () => {
    await office.company('[sc-t-evil]\\n;${SHELL(id)}', ['Gil Ray']);
    expect(dialplanText(office)).not.toMatch(/evil|SHELL/);
    const names = (await loadedDialplan(office, '')).map((line) => (JSON.parse(line) as { context: string }).context);
    expect(names.filter((name) => name.includes('evil'))).toEqual([]);
  });

  test.each(titled(REFUSED))('%s is no name: refused, saying which field', async (_, name) => {
    const refused = await failureOf(office.admin.user.create.mutate({ tenantId: company.tenant.id, name }));
    expect(refused).toMatchObject({
      code: 'input.invalid',
      issues: expect.arrayContaining([{ path: 'name', problem: expect.stringMatching(/^text\./) }]),
    });
    expect(JSON.stringify(refused)).not.toContain('evil');
  });
});
