import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedUser, Destination, E164, FlowId, TenantId, TenantTag, TrunkView } from '@synergycall/domain';
import { expect } from 'vitest';
import { callRecords, type CallRecord } from '../lab/cdr.ts';
import { claimPort } from '../lab/index.ts';
import { carrier, rawLamp, type Carrier, type RawLamp, type RawLine } from '../lab/phones/index.ts';
import type { StoreKind } from '../lab/runs.ts';
import { byFirstName, openOffice, username, type Office } from './office.ts';

const NAMES = ['Ann Lee', 'Ben Ode', 'Cleo Fay', 'Dan Roy', 'Eve Kim'] as const;
export type Who = 'ann' | 'ben' | 'cleo' | 'dan' | 'eve';
const EVERYBODY: readonly Who[] = ['ann', 'ben', 'cleo', 'dan', 'eve'];
/** Last digits of the public numbers, in both companies. */
export const DID = {
  ann: '001',
  group: '002',
  menu: '003',
  queue: '004',
  hours: '005',
  eve: '006',
  outside: '007',
  nobody: '008',
};
export const EXT = { queue: '1500', menu: '1600', group: '1700', hours: '1800', box: '1900' };
export const OUTSIDE = '+4930999999';

/** One of two companies that have the same people, extensions, flows and last digits of numbers. */
export interface Twin {
  readonly tenantId: TenantId;
  readonly tag: TenantTag;
  readonly people: Readonly<Record<Who, CreatedUser>>;
  readonly lines: Readonly<Record<Who, RawLine>>;
  /** Public number by its last digits. */
  number(last: string): E164;
  phone(who: Who): string;
  /** Since the test began. */
  rang(): Who[];
  /** Calls a number of its own, and expects the call to be taken. */
  dials(who: Who, dialled: string): Promise<NonNullable<Awaited<ReturnType<RawLine['invite']>>['dialog']>>;
  /** A code that says something and hangs up. */
  code(who: Who, dialled: string): Promise<void>;
  /** Waits until who was called is joined with the caller: a call that ends before has talked for no time. */
  talks(who: Who): Promise<void>;
  /** Its own records since the test began hold such a one. */
  recorded(wanted: Partial<CallRecord>): Promise<void>;
  watch(who: Who, number: string): Promise<RawLamp>;
}

export interface Twins {
  readonly office: Office;
  readonly acme: Twin;
  readonly beta: Twin;
  /** Both carriers take calls out, in this order; the first one brings calls in too. */
  readonly first: Carrier;
  readonly second: Carrier;
  /** The same story in both companies at the same moment. */
  both(story: (company: Twin) => Promise<void>): Promise<void>;
  /** For beforeEach: everybody is busy, nothing has rung. */
  begin(): void;
  /** For afterEach: no call is left, and no record names two companies or a wrong one. */
  end(): Promise<void>;
  release(): Promise<void>;
}

const inbound = {
  where: 'request-uri' as const,
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  bare: 'e164' as const,
};
const dialling = {
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  outsidePrefix: '',
  bare: 'none' as const,
  areaCode: '',
};
const soon = { timeout: 20_000, interval: 50 };

