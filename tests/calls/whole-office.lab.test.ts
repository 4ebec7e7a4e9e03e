import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LampState, Phone, RawLamp } from '../lab/phones/index.ts';
import { storesOr, thoroughly } from '../lab/runs.ts';
import { DID, EXT, openTwins, OUTSIDE, type Twin, type Twins, type Who } from './twins.ts';

/*
 * US2, US5, US7, SC-004, SC-025: two companies with the same people, extensions, flows and last digits live through the
 * same day at the same moment, on a whole box: agent, apply, phones from the realtime store, two carriers. Each call is
 * looked at from the phones and the carriers, and in Asterisk's own call records.
 */
describe.each(storesOr('sqlite'))('a whole office, twice, phones in %s', (store) => {
  let scene: Twins;
  beforeAll(async () => {
    scene = await openTwins(store);
  });
  afterAll(() => scene?.release());
  beforeEach(() => scene.begin());
  afterEach(() => scene.end());

  const soon = { timeout: 20_000, interval: 50 };
  const answered = { disposition: 'ANSWERED', talked: expect.toSatisfy((seconds: number) => seconds > 0) };
  const rings = (company: Twin, ...who: Who[]) => expect.poll(() => company.rang(), soon).toEqual(who);
  const takes = (company: Twin, ...who: Who[]) => {
    for (const one of who) company.lines[one].answersCallsWith({ say: 'answer', ringing: true });
  };
  const keepsRinging = (company: Twin, ...who: Who[]) => {
    for (const one of who) company.lines[one].answersCallsWith({ say: 'ring' });
  };
  const shown = (company: Twin, who: Who) => String(company.lines[who].incoming.at(-1)?.invite.headers['from']?.[0]);
  const shows = (lamp: RawLamp, state: LampState) => expect.poll(() => lamp.shown.at(-1), soon).toBe(state);
  /** A call from outside, in the national form, to the number with these last digits. */
  const comesIn = (company: Twin, last: string, cancelAfter?: number) =>
    scene.first.calls(`0${company.number(last).slice(3)}`, {
      from: '+4989123',
      name: 'Zoe',
      ...(cancelAfter === undefined ? {} : { cancelAfter }),
    });

  describe('destinations of a public number (SC-004)', () => {
    test('a person: the phone shows who calls; both talk', () =>
      scene.both(async (company) => {
        takes(company, 'ann');
        const call = await comesIn(company, DID.ann);
        expect(call.code).toBe(200);
        expect(company.rang()).toEqual(['ann']);
        expect(shown(company, 'ann')).toContain('+4989123');
        await company.talks('ann');
        await company.lines.ann.incoming.at(-1)!.dialog!.hangUp();
        await call.dialog!.ends();
        await company.recorded({ from: '+4989123', called: company.phone('ann'), ...answered });
      }));

    test('a group rings all; nobody answers: the person that comes next', () =>
      scene.both(async (company) => {
        keepsRinging(company, 'ben', 'cleo');
        takes(company, 'dan');
        const call = await comesIn(company, DID.group);
        expect(call.code).toBe(200);
        expect(company.rang()).toEqual(['ben', 'cleo', 'dan']);
        expect(shown(company, 'ben')).toContain('Sales Zoe');
        expect(shown(company, 'dan')).not.toContain('Sales');
        await company.talks('dan');
        await call.dialog!.hangUp();
        await company.recorded({ called: company.phone('ben'), disposition: 'NO ANSWER' });
        await company.recorded({ called: company.phone('dan'), ...answered });
      }));

    test('a mailbox takes the call without ringing anybody', () =>
      scene.both(async (company) => {
        const call = await comesIn(company, DID.eve);
        expect(call.code).toBe(200);
        expect(company.rang()).toEqual([]);
        await call.dialog!.hangUp();
        await company.recorded({ from: '+4989123', called: '', ...answered });
      }));

    test('a number outside: out by the company’s policy, with its number', async () => {
      await scene.both(async (company) => {
        const call = await comesIn(company, DID.outside);
        expect(call.code).toBe(200);
        await call.dialog!.hangUp();
        // The record names who is shown to the carrier, not who called in.
        await company.recorded({ from: company.number(DID.ann), ...answered });
      });
      const out = scene.first.carried.slice(-2);
      expect(out.map(({ dialled }) => dialled)).toEqual([OUTSIDE, OUTSIDE]);
    });

    test('none, or a number of nobody: the default destination, or a refusal', () =>
      scene.both(async (company) => {
        expect((await comesIn(company, DID.nobody)).code).toBe(486);
        expect(company.rang()).toEqual(['dan']);
        await company.recorded({ called: company.phone('dan'), disposition: 'BUSY' });
        expect((await comesIn(company, '999')).code).toBe(404);
      }));

    test('a schedule, opened and closed by hand with *28, and its lamp', () =>
      scene.both(async (company) => {
        const lamp = await company.watch('ann', `*28${EXT.hours}`);
        expect((await comesIn(company, DID.hours)).code).toBe(486);
        expect(company.rang()).toEqual(['ben']);
        await company.code('ann', `*28${EXT.hours}`);
        await shows(lamp, 'lit');
        const call = await comesIn(company, DID.hours);
        expect(call.code).toBe(200);
        await call.dialog!.hangUp();
        await company.code('ann', `*28${EXT.hours}`);
        await shows(lamp, 'dark');
        await company.recorded({ called: company.phone('ben'), disposition: 'BUSY' });
        await company.recorded({ caller: company.phone('ann'), ...answered });
      }));
  });

  describe('a queue', () => {
    test('an agent answers; who else comes finds it full; nobody answers: its way out of time', () =>
      scene.both(async (company) => {
        keepsRinging(company, 'ben', 'cleo', 'eve');
        takes(company, 'dan');
        const waits = comesIn(company, DID.queue);
        await rings(company, 'ben', 'cleo');
        expect(shown(company, 'ben')).toContain('Hotline Zoe');
        const second = await company.dials('ann', EXT.queue);
        await rings(company, 'ben', 'cleo', 'eve');
        await second.hangUp();
        const call = await waits;
        await rings(company, 'ben', 'cleo', 'dan', 'eve');
        await company.talks('dan');
        await call.dialog!.hangUp();
        await company.recorded({ called: company.phone('dan'), ...answered });

        takes(company, 'cleo');
        const served = await company.dials('ann', EXT.queue);
        await expect.poll(() => company.lines.cleo.incoming.at(-1)?.dialog, soon).toBeDefined();
        await company.talks('cleo');
        await company.lines.cleo.incoming.at(-1)!.dialog!.hangUp();
        await served.ends();
        await company.recorded({ from: '1001', called: company.phone('cleo'), ...answered });
      }));

    thoroughly('*45 logs out, and in again with the queue’s extension; with nobody there calls leave at once', () =>
      scene.both(async (company) => {
        await Promise.all([company.code('ben', '*45'), company.code('cleo', '*45')]);
        // It is answered before anybody is asked.
        await (await comesIn(company, DID.queue)).dialog!.ends();
        expect(company.rang()).toEqual(['ann']);
        await company.code('ben', `*45${EXT.queue}`);
        takes(company, 'ben');
        const call = await company.dials('dan', EXT.queue);
        await rings(company, 'ann', 'ben');
        await call.hangUp();
        await company.code('cleo', '*45');
        await company.recorded({ called: company.phone('ann'), disposition: 'BUSY' });
      }),
    );
  });

  thoroughly(
    'a menu: a key, silence, a wrong key (RFC 4733)',
    () =>
      scene.both(async (company) => {
        const caller = await scene.office.phone(company.people.eve);
        const calls = async (key: string) => {
          const call = await caller.calls(EXT.menu);
          await call.answered();
          if (key !== '') await call.sendsDtmf(key);
          return call;
        };
        await (await calls('1')).ended({ within: 20_000 });
        expect(company.rang()).toEqual(['ben', 'cleo', 'dan']);
        await (await calls('9')).ended({ within: 30_000 });
        expect(company.rang()).toEqual(['ann', 'ben', 'cleo', 'dan']);
        const before = company.lines.dan.incoming.length;
        await (await calls('')).ended({ within: 30_000 });
        expect(company.lines.dan.incoming.length).toBe(before + 1);
        await company.recorded({ from: '1005', caller: company.phone('eve'), called: company.phone('ann') });
      }),
    180_000,
  );

  describe('calls out (US5)', () => {
    const out = async (company: Twin, dialled: string) => {
      const dialog = await company.dials('ann', dialled);
      await dialog.hangUp();
      await company.recorded({ caller: company.phone('ann'), ...answered });
    };
    const carriedBy = (carrier: 'first' | 'second', company: Twin, from: string) =>
      scene[carrier].carried.filter((call) => [call.from.number, call.asserted?.number].includes(from)).at(-1);

    test('show each company’s own number, as the carrier wants it', () =>
      scene.both(async (company) => {
        await out(company, '030999999');
        const call = carriedBy('first', company, company.number(DID.ann));
        expect(call?.dialled).toBe(OUTSIDE);
        expect(call?.asserted?.number).toBe(company.number(DID.ann));
      }));

    test.each([
      ['that says 503', '030999999', () => scene.first.refuses(503)],
      ['that keeps silent', '030999999', () => scene.first.keepsSilent()],
      ['on whose machine nothing listens', '0033123456789', () => undefined],
    ])('a carrier %s is passed over (SC-025)', async (_, dialled, fails) => {
      fails();
      await scene.both(async (company) => {
        await out(company, dialled);
        const national = `0${company.number(DID.ann).slice(3)}`;
        const call = carriedBy('second', company, national);
        expect(call?.dialled).toMatch(/^(030999999|0033123456789)$/);
        expect(call?.asserted).toBeUndefined();
      });
    });

    test('what the policy denies, or no rule allows, reaches no carrier', async () => {
      const before = [scene.first, scene.second].map(({ carried }) => carried.length);
      await scene.both(async (company) => {
        const [denied, unmatched] = await Promise.all([
          company.lines.ann.invite({ dialled: '0900123456' }),
          company.lines.ben.invite({ dialled: '0044123456789' }),
        ]);
        expect([denied.code, unmatched.code]).toEqual([403, 403]);
      });
      expect([scene.first, scene.second].map(({ carried }) => carried.length)).toEqual(before);
    });
  });

  describe('feature codes', () => {
    thoroughly('do not disturb: *78, *79, *76, and its lamp', () =>
      scene.both(async (company) => {
        const lamp = await company.watch('cleo', '1001');
        await company.code('ann', '*78');
        await shows(lamp, 'lit');
        expect((await company.lines.ben.invite({ dialled: '1001' })).code).toBe(486);
        expect(company.rang()).toEqual([]);
        await company.code('ann', '*79');
        await shows(lamp, 'dark');
        await company.code('ann', '*76');
        await shows(lamp, 'lit');
        await company.code('ann', '*761001');
        await shows(lamp, 'dark');
        expect((await company.lines.ben.invite({ dialled: '1001' })).code).toBe(486);
        expect(company.rang()).toEqual(['ann']);
      }),
    );

    for (const [event, on, off] of [
      ['always', '*72', '*73'],
      ['when busy', '*90', '*91'],
      ['when nobody answers', '*92', '*93'],
    ] as const)
      thoroughly(`forwards ${event}: ${on} and ${off}`, () =>
        scene.both(async (company) => {
          await company.code('ann', `${on}1004`);
          if (event === 'when nobody answers')
            company.lines.ann.answersCallsWith({ say: 'refuse', code: 480, after: 500 });
          await company.lines.ben.invite({ dialled: '1001' });
          await rings(company, ...(event === 'always' ? (['dan'] as const) : (['ann', 'dan'] as const)));
          await company.recorded({ from: '1002', called: company.phone('dan'), disposition: 'BUSY' });
          await company.code('ann', off);
          const rung = company.lines.dan.incoming.length;
          await company.lines.ben.invite({ dialled: '1001' });
          expect(company.lines.dan.incoming.length).toBe(rung);
        }),
      );

    thoroughly('*43 and *65 are heard', () =>
      scene.both(async (company) => {
        for (const code of ['*43', '*65']) {
          const before = company.lines.ann.audiblePackets;
          const call = await company.dials('ann', code);
          await expect.poll(() => company.lines.ann.audiblePackets, soon).toBeGreaterThan(before);
          await call.hangUp();
        }
        await company.recorded({ from: '1001', caller: company.phone('ann'), ...answered });
      }),
    );

    test('*68 parks, *681 takes the call back, and its lamp', () =>
      scene.both(async (company) => {
        const lamp = await company.watch('dan', '*681');
        await shows(lamp, 'dark');
        takes(company, 'ann');
        await company.dials('cleo', '1001');
        await expect.poll(() => company.lines.ann.incoming.at(-1)?.dialog, soon).toBeDefined();
        const second = await company.dials('ann', '*68');
        await shows(lamp, 'lit');
        const at = `sip:*68@127.0.0.1:${scene.office.asterisk.ports.sip}`;
        const refer = company.lines.ann.incoming.at(-1)!.dialog!;
        const moved = await refer.refer(`${at}?Replaces=${encodeURIComponent(second.replaces())}`);
        expect(moved.outcome?.code).toBe(200);
        const back = await company.dials('ben', '*681');
        await shows(lamp, 'dark');
        await back.hangUp();
        await company.recorded({ caller: company.phone('ben'), ...answered });
      }));

    test('**1004 and *8 take what rings elsewhere', () =>
      scene.both(async (company) => {
        for (const [rung, by, dialled] of [
          ['dan', 'cleo', '**1004'],
          ['ben', 'cleo', '*8'],
        ] as const) {
          keepsRinging(company, rung);
          const call = company.lines.ann.invite({ dialled: String(company.people[rung].user.extension) });
          await expect.poll(() => company.rang(), soon).toContain(rung);
          const picked = await company.dials(by, dialled);
          expect((await call).code).toBe(200);
          await picked.hangUp();
        }
        await company.recorded({ from: '1001', caller: company.phone('ann'), ...answered });
      }));

    thoroughly(
      'a message is left, lights the lamp of its person alone, and is heard by *97',
      async () => {
        const { office, acme, beta } = scene;
        const box = join(office.asterisk.paths.spool, 'voicemail', `vm-${acme.tag}`, acme.people.eve.user.id);
        const sounds = () =>
          existsSync(box)
            ? readdirSync(box, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wav'))
            : [];
        const waiting = (line: { readonly log: Phone['log'] }) =>
          line.log.messages.some(({ method, body }) => method === 'NOTIFY' && /Messages-Waiting: yes/.test(body));
        const ben = await office.phone(acme.people.ben, { tone: 620 });
        const call = await ben.calls('1005');
        await call.answered({ within: 15_000 });
        const recording = () => sounds().some((name) => /tmp\//.test(name) && statSync(join(box, name)).size > 32_000);
        await expect.poll(recording, { timeout: 40_000 }).toBe(true);
        await call.hangUp();
        await expect.poll(() => waiting(acme.lines.eve), soon).toBe(true);
        expect(waiting(beta.lines.eve)).toBe(false);
        await acme.recorded({ from: '1002', caller: acme.phone('ben'), ...answered });
        const eve = await office.phone(acme.people.eve);
        const hears = await eve.calls('*97');
        await hears.answered();
        const asks = async () => {
          const channels = await office.ami.list('CoreShowChannels');
          return JSON.stringify(channels.ok && channels.value.map((one) => one['application'])).includes(
            'VoiceMailMain',
          );
        };
        await expect.poll(asks, soon).toBe(true);
        await hears.sendsDtmf('1');
        await hears.hears(620, { within: 40_000 });
        await hears.hangUp();
      },
      180_000,
    );
  });

  describe('SECURITY: what one company has, the other’s phones can’t reach (FR-036)', () => {
    test('a parked call, a ringing phone, who waits in a queue, an agent, a lamp, a mailbox', async () => {
      const { acme, beta, office } = scene;
      // Of Ben, who does nothing here but in the other company.
      const theirs = [await beta.watch('ann', '1002'), await beta.watch('ann', '*681')];
      keepsRinging(acme, 'ben', 'cleo');
      await acme.dials('dan', EXT.queue);
      await rings(acme, 'ben', 'cleo');
      await acme.dials('ann', '*68');
      for (const dialled of ['**1002', `**${EXT.queue}`, '*8'])
        expect((await beta.lines.cleo.invite({ dialled })).code, dialled).toBe(480);
      // Says that the place is empty, and hangs up.
      await beta.code('dan', '*681');
      // One's own queue of the same extension.
      await beta.code('cleo', `*45${EXT.queue}`);
      await beta.code('cleo', `*45${EXT.queue}`);
      expect((await beta.lines.dan.invite({ dialled: '*97' })).code).toBe(480);
      const channels = await office.ami.coreShowChannels();
      const parked = channels.ok && channels.value.filter(({ application }) => application.startsWith('Park'));
      expect(parked).toHaveLength(1);
      expect(beta.rang()).toEqual([]);
      for (const lamp of theirs) expect(new Set(lamp.shown)).toEqual(new Set(['dark']));
    });
  });

  thoroughly('a suspended company hears why, reaches help, and is not called; the other one goes on', async () => {
    const { acme, beta, office } = scene;
    const box = await office.admin.box.get.query();
    await office.admin.box.update.mutate({ revision: box.revision, emergencyEndpoint: 'helper' });
    const { id } = await office.admin.applies.startBox.mutate({});
    await expect.poll(async () => (await office.admin.applies.boxJob.query({ id })).status, soon).toBe('SUCCESS');
    await office.admin.tenant.suspend.mutate({ tenantId: acme.tenantId });
    const heard = acme.lines.ann.audiblePackets;
    expect((await acme.lines.ann.invite({ dialled: '1002' })).code).toBe(403);
    expect(acme.lines.ann.audiblePackets).toBeGreaterThan(heard);
    await comesIn(acme, DID.ann);
    expect(acme.rang()).toEqual([]);
    expect((await comesIn(beta, DID.ann)).code).toBe(486);
    const help = await acme.dials('ben', '112');
    expect(office.helper.carried.at(-1)?.dialled).toBe('112');
    await help.hangUp();
    await acme.recorded({ caller: acme.phone('ben'), called: 'helper', ...answered });
    await office.admin.tenant.restore.mutate({ tenantId: acme.tenantId });
    expect((await acme.lines.ann.invite({ dialled: '1002' })).code).toBe(486);
  });
});
