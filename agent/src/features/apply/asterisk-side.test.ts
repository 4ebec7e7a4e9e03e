import { ok } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { fakeAmi, type Ami } from '../../platform/ami/index.ts';
import { astdbFile } from '../../platform/astdb/index.ts';
import { asteriskSide } from './asterisk-side.ts';

test.each([
  ['MariaDB', true],
  ['SQLite', false],
])(
  'on %s, what Asterisk has cached of a phone is expired twice or not at all: a look-up under way may put the old row back',
  async (_store, cached) => {
    const expired: string[] = [];
    const writer: Ami = {
      ...fakeAmi(),
      send: async () => ok({}),
      expireCached: async ({ cache, id }) => {
        expired.push(`${cache} ${id}`);
        return ok(true);
      },
    };
    const side = asteriskSide({ writer, events: writer, astdb: astdbFile('/nowhere'), cli: null, cached });
    expect(await side.expireCached(['a7k2-000001'])).toMatchObject({ ok: true });
    const once = ['res_pjsip/endpoint', 'res_pjsip/auth', 'res_pjsip/aor'].map((cache) => `${cache} a7k2-000001`);
    expect(expired).toEqual(cached ? [...once, ...once] : []);
  },
);
