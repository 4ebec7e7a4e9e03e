import type { CreatedUser, TenantTag } from '@synergycall/domain';
import { byFirstName, openOffice, type Office } from '../calls/office.ts';
import type { RawLine } from '../lab/phones/index.ts';
import type { StoreKind } from '../lab/runs.ts';

type Name = 'ann' | 'ben' | 'cal' | 'bea' | 'bob' | 'cleo';

/** The scene of every attack: Acme has 1001 to 1003, Beta has 1001, 1002 and (alone) 1005. All phones are SIP by hand. */
export interface TwoCompanies {
  readonly office: Office;
  readonly people: Readonly<Record<Name, CreatedUser>>;
  readonly lines: Readonly<Record<Name, RawLine>>;
  readonly acme: TenantTag;
  readonly beta: TenantTag;
  /** SIP user name of a person's phone. */
  endpoint(name: Name): string;
  /** Whose phones rang, and what reached a foreign context, since `fresh`. */
  damage(): { rang: Name[]; leaked: number };
  /** No call left, everybody refuses with 486 after ringing, nothing heard yet. For beforeEach. */
  fresh(): Promise<void>;
  release(): Promise<void>;
}

export const NOBODY = { rang: [], leaked: 0 };

export async function twoCompanies(store: StoreKind, more: { pjsip?: string } = {}): Promise<TwoCompanies> {
  const office = await openOffice(store, more);
  const acme = await office.company('Acme', ['Ann Lee', 'Ben Ode', 'Cal Fox']);
  const beta = await office.company('Beta', ['Bea Kim', 'Bob Lau', { name: 'Cleo Fay', extension: 1005 }]);
  const people = { ...byFirstName<'ann' | 'ben' | 'cal'>(acme), ...byFirstName<'bea' | 'bob' | 'cleo'>(beta) };
  const lines = {} as Record<Name, RawLine>;
  const names = Object.keys(people) as Name[];
  for (const name of names) lines[name] = await office.line(people[name]);
  const before = new Map<Name, number>();
  return {
    office,
    people,
    lines,
    acme: acme.tenant.tag,
    beta: beta.tenant.tag,
    endpoint: (name) => people[name].credentials?.sipUsername ?? '',
    damage: () => ({
      rang: names.filter((name) => lines[name].incoming.length > (before.get(name) ?? 0)),
      leaked: office.userEvents('Leaked').length,
    }),
    async fresh() {
      await office.callsEnd();
      for (const name of names) {
        lines[name].answersCallsWith({ say: 'refuse', code: 486, ringing: true });
        before.set(name, lines[name].incoming.length);
      }
      office.forget();
    },
    release: () => office.release(),
  };
}