export async function openTwins(store: StoreKind): Promise<Twins> {
  const office = await openOffice(store);
  const records = await callRecords(office.asterisk);
  const server = { host: '127.0.0.1', port: office.asterisk.ports.sip };
  const first = await carrier({ server, address: '127.0.0.11' });
  const second = await carrier({ server, address: '127.0.0.12' });
  const trunk = (name: string, at: Pick<Carrier, 'address' | 'port'>, more: object = {}): Promise<TrunkView> =>
    office.admin.trunk.createAny.mutate({
      inTenant: null,
      kind: 'ip',
      name,
      host: at.address,
      port: at.port,
      matchAddresses: [at.address],
      allowPrivate: true,
      inbound,
      ...more,
    });
  const trunks = {
    first: await trunk('First', first),
    second: await trunk('Second', second, {
      called: { form: 'national' },
      callerId: { form: 'national', where: 'from' },
    }),
    // Nothing listens there.
    gone: await trunk('Gone', { address: '127.0.0.13', port: await claimPort() }),
  };
  await applyBox(office);
  let since = 0;
  const lamps: RawLamp[] = [];
  const acme = await twin('Acme', '+4930111');
  const beta = await twin('Beta', '+4930222');
  const companies = [acme, beta] as const;
  const rungBefore = new Map<RawLine, number>();

  async function twin(name: string, digits: string): Promise<Twin> {
    const { admin } = office;
    const made = await office.company(
      name,
      NAMES.map((one) => ({ name: one, voicemailEnabled: one.startsWith('Eve') })),
      { apply: false },
    );
    const { id: tenantId, tag } = made.tenant;
    const people = byFirstName<Who>(made);
    const to = (who: Who): Destination => ({ kind: 'user', userId: people[who].user.id });
    const by = (flowId: FlowId): Destination => ({ kind: 'flow', flowId });
    const flow = async (wish: object): Promise<FlowId> =>
      (await admin.flow.create.mutate({ tenantId, ...wish } as never)).id;
    const members = [people.ben, people.cleo].map(({ user }) => ({ userId: user.id }));
    const group = await flow({
      name: 'Sales',
      extension: Number(EXT.group),
      settings: { kind: 'ring_group', ringSeconds: 5, callerIdPrefix: 'Sales', members },
      exits: { noanswer: to('dan') },
    });
    const queue = await flow({
      name: 'Hotline',
      extension: Number(EXT.queue),
      settings: { kind: 'queue', waitSeconds: 8, mostCallers: 1, callerIdPrefix: 'Hotline', members },
      exits: { timeout: to('dan'), full: to('eve'), empty: to('ann') },
    });
    const menu = await flow({
      name: 'Welcome',
      extension: Number(EXT.menu),
      settings: { kind: 'menu', waitSeconds: 1, tries: 1 },
      exits: { key1: by(group), key2: by(queue), timeout: to('dan'), invalid: to('ann') },
    });
    const box = await flow({
      name: 'Night box',
      extension: Number(EXT.box),
      settings: { kind: 'mailbox', listeners: [people.eve.user.id] },
    });
    const hours = await flow({
      name: 'Hours',
      extension: Number(EXT.hours),
      settings: {
        kind: 'schedule',
        week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]),
        holidays: [],
      },
      exits: { open: to('ben'), closed: by(box) },
    });
    const leads: Record<keyof typeof DID, Destination | null> = {
      ann: to('ann'),
      group: by(group),
      menu: by(menu),
      queue: by(queue),
      hours: by(hours),
      eve: { kind: 'voicemail', userId: people.eve.user.id },
      outside: { kind: 'external', number: OUTSIDE as E164 },
      nobody: null,
    };
    for (const [what, target] of Object.entries(leads)) {
      const did = await admin.did.create.mutate({ number: `${digits}${DID[what as keyof typeof DID]}` as E164 });
      await admin.did.allocate.mutate({ ids: [did.id], to: tenantId });
      if (target) await admin.did.assignMany.mutate({ tenantId, ids: [did.id], target });
    }
    const allow = (prefix: string, ...ways: TrunkView[]) => ({
      name: prefix,
      match: { by: 'prefix' as const, prefix },
      hours: null,
      act: { does: 'allow' as const, strip: 0, prepend: '', trunks: ways.map(({ id }) => id) },
    });
    const deny = {
      name: 'Premium',
      match: { by: 'prefix' as const, prefix: '+49900' },
      hours: null,
      act: { does: 'deny' as const },
    };
    const policy = await admin.policy.create.mutate({
      tenantId,
      name: 'Everybody',
      rules: [deny, allow('+4930', trunks.first, trunks.second), allow('+33', trunks.gone, trunks.second)],
    });
    const { revision } = await admin.policy.settings.query({ tenantId });
    await admin.policy.updateSettings.mutate({
      tenantId,
      revision,
      dialling,
      defaultPolicyId: policy.id,
      callerId: `${digits}${DID.ann}` as E164,
    });
    const now = await admin.tenant.get.query({ tenantId });
    await admin.tenant.update.mutate({ tenantId, revision: now.revision, defaultDestination: to('dan') });
    await office.apply(tenantId);
    const lines = {} as Record<Who, RawLine>;
    for (const who of EVERYBODY) lines[who] = await office.line(people[who]);
    const one: Twin = {
      tenantId,
      tag,
      people,
      lines,
      number: (last) => `${digits}${last}` as E164,
      phone: (who) => username(people[who]),
      rang: () => EVERYBODY.filter((who) => lines[who].incoming.length > (rungBefore.get(lines[who]) ?? 0)),
      async dials(who, dialled) {
        const call = await lines[who].invite({ dialled });
        expect([name, dialled, call.code]).toEqual([name, dialled, 200]);
        return call.dialog!;
      },
      async code(who, dialled) {
        await (await one.dials(who, dialled)).ends({ within: 20_000 });
      },
      talks: (who) => office.talking(1, one.phone(who)),
      recorded: (wanted) =>
        expect
          .poll(
            () =>
              records()
                .slice(since)
                .filter(({ account }) => account === tag),
            soon,
          )
          .toContainEqual(expect.objectContaining(wanted)),
      async watch(who, watches) {
        const { sipUsername, secret } = people[who].credentials!;
        const lamp = await rawLamp({ server, username: sipUsername, secret, watches });
        lamps.push(lamp);
        return lamp;
      },
    };
    return one;
  }

  /** Whose phone or trunk that is; undefined: no phone's. */
  const ownerOf = (endpoint: string) =>
    companies.find((one) => EVERYBODY.some((who) => one.phone(who) === endpoint))?.tag;
  return {
    office,
    acme,
    beta,
    first,
    second,
    both: async (story) => void (await Promise.all(companies.map(story))),
    begin() {
      since = records().length;
      office.forget();
      for (const one of [first, second]) one.answers();
      for (const line of companies.flatMap(({ lines }) => Object.values(lines))) {
        line.answersCallsWith({ say: 'refuse', code: 486, ringing: true });
        rungBefore.set(line, line.incoming.length);
      }
    },
    async end() {
      await Promise.all(lamps.splice(0).map((lamp) => lamp.close()));
      await office.callsEnd();
      const wrong = records()
        .slice(since)
        .filter(({ account, caller, called }) =>
          [caller, called].some((endpoint) => ![undefined, account].includes(ownerOf(endpoint))),
        );
      expect(wrong).toEqual([]);
    },
    async release() {
      await first.close();
      await second.close();
      await office.release();
    },
  };
}

async function applyBox(office: Office): Promise<void> {
  let job = await office.admin.applies.startBox.mutate({});
  while (job.status === 'PENDING' || job.status === 'RUNNING') {
    await sleep(20);
    job = await office.admin.applies.boxJob.query({ id: job.id });
  }
  if (job.status !== 'SUCCESS') throw new Error(`the box's apply ended ${job.status}: ${JSON.stringify(job.error)}`);
}
