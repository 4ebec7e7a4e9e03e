import type { TenantTag } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { renderCore } from '../callflow/index.ts';
import { renderTenantFile } from '../tenant/index.ts';
import { applyAdopted, fitnessOf } from './adopted.ts';
import { sha256 } from './drift.ts';

const own = renderTenantFile({ tag: 'a7k2' as TenantTag }).text;
const edit = (from: string, to: string): string => {
  expect(own).toContain(from);
  return own.replace(from, to);
};
const fit = (edited: string, of = own) => fitnessOf({ own: of, edited });

test('an adopted text is written instead of ours, as long as ours stays what it was', () => {
  const files = [
    { path: 'a.conf', text: own },
    { path: 'b.conf', text: 'b' },
  ];
  const adopted = [{ path: 'a.conf', baseHash: sha256(own), text: 'edited' }];
  expect(applyAdopted(files, adopted)).toEqual({ ok: true, value: [{ path: 'a.conf', text: 'edited' }, files[1]] });
  expect(applyAdopted([{ path: 'a.conf', text: 'ours now' }], adopted)).toEqual({
    ok: false,
    error: { code: 'apply.adopted-outdated', path: 'a.conf' },
  });
});

test.each([
  ['as it is', own],
  ['a line more', edit(' same => n,Set(SC_N=', ' same => n,NoOp(by hand)\n same => n,Set(SC_N=')],
  ['a context of one’s own', `${own}\n[mine]\nexten => s,1,Hangup()\n`],
  ['an include more, at the end', edit('include => sc-in-a7k2', 'include => sc-in-a7k2\ninclude => mine')],
  ['a phone of its own', edit(' same => n,Set(SC_N=', ' same => n,Dial(PJSIP/a7k2-x)\n same => n,Set(SC_N=')],
  ['a remark that names a stranger', `; not for sc-t-b3b3\n${own}`],
])('may be kept: %s', (_, edited) => {
  expect(fit(edited)).toEqual({ ok: true, value: undefined });
});

test.each([
  ['what Asterisk would not read', `${own}\nnonsense\n`, 'does-not-parse'],
  ['another company’s context', `${own}\n[sc-t-b3b3]\nexten => s,1,Hangup()\n`, 'invalid'],
  ['a way into another company', edit('sc-core,${SC_N},1:', 'sc-t-b3b3,${SC_N},1:'), 'invalid'],
  ['a way into whatever company is named', edit('sc-core,${SC_N},1:', 'sc-t-${X},${SC_N},1:'), 'invalid'],
  [
    'an include of another company',
    edit('include => sc-in-a7k2', 'include => sc-in-a7k2\ninclude => sc-in-b3b3'),
    'invalid',
  ],
  ['another company’s tag on the call', edit('Set(SC_T=a7k2)', 'Set(SC_T=b3b3)'), 'invalid'],
  ['an inherited tag', edit('Set(SC_T=a7k2)', 'Set(__SC_T=a7k2)'), 'invalid'],
  [
    'a tag among others',
    edit(' same => n,Set(SC_N=', ' same => n,MSet(A=1,SC_T=b3b3)\n same => n,Set(SC_N='),
    'invalid',
  ],
  [
    'another company’s keys',
    edit(' same => n,Set(SC_N=', ' same => n,Set(DB(sc/live/b3b3/state)=suspended)\n same => n,Set(SC_N='),
    'invalid',
  ],
  [
    'another company’s phone',
    edit(' same => n,Set(SC_N=', ' same => n,Dial(PJSIP/b3b3-x)\n same => n,Set(SC_N='),
    'invalid',
  ],
  ['no emergency calls', edit('include => sc-emergency\n', ''), 'invalid'],
  [
    'emergency numbers after the others',
    edit('include => sc-emergency\ninclude => sc-in-a7k2', 'include => sc-in-a7k2\ninclude => sc-emergency'),
    'invalid',
  ],
  ['no entry for suspended people', own.slice(0, own.indexOf('[sc-off-')), 'invalid'],
  ['settings of all Asterisk', `[globals]\nX=>1\n${own}`, 'does-not-parse'],
  ['a file of any place', `${own}\n#include "/etc/passwd"\n`, 'invalid'],
])('SECURITY: is not kept: %s', (_, edited, because) => {
  expect(fit(edited)).toEqual({ ok: false, error: because });
});

test('each file of the core may be kept as it is, and not without one of its contexts', () => {
  const box = {
    version: 1,
    box: { id: 'b00000000000' as never, realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
  } as const;
  for (const { text } of renderCore(box)) {
    expect(fit(text, text)).toEqual({ ok: true, value: undefined });
    expect(fit(text.slice(0, text.lastIndexOf('\n[')), text).ok).toBe(text.split('\n[').length < 2);
  }
});
